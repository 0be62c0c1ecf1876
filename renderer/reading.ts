import { useMemo } from 'react';
import {
  asReviewed,
  type Finding,
  type FindingReview,
  type Instance,
  type ModelSummary,
  type Run,
  type Series,
} from '../core/contract/index.ts';
import { useModels, useModelsAwaited, useRuns } from './engine.ts';
import { distinctColours } from './images/colour.ts';
import { frameIndexOf, goToImage } from './instances.ts';
import { change, goTo } from './state.ts';

/** A finding as it stands, with all that a screen says of it. */
export type ReadFinding = {
  run: Run;
  finding: Finding;
  review: FindingReview;
  model: ModelSummary | undefined;
  colour: string;
  /** The mask of the finding, where it has one. */
  mask: { sha256: string; shape: number[] } | undefined;
};
export type ReadRun = { run: Run; model: ModelSummary | undefined; findings: ReadFinding[] };

const UNREVIEWED: FindingReview = { status: 'unreviewed', comments: [] };

/**
 * The newest finished run of each model on a series, then the newest that failed where none finished. Nothing until the
 * models are known: names and colours are theirs.
 */
export function useReading(seriesInstanceUid: string | undefined): ReadRun[] {
  const runs = useRuns();
  const models = useModels();
  const awaited = useModelsAwaited();
  return useMemo(() => {
    if (awaited) return [];
    const newest = new Map<string, (typeof runs)[number]>();
    const ordered = runs
      .filter(({ run }) => run.seriesInstanceUid === seriesInstanceUid)
      .toSorted((a, b) => Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt));
    for (const one of ordered) {
      const known = newest.get(one.run.model.id);
      if (!known || one.run.status === 'done' || known.run.status !== 'done') newest.set(one.run.model.id, one);
    }
    const shown = [...newest.values()];
    const modelOf = (run: Run) => models.find((model) => model.id === run.model.id);
    const labels = shown.flatMap(
      ({ run }) => modelOf(run)?.labels.map(({ key, colour }) => ({ id: `${run.id} ${key}`, colour })) ?? [],
    );
    const colours = distinctColours(labels.map(({ colour }) => colour));
    const colourOf = new Map(labels.map(({ id }, place) => [id, colours[place]!]));
    return shown.map(({ run, review }) => ({
      run,
      model: modelOf(run),
      findings: run.findings.map((finding) => ({
        run,
        finding: asReviewed(finding, review.findings[finding.id] ?? UNREVIEWED),
        review: review.findings[finding.id] ?? UNREVIEWED,
        model: modelOf(run),
        colour: colourOf.get(`${run.id} ${finding.label}`) ?? '#4cc9f0',
        mask: run.artefacts.find(({ kind, of }) => kind === 'mask' && of === finding.id),
      })),
    }));
  }, [runs, models, awaited, seriesInstanceUid]);
}

export const labelOf = ({ model, finding }: ReadFinding) => model?.labels.find(({ key }) => key === finding.label);

/** The frames that a box in a volume reaches, in reading order from 0: the first and the last. */
export function framesReached(
  { run, finding }: ReadFinding,
  instances: Instance[] | undefined,
): [number, number] | undefined {
  if (!finding.boxSlices) return undefined;
  const [from, to] = [Math.floor(finding.boxSlices[0]), Math.ceil(finding.boxSlices[1]) - 1];
  const ends = [run.inputs[from], run.inputs[to]].map((one) =>
    frameIndexOf(instances, one?.sopInstanceUid, one?.frame),
  );
  const [a, b] = ends;
  return a === undefined || b === undefined ? undefined : [Math.min(a, b), Math.max(a, b)];
}

/** Selects a finding and brings its image on the screen. */
export function showFinding(read: ReadFinding, series: Series) {
  const { run, finding } = read;
  change({ selection: { runId: run.id, findingId: finding.id } });
  if (run.artefacts.some(({ kind, of }) => kind === 'map' && of === finding.label)) change({ mapLabel: finding.label });
  if (finding.boxMm) return goTo({ seriesInstanceUid: series.seriesInstanceUid, point: finding.boxMm.centre });
  void goToImage(series, finding);
}
