import {
  Check,
  ChevronDown,
  ChevronRight,
  Circle,
  Columns2,
  Contrast,
  Crosshair,
  GitCompare,
  Grid2x2,
  Keyboard,
  Languages,
  Lasso,
  Link2,
  type LucideIcon,
  Move,
  Pipette,
  Plus,
  Ruler,
  SlidersHorizontal,
  Spline,
  Square,
  Unlink2,
  ZoomIn,
} from 'lucide-react';
import { DropdownMenu, Toolbar } from 'radix-ui';
import type { Study } from '../../core/contract/index.ts';
import { commands } from '../commands.ts';
import { compareWithPrior, hangBeside, MOST_PRIORS, usePriors } from '../comparing.ts';
import { Keys, Tip } from '../components/parts.tsx';
import { useActiveSeries, useStudies } from '../engine.ts';
import { dateOf } from '../format.ts';
import { keepLayout } from '../hanging.ts';
import { useSpeech } from '../i18n.tsx';
import { presetsOf } from '../images/windows.ts';
import { petFor } from '../overlays/fusion.ts';
import { chooseSlab, SLABS } from '../slabs.ts';
import { change, chooseLanguage, chooseLayout, type Layout, type Page, type Tool, useWindow } from '../state.ts';
import { showTags } from '../tags.ts';
import { toggleLinks } from '../viewports/linking.ts';
import type { PlainWord } from '../words.ts';
import { RunPill } from './RunPill.tsx';

export function TopBar() {
  const { t } = useSpeech();
  const page = useWindow((state) => state.page);
  return (
    <header className="bar" data-region="bar">
      <div className="brand">
        <img src="./icon.svg" alt="" width="20" height="20" />
        <strong>{t('appName')}</strong>
      </div>
      <PageSwitch page={page} />
      {page === 'read' && <Tools />}
      <div className="bar-end">
        <RunPill />
        <LanguageSwitch />
        <Tip text={t('keys')} keys="?">
          <button
            type="button"
            className="button button-icon"
            aria-label={t('keys')}
            onClick={() => change({ keySheet: true })}
          >
            <Keyboard />
          </button>
        </Tip>
      </div>
    </header>
  );
}

const PAGES: { page: Page; name: PlainWord }[] = [
  { page: 'start', name: 'pageStart' },
  { page: 'read', name: 'pageRead' },
  { page: 'network', name: 'pageNetwork' },
  { page: 'evaluate', name: 'pageEvaluate' },
];

