import type { Study } from '../core/contract/index.ts';
import { change, toast, useWindow } from './state.ts';
import { linkViews, priorOf } from './viewports/linking.ts';
import { useSlices } from './viewports/slices.ts';
import type { Translate } from './words.ts';

/** Hangs the series in use and its prior side by side, to be scrolled together once both are shown. */
export function compareWithPrior(studies: Study[], t: Translate) {
  const { panes, activePane } = useWindow.getState();
  const pane = panes[activePane] ?? panes[0]!;
  const study = studies.find((one) => one.series.some((two) => two.seriesInstanceUid === pane.seriesInstanceUid));
  const series = study?.series.find((one) => one.seriesInstanceUid === pane.seriesInstanceUid);
  const prior = study && series && priorOf(study, series, studies);
  if (!prior) return toast(t('noPrior'));
  const beside = { seriesInstanceUid: prior.seriesInstanceUid, plane: pane.plane };
  change({ layout: '1x2', activePane: 0, links: undefined, panes: [pane, beside, ...panes.slice(2)] });
  const areShown = () => {
    const slices = useSlices.getState();
    return [pane, beside].every(({ seriesInstanceUid }, n) => slices[n]?.seriesInstanceUid === seriesInstanceUid);
  };
  if (areShown()) return linkViews();
  const stop = useSlices.subscribe(() => {
    if (!areShown()) return;
    stop();
    linkViews();
  });
}
