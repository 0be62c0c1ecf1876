import type { Hanging, HangingRule, Series, Study } from '../core/contract/index.ts';
import { priorsOf } from './priors.ts';
import { type Pane, paneCount } from './state.ts';

const same = (a: string | undefined, b: string | undefined) => b === undefined || a?.toUpperCase() === b.toUpperCase();
const fits = (series: Series, { modality }: HangingRule, wanted: HangingRule['panes'][number]) =>
  series.images &&
  same(series.modality, modality) &&
  same(series.viewPosition, wanted.view) &&
  same(series.laterality, wanted.laterality) &&
  (wanted.plane === 'acquired' || series.volume) &&
  series.description.toLocaleLowerCase().includes(wanted.description?.toLocaleLowerCase() ?? '');

/** What a rule hangs: `panes` where it finds two things to hang, `comparing` where priors are among them. */
type Hung = { rule: HangingRule; found: Pane[]; panes?: Pane[]; comparing: boolean };

function hungBy(rule: HangingRule, study: Study, studies: Study[]): Hung | undefined {
  const hung = new Set<string>();
  const panes = rule.panes.map((wanted): Pane => {
    const found = study.series.find(
      (series) => fits(series, rule, wanted) && (wanted.again || !hung.has(series.seriesInstanceUid)),
    );
    if (found) hung.add(found.seriesInstanceUid);
    return { seriesInstanceUid: found?.seriesInstanceUid, plane: wanted.plane };
  });
  const found = panes.filter(({ seriesInstanceUid }) => seriesInstanceUid);
  const [first] = found;
  if (!first) return undefined;
  const series = study.series.find(({ seriesInstanceUid }) => seriesInstanceUid === first.seriesInstanceUid)!;
  const priors = priorsOf(study, series, studies).slice(0, rule.priors);
  const places = Math.max(panes.length, paneCount(rule.layout));
  const waiting = priors.map((prior): Pane => ({ ...first, seriesInstanceUid: prior.series.seriesInstanceUid }));
  const all = Array.from({ length: places }, (_, place): Pane => {
    const pane = panes[place];
    return pane?.seriesInstanceUid ? pane : (waiting.shift() ?? pane ?? { plane: 'acquired' });
  });
  const several = all.filter(({ seriesInstanceUid }) => seriesInstanceUid).length > 1;
  const comparing = waiting.length < priors.length;
  if (several) return { rule, found: all, panes: all, comparing };
  return rule.window ? { rule, found, comparing: false } : undefined;
}

/** How a study hangs by the user's rules: the first of its modality that has something to say. `studies`: all that are known, among them its priors. */
export const hang = ({ rules }: Hanging, study: Study, modality: string, studies: Study[]): Hung | undefined =>
  rules
    .values()
    .filter((rule) => same(modality, rule.modality))
    .map((rule) => hungBy(rule, study, studies))
    .find((hung) => hung !== undefined);
