import { useEffect, useRef } from 'react';
import { measurementTools, type Series } from '../core/contract/index.ts';
import { leaveBox } from './box-edit.ts';
import { type Command, commands } from './commands.ts';
import { compareWithPrior } from './comparing.ts';
import { useActiveSeries, useStudies } from './engine.ts';
import { keepLayout } from './hanging.ts';
import { useSpeech } from './i18n.tsx';
import { toggleSeenOf } from './overlays/seen.ts';
import { type ReadFinding, showFinding, useReading } from './reading.ts';
import { change, changeOverlay, chooseLayout, type Layout, showSeries, type Tool, useWindow } from './state.ts';
import { showTags } from './tags.ts';
import { undoLast } from './undo.ts';
import { toggleLinks } from './viewports/linking.ts';

const TOOLS: Record<string, Tool> = { KeyW: 'window', KeyZ: 'zoom', KeyP: 'pan', KeyX: 'crosshair' };
const VIEW: Record<string, Command> = {
  KeyR: { kind: 'reset' },
  KeyI: { kind: 'invert' },
  KeyF: { kind: 'flip' },
  ArrowUp: { kind: 'scroll', by: -1 },
  ArrowDown: { kind: 'scroll', by: 1 },
  PageUp: { kind: 'scroll', by: -10 },
  PageDown: { kind: 'scroll', by: 10 },
};
const NUDGES: Record<string, [columns: number, rows: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
const LAYOUTS: Layout[] = ['1x1', '1x2', '2x2'];
const REGIONS = ['bar', 'browser', 'viewports', 'overlay', 'findings', 'strip'];

const writesText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=radio],[type=range],[type=checkbox]), textarea, select, [contenteditable]') !== null;

