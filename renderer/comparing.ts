import type { Study } from '../core/contract/index.ts';
import { type Prior, priorsOf } from './priors.ts';
import { change, type Pane, paneCount, toast, useWindow } from './state.ts';
import { linkViews } from './viewports/linking.ts';
import { useSlices } from './viewports/slices.ts';
import type { Translate } from './words.ts';

/** Beside the series in use there is room for three. */
export const MOST_PRIORS = 3;

function priorsBeside(pane: Pane, studies: Study[]): Prior[] {
  for (const study of studies) {
    const series = study.series.find((one) => one.seriesInstanceUid === pane.seriesInstanceUid);
    if (series) return priorsOf(study, series, studies);
  }
  return [];
}

/** What can hang beside the first viewport, and whether it does. */
export function usePriors(studies: Study[]): (Prior & { hangs: boolean })[] {
  const panes = useWindow((state) => state.panes);
  const layout = useWindow((state) => state.layout);
  const shown = panes.slice(1, paneCount(layout));
  return priorsBeside(panes[0]!, studies).map((prior) => ({
    ...prior,
    hangs: shown.some(({ seriesInstanceUid }) => seriesInstanceUid === prior.series.seriesInstanceUid),
  }));
}

/** Hangs the series in use and its latest prior side by side. */
export function compareWithPrior(studies: Study[], t: Translate) {
  const { panes, activePane } = useWindow.getState();
  const pane = panes[activePane] ?? panes[0]!;
  const [latest] = priorsBeside(pane, studies);
  if (!latest) return toast(t('noPrior'));
  hangBeside(pane, [latest]);
}

/** Hangs priors beside a pane in the order given, to be scrolled together once all are shown; without any, it alone. */
export function hangBeside(pane: Pane, priors: Prior[]) {
  const beside = priors.map(({ series }): Pane => ({ seriesInstanceUid: series.seriesInstanceUid, plane: pane.plane }));
  const hung = [pane, ...beside];
  const layout = hung.length === 1 ? '1x1' : hung.length === 2 ? '1x2' : '2x2';
  const panes = Array.from({ length: 4 }, (_, place) => hung[place] ?? ({ plane: 'acquired' } satisfies Pane));
  change({ layout, activePane: 0, links: undefined, panes });
  if (hung.length > 1) linkOnceShown(hung);
}

/** Links viewports from where they are as soon as all of them show their series, unless others are hung before that. */
export function linkOnceShown(hung: Pane[]) {
  const areShown = () => {
    const slices = useSlices.getState();
    return hung.every(
      ({ seriesInstanceUid }, n) => !seriesInstanceUid || slices[n]?.seriesInstanceUid === seriesInstanceUid,
    );
  };
  if (areShown()) return linkViews();
  const stillHang = () => {
    const { panes } = useWindow.getState();
    return hung.every(({ seriesInstanceUid }, n) => panes[n]?.seriesInstanceUid === seriesInstanceUid);
  };
  const stop = useSlices.subscribe(() => {
    if (!stillHang()) return stop();
    if (!areShown()) return;
    stop();
    linkViews();
  });
}
