import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Hanging, HangingRule, WindowPreset } from '../core/contract/index.ts';
import { call } from './client.ts';
import { linkOnceShown } from './comparing.ts';
import { attempt, queries, useActiveSeries, useStudies } from './engine.ts';
import { hang } from './hung.ts';
import { change, chooseLayout, type Layout, type Pane, paneCount, useWindow } from './state.ts';

const KEY = ['hanging'];
const useHangingAnswer = () => useQuery({ queryKey: KEY, queryFn: () => call('hanging') }).data;

/** Series that have a window already keep it. */
function startWith(window: WindowPreset, panes: Pane[]) {
  const wanted = panes.flatMap(({ seriesInstanceUid }) => (seriesInstanceUid ? [[seriesInstanceUid, window]] : []));
  change({ firstWindows: { ...useWindow.getState().firstWindows, ...Object.fromEntries(wanted) } });
}

/** Four panes; none of them keeps what hung there before. */
const filledUp = (panes: Pane[]): Pane[] =>
  Array.from({ length: 4 }, (_, place) => panes[place] ?? { plane: 'acquired' });

/**
 * Hangs each study once, when its first series is shown and the rules are known. What comes into another than the first
 * viewport is put beside what hangs, to be compared, and moves nothing.
 */
export function useHanging() {
  const known = useHangingAnswer();
  const active = useActiveSeries();
  const studies = useStudies();
  const study = active?.study;
  const modality = active?.series.modality;
  useEffect(() => {
    if (known?.problem) change({ problem: known.problem });
  }, [known?.problem]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a study that changes while it is read stays as it hangs
  useEffect(() => {
    const { hungStudy, panes, activePane } = useWindow.getState();
    if (!known || !study || !modality || hungStudy === study.studyInstanceUid || activePane > 0) return;
    const hung = hang(known.hanging, study, modality, studies);
    const remembered = known.hanging.layouts[modality];
    change({ hungStudy: study.studyInstanceUid });
    if (hung?.rule.window) startWith(hung.rule.window, hung.found);
    // A layout that was chosen by hand is stronger than a rule's.
    const layout = remembered ?? hung?.rule.layout;
    if (hung?.panes && layout && layout !== '1x1') {
      change({ layout, panes: filledUp(hung.panes), activePane: 0 });
      if (hung.comparing) linkOnceShown(hung.panes.slice(0, paneCount(layout)));
    } else if (remembered) {
      change({ panes: filledUp([panes[0]!]) });
      chooseLayout(remembered, active.series);
    }
  }, [known, study?.studyInstanceUid, modality]);
}

export const useHangingRules = (): HangingRule[] | undefined => useHangingAnswer()?.hanging.rules;

/** Keeps the rules; says whether they are on disk. */
export async function keepRules(rules: HangingRule[]): Promise<boolean> {
  const kept = await attempt(() => call('keepRules', { rules }));
  if (kept) queries.setQueryData<{ hanging: Hanging; path: string }>(KEY, (before) => before && { ...before, ...kept });
  return kept !== undefined;
}

/** Keeps the layout that a reader chose for a modality; that it could not be kept is no reason to stop him. */
export async function keepLayout(modality: string, layout: Layout) {
  const kept = await call('rememberLayout', { modality, layout }).catch(() => undefined);
  if (kept) queries.setQueryData<{ hanging: Hanging; path: string }>(KEY, (before) => before && { ...before, ...kept });
}