/** Moves the focus to the next part of the window (F6), as screens with many parts do. */
function nextRegion(backwards: boolean) {
  const regions = REGIONS.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`)).filter(
    (one) => one !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + (backwards ? -1 : 1) + regions.length) % regions.length];
  next?.querySelector<HTMLElement>('button:not(:disabled), input, [tabindex="0"]')?.focus();
}

/** The keys of the reading page. They are physical (`code`), so that an Arabic layout works, and rest while text is written. */
export function useKeys() {
  const { t } = useSpeech();
  const active = useActiveSeries();
  const studies = useStudies();
  const reading = useReading(active?.series.seriesInstanceUid);
  const now = useRef({ active, studies, reading, t });
  now.current = { active, studies, reading, t };

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { active, studies, reading, t } = now.current;
      const state = useWindow.getState();
      const { code } = event;
      const control = event.ctrlKey || event.metaKey;
      if (code === 'F6') {
        event.preventDefault();
        return nextRegion(event.shiftKey);
      }
      if (writesText(event.target) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      const take = () => event.preventDefault();
      if (control && code === 'KeyZ') {
        take();
        return void undoLast(t, event.shiftKey);
      }
      if (state.page === 'read' && state.boxEdit && !control && editsBox(event)) return take();
      const by = NUDGES[code];
      if (event.altKey && !control && by && state.selectedMeasurement) {
        take();
        return commands.send({ kind: 'nudge', by, end: event.shiftKey });
      }
      if (control || event.altKey) return;
      if (code === 'Slash') {
        take();
        return event.shiftKey ? change({ keySheet: true }) : focusSearch();
      }
      if (state.page !== 'read') return;

      const findings = reading.flatMap((one) => one.findings);
      const selected = findings.findIndex(({ finding }) => finding.id === state.selection?.findingId);
      const select = (read: ReadFinding | undefined) => read && active && showFinding(read, active.series);
      const inViewport = event.target instanceof HTMLElement && event.target.matches('.viewport');
      if (event.shiftKey && code === 'KeyW') change({ tool: 'window-region' });
      else if (event.shiftKey && code === 'BracketLeft') commands.send({ kind: 'turn', degrees: -5 });
      else if (event.shiftKey && code === 'BracketRight') commands.send({ kind: 'turn', degrees: 5 });
      else if (event.shiftKey && code === 'KeyL') toggleLinks();
      else if (code === 'KeyM') change({ tool: nextMeasure(state.tool) });
      else if (code === 'Enter' && inViewport) commands.send({ kind: 'measure-here' });
      else if (code === 'Delete' || code === 'Backspace') commands.send({ kind: 'delete-measurement' });
      else if (TOOLS[code]) change({ tool: TOOLS[code] });
      else if (VIEW[code] && !onControl(event.target, code)) commands.send(VIEW[code]);
      else if (code === 'KeyJ') select(findings[selected + 1] ?? findings[0]);
      else if (code === 'KeyK') select(findings[Math.max(selected - 1, 0)]);
      else if (code === 'KeyY') act('accept');
      else if (code === 'KeyN') act('reject');
      else if (code === 'KeyC') act('comment');
      else if (code === 'KeyE') act('edit');
      else if (code === 'Space' && !onButton(event.target)) commands.send({ kind: 'play' });
      else if (code === 'Comma') commands.send({ kind: 'speed', factor: 0.5 });
      else if (code === 'Period') commands.send({ kind: 'speed', factor: 2 });
      else if (code === 'Equal' || code === 'NumpadAdd') commands.send({ kind: 'thickness', by: 1 });
      else if (code === 'Minus' || code === 'NumpadSubtract') commands.send({ kind: 'thickness', by: -1 });
      else if (code === 'KeyU') change({ fused: !state.fused });
      else if (code === 'KeyG') change({ tool: 'magnifier' });
      else if (code === 'KeyB') compareWithPrior(studies, t);
      else if (code === 'KeyT') showTags();
      else if (code === 'KeyV') toggleSeenOf(reading);
      else if (code === 'KeyO') changeOverlay({ visible: !state.overlay.visible });
      else if (code === 'BracketLeft')
        step(
          -1,
          active?.series,
          studies.flatMap((study) => study.series),
        );
      else if (code === 'BracketRight')
        step(
          1,
          active?.series,
          studies.flatMap((study) => study.series),
        );
      else if (code === 'KeyL') {
        const layout = LAYOUTS[(LAYOUTS.indexOf(state.layout) + 1) % 3]!;
        chooseLayout(layout, active?.series);
        if (active) void keepLayout(active.series.modality, layout);
      } else if (/^(Digit|Numpad)[1-9]$/.test(code)) commands.send({ kind: 'preset', number: Number(code.at(-1)) });
      else if (code === 'Escape') {
        commands.send({ kind: 'leave' });
        change({ tool: 'window', problem: undefined, selectedMeasurement: undefined });
      } else return;
      take();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

const act = (name: string) => document.querySelector<HTMLButtonElement>(`[data-act="${name}"]`)?.click();

/** The keys of the box that is being edited; says whether this was one. */
function editsBox({ code, altKey, shiftKey, target }: KeyboardEvent): boolean {
  const by = NUDGES[code];
  const step = shiftKey ? 10 : 1;
  if (by && !onControl(target, code))
    commands.send({ kind: 'move-box', by: [by[0] * step, by[1] * step], edges: altKey });
  else if (altKey || shiftKey) return false;
  else if (code === 'Enter' && !onButton(target)) act('keep-box');
  else if (code === 'Escape') leaveBox();
  else if (code === 'Home') commands.send({ kind: 'end-box', side: -1 });
  else if (code === 'End') commands.send({ kind: 'end-box', side: 1 });
  else if (code === 'PageUp') commands.send({ kind: 'scroll', by: -1 });
  else if (code === 'PageDown') commands.send({ kind: 'scroll', by: 1 });
  else return false;
  return true;
}

/** Buttons and options take the space bar themselves. */
const onButton = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('button, input, summary, [role="option"]') !== null;

/** M goes through the measuring tools, from the length on. */
const nextMeasure = (tool: Tool): Tool =>
  measurementTools[((measurementTools as readonly Tool[]).indexOf(tool) + 1) % measurementTools.length]!;

/** Sliders, lists and radio buttons keep their arrows. */
const onControl = (target: EventTarget | null, code: string) =>
  /^(Arrow|Page)/.test(code) &&
  target instanceof HTMLElement &&
  target.closest('input, [role="listbox"], [role="option"]') !== null;

const focusSearch = () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();

function step(by: number, series: Series | undefined, all: Series[]) {
  const pictures = all.filter((one) => one.images);
  const at = pictures.findIndex((one) => one.seriesInstanceUid === series?.seriesInstanceUid);
  const next = pictures[Math.min(Math.max(at + by, 0), pictures.length - 1)];
  if (next && next !== series) showSeries(next);
}
