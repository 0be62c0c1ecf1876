import type { DataSet } from '../dicom/index.ts';
import { isImageOf } from './box-frames.ts';
import type { Demand } from './demand.ts';
import type { Evidence, EvidenceFinding, SourceFrame } from './evidence.ts';

/** Positions agree to this many mm, directions to this much (EXPORT.md). */
const POSITION_MM = 0.01;
const DIRECTION = 1e-4;
/** Slices of a volume may lie a little unevenly, so its volume is not exactly count × spacing. */
const VOLUME = 5e-3;

/** The masks in the file, bit by bit on their source slices, with counts, volumes and positions from the file alone. */
export function checkSegmentation(file: DataSet, evidence: Evidence, demand: Demand): void {
  const segments = evidence.findings.filter(({ mask }) => mask);
  const { info } = evidence.frames[0]!;
  const size = info.rows * info.columns;
  demand(file.number('Rows') === info.rows && file.number('Columns') === info.columns, 'Rows, Columns');
  demand(file.text('FrameOfReferenceUID') === info.frameOfReferenceUid, 'FrameOfReferenceUID');
  const numbers = file.items('SegmentSequence').map((item) => item.number('SegmentNumber'));
  demand(numbers.join() === segments.map((_, n) => n + 1).join(), 'SegmentNumber');
  const groups = file.items('PerFrameFunctionalGroupsSequence');
  const bits = file.bytes('PixelData') ?? new Uint8Array();
  demand(groups.length === file.number('NumberOfFrames'), 'NumberOfFrames');
  demand(bits.length === 2 * Math.ceil((groups.length * size) / 16), 'length of PixelData');

  const counts = new Map<EvidenceFinding, number>();
  const seen = new Set<string>();
  for (const [n, group] of groups.entries()) {
    const segment =
      segments[(group.items('SegmentIdentificationSequence')[0]?.number('ReferencedSegmentNumber') ?? 0) - 1];
    const k = sourceIndex(group, evidence.frames);
    const known = segment !== undefined && k >= 0 && !seen.has(`${segment.segment} ${k}`);
    demand(known, `frame ${n + 1}: segment or source`);
    if (!known) continue;
    seen.add(`${segment.segment} ${k}`);
    const mask = segment.mask!;
    demand(sameBits(bits, n * size, mask.subarray(k * size, (k + 1) * size)), `frame ${n + 1}: pixels`);
    counts.set(segment, (counts.get(segment) ?? 0) + countOf(mask.subarray(k * size, (k + 1) * size)));
    checkPlace(group, file.items('SharedFunctionalGroupsSequence')[0], evidence.frames[k]!, n, demand);
  }
  for (const item of segments) checkNumbers(item, counts.get(item) ?? 0, file, demand);
}

/** Are the bits from `first` on, the least significant of a byte first, those of a mask. */
const sameBits = (bits: Uint8Array, first: number, mask: Uint8Array): boolean =>
  mask.every((value, n) => ((bits[(first + n) >> 3]! >> ((first + n) & 7)) & 1) === value);

const countOf = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);

function sourceIndex(group: DataSet, frames: SourceFrame[]): number {
  const reference = group.items('DerivationImageSequence')[0]?.items('SourceImageSequence')[0];
  const sopInstanceUid = reference?.text('ReferencedSOPInstanceUID') ?? '';
  const frame = (reference?.number('ReferencedFrameNumber') ?? 1) - 1;
  return frames.findIndex(({ info }) => isImageOf(info, { sopInstanceUid, frame }));
}

/** Position, orientation and spacing of a frame are those of its source slice, as our reader understands it. */
function checkPlace(own: DataSet, shared: DataSet | undefined, { info }: SourceFrame, n: number, demand: Demand): void {
  const from = (group: string, keyword: string) =>
    (own.items(group)[0] ?? shared?.items(group)[0])?.numbers(keyword) ?? [];
  const position = from('PlanePositionSequence', 'ImagePositionPatient');
  const orientation = from('PlaneOrientationSequence', 'ImageOrientationPatient');
  const spacing = from('PixelMeasuresSequence', 'PixelSpacing');
  const { plane } = info;
  demand(near(position, plane ? plane.position : [], POSITION_MM), `frame ${n + 1}: position`);
  const directions = plane ? [...plane.rowDirection, ...plane.columnDirection] : [];
  demand(near(orientation, directions, DIRECTION), `frame ${n + 1}: orientation`);
  const calibrated = info.spacing?.source === 'PixelSpacing' ? [info.spacing.rows, info.spacing.columns] : [];
  demand(near(spacing, calibrated, DIRECTION), `frame ${n + 1}: pixel spacing`);
}

const near = (a: number[], b: number[], tolerance: number): boolean =>
  a.length === b.length && a.every((value, n) => Math.abs(value - b[n]!) <= tolerance);

function checkNumbers({ finding }: EvidenceFinding, count: number, file: DataSet, demand: Demand): void {
  demand(count === finding.voxels, `${finding.id}: ${count} pixels`);
  if (finding.volumeMl === undefined) return;
  const measures = file.items('SharedFunctionalGroupsSequence')[0]?.items('PixelMeasuresSequence')[0];
  const [betweenRows = 0, betweenColumns = 0] = measures?.numbers('PixelSpacing') ?? [];
  const volume = (count * betweenRows * betweenColumns * (measures?.number('SpacingBetweenSlices') ?? 0)) / 1000;
  demand(Math.abs(volume - finding.volumeMl) <= VOLUME * finding.volumeMl, `${finding.id}: ${volume} mL`);
}
