import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Hanging, HangingRule, Series, Study } from '../core/contract/index.ts';
import { call } from './client.ts';
import { queries, useActiveSeries } from './engine.ts';
import { change, chooseLayout, type Layout, type Pane, useWindow } from './state.ts';

const KEY = ['hanging'];

const same = (a: string | undefined, b: string | undefined) => b === undefined || a?.toUpperCase() === b.toUpperCase();
const fits = (series: Series, { modality }: HangingRule, wanted: HangingRule['panes'][number]) =>
  series.images &&
  same(series.modality, modality) &&
  same(series.viewPosition, wanted.view) &&
  same(series.laterality, wanted.laterality) &&
  (wanted.plane === 'acquired' || series.volume) &&
  series.description.toLocaleLowerCase().includes(wanted.description?.toLocaleLowerCase() ?? '');

/** What a rule hangs of a study; undefined where it finds no two things to hang. */
function hungBy(rule: HangingRule, study: Study): Pane[] | undefined {
  const hung = new Set<string>();
  const panes = rule.panes.map((wanted): Pane => {
    const found = study.series.find(
      (series) => fits(series, rule, wanted) && (wanted.again || !hung.has(series.seriesInstanceUid)),
    );
    if (found) hung.add(found.seriesInstanceUid);
    return { seriesInstanceUid: found?.seriesInstanceUid, plane: wanted.plane };
  });
  return panes.filter(({ seriesInstanceUid }) => seriesInstanceUid).length > 1 ? panes : undefined;
}

/** How a study hangs by the user's rules: the first that fits, in the layout that he last chose for the modality. */
function hang(
  { rules, layouts }: Hanging,
  study: Study,
  modality: string,
): { layout: Layout; panes: Pane[] } | undefined {
  const remembered = layouts[modality];
  if (remembered === '1x1') return undefined;
  for (const rule of rules) {
    if (!same(modality, rule.modality)) continue;
    const panes = hungBy(rule, study);
    if (panes) return { layout: remembered ?? rule.layout, panes };
  }
  return undefined;
}

/** Four panes; none of them keeps what hung there before. */
const filledUp = (panes: Pane[]): Pane[] =>
  Array.from({ length: 4 }, (_, place) => panes[place] ?? { plane: 'acquired' });

/**
 * Hangs each study once, when its first series is shown and the rules are known. What comes into another than the first
 * viewport is put beside what hangs, to be compared, and moves nothing.
 */
export function useHanging() {
  const known = useQuery({ queryKey: KEY, queryFn: () => call('hanging') }).data;
  const active = useActiveSeries();
  const study = active?.study;
  const modality = active?.series.modality;
  useEffect(() => {
    if (known?.problem) change({ problem: known.problem });
  }, [known?.problem]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a study that changes while it is read stays as it hangs
  useEffect(() => {
    const { hungStudy, panes, activePane } = useWindow.getState();
    if (!known || !study || !modality || hungStudy === study.studyInstanceUid || activePane > 0) return;
    const hanging = hang(known.hanging, study, modality);
    const remembered = known.hanging.layouts[modality];
    change({ hungStudy: study.studyInstanceUid });
    if (hanging) change({ layout: hanging.layout, panes: filledUp(hanging.panes), activePane: 0 });
    else if (remembered) {
      change({ panes: filledUp([panes[0]!]) });
      chooseLayout(remembered, active.series);
    }
  }, [known, study?.studyInstanceUid, modality]);
}

/** Keeps the layout that a reader chose for a modality; that it could not be kept is no reason to stop him. */
export async function keepLayout(modality: string, layout: Layout) {
  const kept = await call('rememberLayout', { modality, layout }).catch(() => undefined);
  if (kept) queries.setQueryData<{ hanging: Hanging; path: string }>(KEY, (before) => before && { ...before, ...kept });
}
