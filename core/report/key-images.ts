import type { BoxPx, Vector3, Window } from '../contract/index.ts';
import { applyModality, applyVoi } from '../dicom/index.ts';
import { boxFrames, isImageOf } from './box-frames.ts';
import { alongNormal, type Evidence, type EvidenceFinding, type SourceFrame } from './evidence.ts';
import { draw, type Picture, type Slice } from './picture.ts';
import { cross, type Edges, edgesOf, edgesOfImage, negative, type PlaneName, planeName } from './planes.ts';
import { pixelMmOf, shadesOf, turned, windowOf } from './shades.ts';

/** A picture for the report and what has to be said about it. */
export type KeyImage = {
  picture: Picture;
  edges?: Edges;
  /** Undefined for images without a position in the patient. */
  plane?: PlaneName;
  /** From 1, of how many. */
  number: number;
  of: number;
  window?: Window;
  /** What is drawn over it: each label once, and the label of the map. */
  labels: EvidenceFinding['label'][];
  map?: EvidenceFinding;
};

/** Pixels of a picture's longer side: about 220 dots per inch at the size on paper. */
export const LONGEST = 720;
const MOST_IMAGES = 6;
/** Values of a volume that is still cut into two more planes (a CT of 150 slices; each value is held three times). */
const MOST_VALUES = 40_000_000;

/** The pictures that show the findings which no reader rejected: for volumes in three planes, else image by image. */
export async function keyImages(evidence: Evidence): Promise<KeyImage[]> {
  const shown = evidence.findings.filter(({ review }) => review.status !== 'rejected');
  const regions = shown.filter(({ mask, finding }) => mask || finding.boxSlices);
  const { info } = evidence.frames[0]!;
  const values = evidence.frames.length * info.rows * info.columns;
  const whole = evidence.series.volume && evidence.frames.length === evidence.series.frames;
  const cuttable = info.samplesPerPixel === 1 && evidence.frames.length >= 8 && values <= MOST_VALUES;
  if (regions.length && evidence.sliceGapMm && whole && cuttable)
    return threePlanes(evidence, regions, evidence.sliceGapMm);
  return imageByImage(evidence, shown, shown, MOST_IMAGES);
}

/** Of each finding the image that shows it best, with all of `shown` that lies on it; an image that is alone in any case. */
async function imageByImage(
  evidence: Evidence,
  findings: EvidenceFinding[],
  shown: EvidenceFinding[],
  most: number,
): Promise<KeyImage[]> {
  const images: KeyImage[] = [];
  const mapped = strongest(shown.filter(({ map }) => map));
  const alone = evidence.frames.length === 1;
  for (const [k, frame] of evidence.frames.entries()) {
    if (images.length >= most) break;
    if (!alone && !findings.some(({ finding }) => isImageOf(frame.info, finding))) continue;
    const here = shown.filter(
      ({ finding, mask }) =>
        isImageOf(frame.info, finding) ||
        boxFrames(evidence, finding).includes(frame) ||
        (mask && sliceOf(evidence, mask, k).includes(1)),
    );
    images.push(await sourceImage(evidence, frame, k, here));
    if (mapped && (alone || here.includes(mapped))) images.push(await sourceImage(evidence, frame, k, here, mapped));
  }
  return images;
}

const strongest = (findings: EvidenceFinding[]): EvidenceFinding | undefined =>
  [...findings].sort((a, b) => (b.finding.probability ?? 0) - (a.finding.probability ?? 0))[0];

const sliceOf = ({ frames }: Evidence, mask: Uint8Array, k: number): Uint8Array => {
  const size = frames[0]!.info.rows * frames[0]!.info.columns;
  return mask.subarray(k * size, (k + 1) * size);
};