function PageSwitch({ page }: { page: Page }) {
  const { t } = useSpeech();
  const shown = PAGES.find((one) => one.page === page)!;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button button-plain" aria-label={`${t('pageSwitch')}: ${t(shown.name)}`}>
        <span className="button-text">{t(shown.name)}</span>
        <ChevronDown className="icon-small" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <DropdownMenu.RadioGroup value={page} onValueChange={(value) => change({ page: value as Page })}>
            {PAGES.map((one) => (
              <DropdownMenu.RadioItem key={one.page} value={one.page} className="menu-item">
                {t(one.name)}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const TOOLS: { tool: Tool; icon: LucideIcon; name: PlainWord; hint: PlainWord; keys: string }[] = [
  { tool: 'window', icon: Contrast, name: 'toolWindow', hint: 'toolWindowHint', keys: 'W' },
  { tool: 'zoom', icon: ZoomIn, name: 'toolZoom', hint: 'toolZoomHint', keys: 'Z' },
  { tool: 'pan', icon: Move, name: 'toolPan', hint: 'toolPanHint', keys: 'P' },
  { tool: 'crosshair', icon: Crosshair, name: 'toolCrosshair', hint: 'toolCrosshairHint', keys: 'X' },
];
const MEASURES: { tool: Tool; name: PlainWord; icon: LucideIcon }[] = [
  { tool: 'length', name: 'measureLength', icon: Ruler },
  { tool: 'angle', name: 'measureAngle', icon: ChevronRight },
  { tool: 'cobb', name: 'measureCobb', icon: Spline },
  { tool: 'bidirectional', name: 'measureBidirectional', icon: Plus },
  { tool: 'rectangle', name: 'measureRectangle', icon: Square },
  { tool: 'ellipse', name: 'measureEllipse', icon: Circle },
  { tool: 'freehand', name: 'measureFreehand', icon: Lasso },
  { tool: 'probe', name: 'measureProbe', icon: Pipette },
];
const LAYOUTS: { layout: Layout; name: PlainWord; icon: LucideIcon }[] = [
  { layout: '1x1', name: 'layout1x1', icon: Square },
  { layout: '1x2', name: 'layout1x2', icon: Columns2 },
  { layout: '2x2', name: 'layout2x2', icon: Grid2x2 },
];

function Tools() {
  const { t } = useSpeech();
  const tool = useWindow((state) => state.tool);
  return (
    <Toolbar.Root className="tools" aria-label={t('tools')}>
      {TOOLS.map((one) => (
        <Tip key={one.tool} text={t(one.hint)} keys={one.keys}>
          <Toolbar.Button
            className="button button-tool"
            aria-pressed={tool === one.tool}
            aria-keyshortcuts={one.keys}
            onClick={() => change({ tool: one.tool })}
          >
            <one.icon />
            <span className="button-text">{t(one.name)}</span>
          </Toolbar.Button>
        </Tip>
      ))}
      <MeasureMenu tool={tool} />
      <PresetMenu />
      <Toolbar.Separator className="tools-separator" />
      <LayoutMenu />
      <Comparing />
    </Toolbar.Root>
  );
}

function MeasureMenu({ tool }: { tool: Tool }) {
  const { t } = useSpeech();
  const chosen = MEASURES.find((one) => one.tool === tool);
  return (
    <DropdownMenu.Root modal={false}>
      <Toolbar.Button asChild>
        <DropdownMenu.Trigger className="button button-tool" aria-pressed={chosen !== undefined} aria-keyshortcuts="M">
          <Ruler />
          <span className="button-text">{t(chosen?.name ?? 'measure')}</span>
          <ChevronDown className="icon-small" />
        </DropdownMenu.Trigger>
      </Toolbar.Button>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={4}>
          {MEASURES.map((one) => (
            <DropdownMenu.Item key={one.tool} className="menu-item" onSelect={() => change({ tool: one.tool })}>
              <one.icon /> {t(one.name)}
              {one.tool === 'length' && <Keys>M</Keys>}
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="menu-separator" />
          <DropdownMenu.Item className="menu-item" onSelect={() => commands.send({ kind: 'clear-measurements' })}>
            {t('measureClear')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function PresetMenu() {
  const { t } = useSpeech();
  const fused = useWindow((state) => state.fused);
  const active = useActiveSeries();
  return (
    <DropdownMenu.Root modal={false}>
      <Tip text={t('imageActions')}>
        <Toolbar.Button asChild>
          <DropdownMenu.Trigger className="button button-tool" aria-label={t('imageActions')}>
            <SlidersHorizontal />
            <ChevronDown className="icon-small" />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
      </Tip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={4}>
          <DropdownMenu.Label className="menu-label">{t('presets')}</DropdownMenu.Label>
          {presetsOf(active?.series.modality ?? '').map((preset, place) => (
            <DropdownMenu.Item
              key={preset.name}
              className="menu-item"
              onSelect={() => commands.send({ kind: 'preset', number: place + 1 })}
            >
              {t(preset.name)} <Keys>{String(place + 1)}</Keys>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="menu-separator" />
          {(['invert', 'flip', 'reset'] as const).map((kind) => (
            <DropdownMenu.Item key={kind} className="menu-item" onSelect={() => commands.send({ kind })}>
              {t(kind)} <Keys>{kind === 'reset' ? 'R' : kind === 'invert' ? 'I' : 'F'}</Keys>
            </DropdownMenu.Item>
          ))}
          {active && petFor(active.study, active.series) && (
            <DropdownMenu.CheckboxItem
              className="menu-item"
              checked={fused}
              onCheckedChange={(fused) => change({ fused })}
            >
              {t('fuse')} <Keys>U</Keys>
            </DropdownMenu.CheckboxItem>
          )}
          {active?.series.volume && <SlabItems uid={active.series.seriesInstanceUid} />}
          <DropdownMenu.Separator className="menu-separator" />
          <DropdownMenu.Item className="menu-item" onSelect={() => change({ tool: 'window-region' })}>
            {t('toolWindowRegion')} <Keys>Shift W</Keys>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => change({ tool: 'magnifier' })}>
            {t('toolMagnifier')} <Keys>G</Keys>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={showTags}>
            {t('tags')} <Keys>T</Keys>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function SlabItems({ uid }: { uid: string }) {
  const { t } = useSpeech();
  const slab = useWindow((state) => state.slabs[uid]);
  return (
    <>
      <DropdownMenu.Separator className="menu-separator" />
      <DropdownMenu.Label className="menu-label">{t('slab')}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={slab?.mode ?? 'none'}
        onValueChange={(mode) => chooseSlab(uid, mode as Parameters<typeof chooseSlab>[1])}
      >
        {SLABS.map(({ mode, name }) => (
          <DropdownMenu.RadioItem key={mode} value={mode} className="menu-item">
            {t(name)}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

function LayoutMenu() {
  const { t } = useSpeech();
  const layout = useWindow((state) => state.layout);
  const active = useActiveSeries();
  const shown = LAYOUTS.find((one) => one.layout === layout)!;
  return (
    <DropdownMenu.Root modal={false}>
      <Toolbar.Button asChild>
        <DropdownMenu.Trigger
          className="button button-tool"
          aria-label={`${t('layout')}: ${t(shown.name)}`}
          aria-keyshortcuts="L"
        >
          <shown.icon />
          <span className="button-text" dir="ltr">
            {t(shown.name)}
          </span>
          <ChevronDown className="icon-small" />
        </DropdownMenu.Trigger>
      </Toolbar.Button>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={4}>
          <DropdownMenu.RadioGroup
            value={layout}
            onValueChange={(value) => {
              chooseLayout(value as Layout, active?.series);
              if (active) void keepLayout(active.series.modality, value as Layout);
            }}
          >
            {LAYOUTS.map((one) => (
              <DropdownMenu.RadioItem key={one.layout} value={one.layout} className="menu-item">
                <one.icon /> <bdi dir="ltr">{t(one.name)}</bdi>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-separator" />
          <DropdownMenu.Item className="menu-item" onSelect={() => change({ editingRules: true })}>
            {t('rulesEdit')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Comparing() {
  const { t } = useSpeech();
  const studies = useStudies();
  const linked = useWindow((state) => state.links !== undefined);
  const several = useWindow((state) => state.layout !== '1x1');
  return (
    <>
      <Tip text={t('compareHint')} keys="B">
        <Toolbar.Button
          className="button button-tool"
          aria-keyshortcuts="B"
          onClick={() => compareWithPrior(studies, t)}
        >
          <GitCompare />
          <span className="button-text">{t('compare')}</span>
        </Toolbar.Button>
      </Tip>
      <PriorMenu studies={studies} />
      {several && (
        <Tip text={t('linkViews')} keys="Shift L">
          <Toolbar.Button
            className="button button-tool"
            aria-label={t('linkViews')}
            aria-pressed={linked}
            aria-keyshortcuts="Shift+L"
            onClick={toggleLinks}
          >
            {linked ? <Link2 /> : <Unlink2 />}
          </Toolbar.Button>
        </Tip>
      )}
    </>
  );
}

/** Which of a patient's other studies hang beside the first viewport. */
function PriorMenu({ studies }: { studies: Study[] }) {
  const { t, language } = useSpeech();
  const priors = usePriors(studies);
  const hung = priors.filter(({ hangs }) => hangs);
  const first = useWindow((state) => state.panes[0]!);
  if (priors.length === 0) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <Tip text={t('priors')}>
        <Toolbar.Button asChild>
          <DropdownMenu.Trigger className="button button-tool" aria-label={t('priors')}>
            <ChevronDown className="icon-small" />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
      </Tip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" sideOffset={4}>
          <DropdownMenu.Label className="menu-label">{t('priors')}</DropdownMenu.Label>
          {priors.map((prior) => (
            <DropdownMenu.CheckboxItem
              key={prior.study.studyInstanceUid}
              className="menu-item"
              checked={prior.hangs}
              disabled={!prior.hangs && hung.length >= MOST_PRIORS}
              // The menu stays, for the next one.
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={(wanted) =>
                hangBeside(
                  first,
                  priors.filter((one) => (one === prior ? wanted : one.hangs)),
                )
              }
            >
              <DropdownMenu.ItemIndicator>
                <Check />
              </DropdownMenu.ItemIndicator>
              <bdi>{dateOf(prior.study.date, language)}</bdi>
              <bdi className="quiet">{prior.series.description || prior.study.description}</bdi>
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function LanguageSwitch() {
  const { t, language } = useSpeech();
  return (
    <DropdownMenu.Root modal={false}>
      <Tip text={t('language')}>
        <DropdownMenu.Trigger className="button button-icon" aria-label={t('language')}>
          <Languages />
        </DropdownMenu.Trigger>
      </Tip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <DropdownMenu.RadioGroup value={language} onValueChange={(value) => chooseLanguage(value as 'en' | 'ar')}>
            <DropdownMenu.RadioItem className="menu-item" value="en">
              <span lang="en">English</span>
            </DropdownMenu.RadioItem>
            <DropdownMenu.RadioItem className="menu-item" value="ar">
              <span lang="ar">العربية</span>
            </DropdownMenu.RadioItem>
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
