import {
  asReviewed,
  type Finding,
  FindingBox,
  type FrameInfo,
  ProblemError,
  type ReviewAction,
  type Run,
  type RunWithReview,
} from '../contract/index.ts';
import type { EngineContext } from './context.ts';

type BoxEdit = ReviewAction & { kind: 'edit-box' };

/**
 * A reader's box as the journal keeps it: rounded like a model's, with its place in the patient, the image that shows it
 * best and the box until then. Throws `wrong-use` for a finding that is no box and for edges that are not inside the
 * images.
 */
export async function boxAsKept(
  context: EngineContext,
  action: BoxEdit,
  { run, review }: RunWithReview,
): Promise<BoxEdit> {
  const finding = run.findings.find(({ id }) => id === action.findingId);
  const until = finding && asReviewed(finding, review.findings[finding.id]!);
  if (!until?.boxPx || Boolean(until.boxSlices) !== Boolean(action.box.boxSlices)) throw notTaken(action);
  const infos = await inputInfos(context, run);
  return { ...action, box: await placed(action, until, infos), was: FindingBox.parse(until) };
}

async function placed(action: BoxEdit, until: Finding, infos: FrameInfo[]): Promise<FindingBox> {
  const { placeInVolume, round6 } = await import('../inference/index.ts');
  const boxPx = action.box.boxPx.map(round6) as FindingBox['boxPx'];
  const slices = action.box.boxSlices;
  const [low, high] = [boxPx.slice(0, 2), boxPx.slice(2)];
  if (!slices) {
    const { sopInstanceUid, frame } = until;
    const info = infos.find((one) => one.sopInstanceUid === sopInstanceUid && one.frame === (frame ?? 0));
    if (!info || !isInside(low, high, [info.columns, info.rows])) throw notTaken(action);
    return { boxPx, sopInstanceUid, frame };
  }
  const box = { low: [...low, slices[0]], high: [...high, slices[1]] };
  if (!isInside(box.low, box.high, [infos[0]!.columns, infos[0]!.rows, infos.length])) throw notTaken(action);
  const { affineOf } = await import('../imaging/index.ts');
  const { info, boxSlices, boxMm } = placeInVolume(box, infos, { affine: affineOf(infos) });
  return { boxPx, boxSlices, boxMm, sopInstanceUid: info.sopInstanceUid, frame: info.frame };
}

const isInside = (low: number[], high: number[], size: number[]) =>
  low.every((edge, axis) => 0 <= edge && edge < high[axis]! && high[axis]! <= size[axis]!);

const notTaken = ({ findingId, box }: BoxEdit) =>
  new ProblemError('wrong-use', { message: `${findingId} cannot be laid at ${[box.boxPx, box.boxSlices].join()}` });

/** Of the images that a run has read, in its order. */
async function inputInfos({ series }: EngineContext, run: Run): Promise<FrameInfo[]> {
  const { infos } = await series.facts(run.seriesInstanceUid);
  return run.inputs.map(({ sopInstanceUid, frame }) => {
    const info = infos.find((one) => one.sopInstanceUid === sopInstanceUid && one.frame === frame);
    if (!info) throw new ProblemError('export-inputs-differ', { what: sopInstanceUid });
    return info;
  });
}