/** A frame as it lies in the file, with the masks and boxes on it, or with an activation map. */
async function sourceImage(
  evidence: Evidence,
  frame: SourceFrame,
  k: number,
  here: EvidenceFinding[],
  mapped?: EvidenceFinding,
): Promise<KeyImage> {
  const { info } = frame;
  const { planes, window } = shadesOf(await evidence.decode(frame.index), info);
  const regions = mapped ? [] : here.filter(({ mask, finding }) => mask || finding.boxPx);
  const normal = info.plane && cross(info.plane.rowDirection, info.plane.columnDirection);
  return {
    picture: draw(
      {
        columns: info.columns,
        rows: info.rows,
        planes,
        ...pixelMmOf(info),
        masks: regions.flatMap(({ mask, label }) =>
          mask ? [{ colour: label.colour, bits: sliceOf(evidence, mask, k) }] : [],
        ),
        boxes: regions.flatMap(({ finding, label }) =>
          finding.boxPx ? [{ colour: label.colour, px: finding.boxPx }] : [],
        ),
        ...(mapped?.map ? { map: mapped.map } : {}),
      },
      LONGEST,
    ),
    ...(edgesOfImage(info) ? { edges: edgesOfImage(info) } : {}),
    ...(normal ? { plane: planeName(normal) } : {}),
    number: k + 1,
    of: evidence.frames.length,
    ...(window ? { window } : {}),
    labels: [...new Set(regions.map(({ label }) => label))],
    ...(mapped ? { map: mapped } : {}),
  };
}

/** Axes of the stack: along columns, along rows, across slices. */
type Axis = 0 | 1 | 2;
type Stack = {
  size: Vector3;
  mm: Vector3;
  /** Patient direction (LPS) in which each index grows. */
  directions: [Vector3, Vector3, Vector3];
  values: Float32Array;
  window?: Window;
  regions: { finding: EvidenceFinding; bits: Uint8Array }[];
};

/**
 * The plane of acquisition and the two across it, each where the findings are largest; then the slices of the boxes that
 * are on none of those.
 */
async function threePlanes(evidence: Evidence, regions: EvidenceFinding[], gap: number): Promise<KeyImage[]> {
  const stack = await stackOf(evidence, regions, gap);
  if (!stack) return imageByImage(evidence, regions, regions, MOST_IMAGES);
  const planes = ([2, 1, 0] as const).map((across) => cut(stack, across, fullest(stack, across)));
  const shown = evidence.frames[fullest(stack, 2)]!;
  const elsewhere = regions.filter(({ mask, finding }) => !mask && !boxFrames(evidence, finding).includes(shown));
  return [...planes, ...(await imageByImage(evidence, elsewhere, regions, MOST_IMAGES - planes.length))];
}

async function stackOf(evidence: Evidence, regions: EvidenceFinding[], gap: number): Promise<Stack | undefined> {
  const order = evidence.frames
    .map((frame, k) => ({ frame, k, at: alongNormal(frame.info) ?? 0 }))
    .sort((a, b) => a.at - b.at);
  const { info } = order[0]!.frame;
  const { pixelMm: spacing } = pixelMmOf(info);
  if (!info.plane || !spacing) return undefined;
  const area = info.rows * info.columns;
  const values = new Float32Array(area * order.length);
  for (const [n, { frame }] of order.entries())
    values.set(applyModality((await evidence.decode(frame.index)).pixels, frame.info), n * area);
  const window = windowOf(info, values);
  return {
    size: [info.columns, info.rows, order.length],
    mm: [spacing[0], spacing[1], gap],
    directions: [
      info.plane.rowDirection,
      info.plane.columnDirection,
      cross(info.plane.rowDirection, info.plane.columnDirection),
    ],
    values: turned(applyVoi(values, info, window), info),
    ...(window ? { window } : {}),
    regions: regions.map((finding) => {
      const bits = new Uint8Array(area * order.length);
      const on = new Set(boxFrames(evidence, finding.finding));
      for (const [n, { k, frame }] of order.entries()) {
        const slice = bits.subarray(n * area, (n + 1) * area);
        if (finding.mask) slice.set(sliceOf(evidence, finding.mask, k));
        else if (on.has(frame)) fillBox(slice, info.columns, finding.finding.boxPx!);
      }
      return { finding, bits };
    }),
  };
}

