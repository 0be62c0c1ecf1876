import {
  type EvaluatedBox,
  type EvaluatedCase,
  type FrameInfo,
  ProblemError,
  type Vector3,
} from '../contract/index.ts';
import { type FrameDecoder, readHeader } from '../dicom/index.ts';
import { indexAt } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';
import { describeOverlay, maskOver } from '../overlays/index.ts';
import { isPicture } from '../pictures/index.ts';
import { isPlaced } from './boxes.ts';
import type { BoxMm, LabelledCase } from './labelled-set.ts';
import { readToldFindings, type ToldFinding, type ToldRegion } from './report-truth.ts';
import type { Grid } from './truth.ts';

/** The images of a volume, and where its voxels lie. */
type Images = { infos: FrameInfo[]; grid: Grid };

/** Edges on the grid, 0 the outer corner of the first voxel. */
type Edges = { low: Vector3; high: Vector3 };

/**
 * What people marked in a volume, as boxes along the axes of its grid: around the corners of boxes in the patient, around
 * the voxels of each segment of a SEG, or around what a report outlines. Throws `truth-without-segments`,
 * `truth-without-box`, `truth-elsewhere` and what reading throws.
 */
export async function markedInVolume(
  { report, mask, markedMm = [] }: Pick<LabelledCase, 'report' | 'mask' | 'markedMm'>,
  images: Images,
  { labels }: Pick<Manifest, 'labels'>,
  decoder: FrameDecoder,
): Promise<EvaluatedBox[]> {
  if (report) return (await readToldFindings(report, labels)).map((told) => boxOfFinding(report, told, images));
  if (mask) return boxesOfSegments(mask, images, labels, decoder);
  return markedMm.map((box) => boxOf(box.label, aroundPlaces(cornersOf(box), images.grid)));
}

const boxOf = (label: string, { low, high }: Edges): EvaluatedBox => ({
  ...{ label, boxPx: [low[0], low[1], high[0], high[1]], boxSlices: [low[2], high[2]] },
});

const around = (points: Vector3[]): Edges => ({
  low: [0, 1, 2].map((axis) => Math.min(...points.map((point) => point[axis]!))) as Vector3,
  high: [0, 1, 2].map((axis) => Math.max(...points.map((point) => point[axis]!))) as Vector3,
});

/** Patient to grid; edges are counted from outer corners, voxels from their middles. */
function onGrid({ size, affine }: Grid): (place: Vector3) => Vector3 {
  const at = indexAt({ size, affine: affine! });
  return (place) => at(place).map((index) => index + 0.5) as Vector3;
}

const aroundPlaces = (places: Vector3[], grid: Grid): Edges => around(places.map(onGrid(grid)));

const cornersOf = ({ low, high }: BoxMm): Vector3[] =>
  Array.from({ length: 8 }, (_, n) => low.map((edge, axis) => (n & (1 << axis) ? high[axis]! : edge)) as Vector3);

/** A box around each segment that has a label's key in its name; a model of one label knows all segments as it. */
async function boxesOfSegments(
  path: string,
  { infos, grid }: Images,
  labels: Manifest['labels'],
  decoder: FrameDecoder,
) {
  const findings = labels.filter(({ role }) => role === 'finding');
  const known = findings.map(({ key }) => key).join(', ');
  const overlay = isPicture({ path }) ? undefined : describeOverlay(await readHeader({ path }));
  const images = grid.order.map((n) => infos[n]!);
  const read = async (frame: number) => (await decoder.decode({ path }, frame)).frame;
  const marked: EvaluatedBox[] = [];
  for (const { number, label } of overlay?.segments ?? []) {
    const named = findings.find(({ key }) => label.toLowerCase().includes(key.toLowerCase()));
    const of = named ?? (findings.length === 1 ? findings[0] : undefined);
    const edges = of && aroundMask(await maskOver(images, overlay!, number, read), grid.size);
    if (edges) marked.push(boxOf(of.key, edges));
  }
  if (marked.length === 0) throw new ProblemError('truth-without-segments', { name: path, known });
  return marked;
}

/** Undefined around nothing. */
function aroundMask(mask: Uint8Array, [columns, rows]: Vector3): Edges | undefined {
  const low: Vector3 = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high: Vector3 = [0, 0, 0];
  for (let at = mask.indexOf(1); at >= 0; at = mask.indexOf(1, at + 1)) {
    const voxel = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], voxel[axis]!);
      high[axis] = Math.max(high[axis], voxel[axis]! + 1);
    }
  }
  return high[0] > 0 ? { low, high } : undefined;
}

function boxOfFinding(name: string, { label, regions }: ToldFinding, images: Images): EvaluatedBox {
  if (regions.length === 0) throw new ProblemError('truth-without-box', { name, label });
  const edges = regions.map((region) => {
    const found = edgesOf(region, images);
    if (!found) throw new ProblemError('truth-elsewhere', { name, label });
    return found;
  });
  return boxOf(label, around(edges.flatMap(({ low, high }) => [low, high])));
}

/** Undefined for a region that lies on no image here, or in another space. */
function edgesOf(region: ToldRegion, { infos, grid }: Images): Edges | undefined {
  if ('boxPx' in region) {
    const { boxPx, sopInstanceUid, frame } = region;
    const slice = grid.order.findIndex((n) => infos[n]!.sopInstanceUid === sopInstanceUid && infos[n]!.frame === frame);
    return slice < 0 ? undefined : { low: [boxPx[0], boxPx[1], slice], high: [boxPx[2], boxPx[3], slice + 1] };
  }
  const { pointsMm, graphic, frameOfReferenceUid } = region;
  if (pointsMm.length === 0 || frameOfReferenceUid !== infos[0]!.frameOfReferenceUid) return undefined;
  const points = pointsMm.map(onGrid(grid));
  const { low, high } = graphic.startsWith('ELLIPS') ? aroundAxes(points) : around(points);
  // An outline drawn on a slice is of all of that slice.
  const slice = Math.floor((low[2] + high[2]) / 2);
  if (high[2] - low[2] < 1) [low[2], high[2]] = [Math.min(low[2], slice), Math.max(high[2], slice + 1)];
  return { low, high };
}

/** Around an ellipse or ellipsoid, which are told by the two ends of each axis (PS3.3 C.18.9.1.2). */
function aroundAxes(ends: Vector3[]): Edges {
  const centre = [0, 1, 2].map((n) => ends.reduce((sum, end) => sum + end[n]!, 0) / ends.length);
  const reach = centre.map((_, n) =>
    Math.hypot(...ends.flatMap((end, at) => (at % 2 === 0 ? (ends[at + 1]![n]! - end[n]!) / 2 : []))),
  );
  return {
    low: centre.map((at, n) => at - reach[n]!) as Vector3,
    high: centre.map((at, n) => at + reach[n]!) as Vector3,
  };
}

/** Which slice to look at: through what was not found, else through the surest box, else through what is marked. */
export function sliceToShow(
  { boxes = [], marked = [] }: Pick<EvaluatedCase, 'boxes' | 'marked'>,
  { order }: Pick<Grid, 'order'>,
): EvaluatedCase['shown'] {
  const missed = marked.find(
    (mark) =>
      !isPlaced(
        mark,
        boxes.filter(({ label }) => label === mark.label),
      ),
  );
  const [from, to] = (missed ?? boxes[0] ?? marked[0])?.boxSlices ?? [0, order.length];
  const slice = Math.min(Math.max(Math.floor((from + to) / 2), 0), order.length - 1);
  return { slice, frame: order[slice]! };
}