/** Sets the pixels that a box reaches. */
function fillBox(slice: Uint8Array, columns: number, [x0, y0, x1, y1]: BoxPx): void {
  for (let row = Math.floor(y0); row < Math.ceil(y1); row++)
    slice.fill(1, row * columns + Math.floor(x0), row * columns + Math.ceil(x1));
}

/** The index along an axis at which the findings have most pixels. */
function fullest({ size, regions }: Stack, across: Axis): number {
  const counts = new Uint32Array(size[across]);
  const step = [1, size[0], size[0] * size[1]][across]!;
  for (const { bits } of regions)
    for (let at = 0; at < bits.length; at += 1)
      if (bits[at]) {
        const index = Math.floor(at / step) % size[across];
        counts[index] = counts[index]! + 1;
      }
  return counts.indexOf(Math.max(...counts));
}

/**
 * A slice across an axis, turned as radiologists hang it: feet or back of the patient down, the patient's left or back
 * on the right.
 */
function cut(stack: Stack, across: Axis, index: number): KeyImage {
  const inPlane = ([0, 1, 2] as const).filter((axis) => axis !== across) as [Axis, Axis];
  const upright = (axis: Axis) => Math.abs(stack.directions[axis][2]) * 2 + Math.abs(stack.directions[axis][1]);
  const [h, v] = upright(inPlane[0]) > upright(inPlane[1]) ? [inPlane[1], inPlane[0]] : inPlane;
  const flipH = !growsWell(stack.directions[h], [1, 1, -1]);
  const flipV = !growsWell(stack.directions[v], [1, 1, -1]);
  const pick = <T extends Uint8Array | Float32Array>(from: T, into: T): T => {
    const step = [1, stack.size[0], stack.size[0] * stack.size[1]];
    const [width, height] = [stack.size[h], stack.size[v]];
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const i = flipH ? width - 1 - x : x;
        const j = flipV ? height - 1 - y : y;
        into[y * width + x] = from[index * step[across]! + i * step[h]! + j * step[v]!]!;
      }
    return into;
  };
  const size = stack.size[h] * stack.size[v];
  const masks = stack.regions.map(({ finding, bits }) => ({ finding, bits: pick(bits, new Uint8Array(size)) }));
  const visible = masks.filter(({ bits }) => bits.includes(1));
  const slice: Slice = {
    columns: stack.size[h],
    rows: stack.size[v],
    planes: [pick(stack.values, new Float32Array(size))],
    pixelMm: [stack.mm[h], stack.mm[v]],
    masks: visible.flatMap(({ finding, bits }) => (finding.mask ? [{ colour: finding.label.colour, bits }] : [])),
    boxes: visible.flatMap(({ finding }) => {
      const { boxPx, boxSlices } = finding.finding;
      if (!boxPx || !boxSlices) return [];
      const edges = [[boxPx[0], boxPx[2]], [boxPx[1], boxPx[3]], boxSlices] as const;
      const [x0, x1] = along(edges[h], stack.size[h], flipH);
      const [y0, y1] = along(edges[v], stack.size[v], flipV);
      return [{ colour: finding.label.colour, px: [x0, y0, x1, y1] as BoxPx }];
    }),
  };
  const right = flipH ? negative(stack.directions[h]) : stack.directions[h];
  const down = flipV ? negative(stack.directions[v]) : stack.directions[v];
  return {
    picture: draw(slice, LONGEST),
    edges: edgesOf(right, down),
    plane: planeName(stack.directions[across]),
    number: index + 1,
    of: stack.size[across],
    ...(stack.window ? { window: stack.window } : {}),
    labels: [...new Set(visible.map(({ finding }) => finding.label))],
  };
}

/** Two edges on an axis, from the other end of it where it is turned. */
const along = ([from, to]: readonly [number, number], size: number, flip: boolean): [number, number] =>
  flip ? [size - to, size - from] : [from, to];

/** Does a direction grow towards left, back or feet along its strongest axis? */
function growsWell(direction: Vector3, sign: Vector3): boolean {
  const strongestAxis = [0, 1, 2].sort((a, b) => Math.abs(direction[b]!) - Math.abs(direction[a]!))[0]!;
  return direction[strongestAxis]! * sign[strongestAxis]! > 0;
}
