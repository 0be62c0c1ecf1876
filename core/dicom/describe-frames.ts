import type { FrameInfo, ModalityTransform, Plane, Window } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import type { DataSet } from './data-set.ts';
import { planeOf, shifted, spacingOf } from './plane.ts';
import { regionsOf } from './regions.ts';
import { suvOf } from './suv.ts';
import { lookupTable, readPalette } from './tables.ts';
import { pixelCodingOf } from './transfer-syntax.ts';

/**
 * One description a frame, from the header alone: functional groups of enhanced objects (PS3.3 C.7.6.16) go before the
 * attributes of the image. Empty where the instance holds no picture. Throws `ProblemError` where it promises more
 * frames than its file can hold.
 */
export function describeFrames(dataSet: DataSet): FrameInfo[] {
  const picture = pictureOf(dataSet);
  if (!picture) return [];
  const { frames, shared, groups } = picture;
  const image = describeImage(dataSet, picture);
  const common = { ...image, ...(shared && describeGroups(shared, image)) };
  const planes = framePlanes(dataSet, frames, shared, groups);
  const times = frameTimes(dataSet, frames);
  return Array.from({ length: frames }, (_, frame) => {
    const own = groups[frame] && describeGroups(groups[frame], common);
    const frameTime = times && frame > 0 ? { frameTime: times[frame]! } : undefined;
    return { ...common, ...own, ...frameTime, frame, plane: planes(frame) };
  });
}

/** Where the frames of an instance lie, as `describeFrames` says it, without all else that it says. */
export type Geometry = {
  rows: number;
  columns: number;
  /** One a frame; undefined where a frame has no place in the patient. */
  planes: (Plane | undefined)[];
  /** Of the first frame. */
  spacing: FrameInfo['spacing'];
};

/** The part of `describeFrames` that a library needs; undefined where the instance holds no picture. Throws as it does. */
export function describeGeometry(dataSet: DataSet): Geometry | undefined {
  const picture = pictureOf(dataSet);
  if (!picture) return undefined;
  const { rows, columns, frames, shared, groups } = picture;
  const planes = framePlanes(dataSet, frames, shared, groups);
  const spacing = measuredSpacing(groups[0]) ?? measuredSpacing(shared) ?? spacingOf(dataSet);
  return { rows, columns, spacing, planes: Array.from({ length: frames }, (_, frame) => planes(frame)) };
}

function measuredSpacing(groups: DataSet | undefined): FrameInfo['spacing'] {
  const measures = groups?.items('PixelMeasuresSequence')[0];
  return measures && spacingOf(measures);
}

type Picture = { rows: number; columns: number; frames: number; shared: DataSet | undefined; groups: DataSet[] };

function pictureOf(dataSet: DataSet): Picture | undefined {
  const rows = dataSet.number('Rows');
  const columns = dataSet.number('Columns');
  if (!rows || !columns || !dataSet.pixels()) return undefined;
  const frames = Math.max(1, Math.trunc(dataSet.number('NumberOfFrames') ?? 1));
  if (frames > mostFrames(dataSet, rows * columns)) throw new ProblemError('frames-promised', { frames });
  const [shared] = dataSet.items('SharedFunctionalGroupsSequence');
  return { rows, columns, frames, shared, groups: dataSet.items('PerFrameFunctionalGroupsSequence') };
}

/** The file cannot hold more: a compressed frame takes a fragment's head at least, others all of their bits. */
function mostFrames(dataSet: DataSet, pixels: number): number {
  const native = pixelCodingOf(dataSet.transferSyntaxUid) === 'native';
  const bits = native ? pixels * (dataSet.number('BitsAllocated') ?? 8) : 64;
  return Math.max(1, Math.floor((dataSet.total * 8) / bits));
}

type Described = Omit<FrameInfo, 'frame' | 'plane' | 'frameTime'>;

function describeImage(dataSet: DataSet, { rows, columns, frames }: Picture): Described {
  const samplesPerPixel = dataSet.number('SamplesPerPixel') === 3 ? 3 : 1;
  const photometric = dataSet.text('PhotometricInterpretation') ?? (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2');
  const float = dataSet.pixels()!.keyword !== 'PixelData';
  const signed = float || dataSet.number('PixelRepresentation') === 1;
  const modality = modalityOf(dataSet, signed);
  return {
    sopInstanceUid: dataSet.text('SOPInstanceUID') ?? '',
    rows,
    columns,
    samplesPerPixel,
    photometric: samplesPerPixel === 3 ? 'RGB' : photometric,
    bitsStored: dataSet.number('BitsStored') ?? dataSet.number('BitsAllocated') ?? 8,
    signed,
    modality,
    windows: windowsOf(dataSet),
    voiTable: lookupTable(dataSet.items('VOILUTSequence')[0], signed || modality.intercept < 0),
    palette: readPalette(dataSet),
    spacing: spacingOf(dataSet),
    regions: regionsOf(dataSet),
    frameOfReferenceUid: dataSet.text('FrameOfReferenceUID'),
    pixelPadding: paddingOf(dataSet),
    suv: suvOf(dataSet),
    frameRate: frameRateOf(dataSet, frames),
    ...(dataSet.number('PreferredPlaybackSequencing') === 1 && { sweeps: true as const }),
    patientOrientation: directionsOf(dataSet),
  };
}

const FRAME_TIME_VECTOR = 0x00181065;

/**
 * The increments of Frame Time Vector in ms, the first of which is none; where a Frame Time is there as well, only if
 * Frame Increment Pointer names the vector. Undefined where it does not say it of every frame.
 */
function frameTimes(dataSet: DataSet, frames: number): number[] | undefined {
  const times = dataSet.numbers('FrameTimeVector');
  const named = dataSet.numbers('FrameIncrementPointer').includes(FRAME_TIME_VECTOR);
  if (times.length !== frames || (dataSet.number('FrameTime') !== undefined && !named)) return undefined;
  return times.slice(1).every((time) => Number.isFinite(time) && time > 0) ? times : undefined;
}

/** What was recorded goes before what is recommended; increments of a vector are told by their mean. */
function frameRateOf(dataSet: DataSet, frames: number): FrameInfo['frameRate'] {
  const increments = dataSet.numbers('FrameTimeVector').slice(1);
  const milliseconds = {
    FrameTime: dataSet.number('FrameTime'),
    FrameTimeVector: increments.reduce((sum, one) => sum + one, 0) / increments.length,
  };
  const times = ['FrameTime', 'FrameTimeVector'] as const;
  for (const source of frameTimes(dataSet, frames) ? times.toReversed() : times) {
    const value = 1000 / (milliseconds[source] ?? Number.NaN);
    if (value > 0 && Number.isFinite(value)) return { value, source };
  }
  for (const source of ['RecommendedDisplayFrameRate', 'CineRate'] as const) {
    const value = dataSet.number(source);
    if (value !== undefined && value > 0) return { value, source };
  }
  return undefined;
}

/** What the groups of one frame, or the shared ones, say; absent where they say nothing. */
function describeGroups(groups: DataSet, before: Described): Partial<Described> {
  const [measures] = groups.items('PixelMeasuresSequence');
  const [transformation] = groups.items('PixelValueTransformationSequence');
  const [voi] = groups.items('FrameVOILUTSequence');
  const spacing = measures && spacingOf(measures);
  const modality = transformation && modalityOf(transformation, before.signed);
  const windows = voi && windowsOf(voi);
  return {
    ...(spacing && { spacing }),
    ...(modality && { modality }),
    ...(windows && windows.length > 0 && { windows }),
  };
}

/** PS3.3 C.11.1: rescale or table; neither means that stored values are output values. */
function modalityOf(dataSet: DataSet, signed: boolean): ModalityTransform {
  const [sequence] = dataSet.items('ModalityLUTSequence');
  const table = lookupTable(sequence, signed);
  const slope = dataSet.number('RescaleSlope') || 1;
  const intercept = dataSet.number('RescaleIntercept') ?? 0;
  const units = sequence?.text('ModalityLUTType') ?? dataSet.text('RescaleType') ?? defaultUnits(dataSet);
  return { slope, intercept, units, ...(table && { table }) };
}

/** CT rescales to Hounsfield units unless it says otherwise (PS3.3 C.8.2.1); PET names its own (C.8.9.1). */
function defaultUnits(dataSet: DataSet): string | undefined {
  const modality = dataSet.text('Modality');
  if (modality === 'PT') return dataSet.text('Units');
  return modality === 'CT' && dataSet.has('RescaleIntercept') ? 'HU' : undefined;
}

const FUNCTIONS = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;

/** PS3.3 C.11.2.1.2: LINEAR needs a width of at least 1, the others one above 0. */
function windowsOf(dataSet: DataSet): Window[] {
  const widths = dataSet.numbers('WindowWidth');
  const explanations = dataSet.texts('WindowCenterWidthExplanation');
  const said = dataSet.text('VOILUTFunction');
  const shape = FUNCTIONS.find((name) => name === said) ?? 'LINEAR';
  return dataSet.numbers('WindowCenter').flatMap((center, n) => {
    const width = widths[n] ?? Number.NaN;
    if (!Number.isFinite(center) || !(shape === 'LINEAR' ? width >= 1 : width > 0)) return [];
    const explanation = explanations[n] || undefined;
    return [{ center, width, function: shape, ...(explanation && { explanation }) }];
  });
}

function paddingOf(dataSet: DataSet): FrameInfo['pixelPadding'] {
  const value = dataSet.number('PixelPaddingValue');
  if (value === undefined) return undefined;
  const limit = dataSet.number('PixelPaddingRangeLimit') ?? value;
  return { low: Math.min(value, limit), high: Math.max(value, limit) };
}

function directionsOf(dataSet: DataSet): [string, string] | undefined {
  const [rows, columns] = dataSet.texts('PatientOrientation');
  return rows && columns ? [rows, columns] : undefined;
}

/** Where each frame lies: its own group, the shared one, the image's attributes, or RT Dose's offsets. */
function framePlanes(dataSet: DataSet, frames: number, shared: DataSet | undefined, groups: DataSet[]) {
  if (groups.length > 0) {
    const find = (frame: number, sequence: string, keyword: string) =>
      [groups[frame], shared].map((set) => set?.items(sequence)[0]?.numbers(keyword)).find((value) => value?.length) ??
      [];
    return (frame: number): Plane | undefined =>
      planeOf(
        find(frame, 'PlanePositionSequence', 'ImagePositionPatient'),
        find(frame, 'PlaneOrientationSequence', 'ImageOrientationPatient'),
      );
  }
  const plane = planeOf(dataSet.numbers('ImagePositionPatient'), dataSet.numbers('ImageOrientationPatient'));
  if (frames === 1) return () => plane;
  const offsets = gridOffsets(dataSet, frames);
  return (frame: number) => (plane && offsets ? shifted(plane, offsets[frame]!) : undefined);
}

/** Grid Frame Offset Vector that starts at 0: mm along the normal from the first frame (PS3.3 C.8.8.3.2). */
function gridOffsets(dataSet: DataSet, frames: number): number[] | undefined {
  const offsets = dataSet.numbers('GridFrameOffsetVector');
  return offsets.length === frames && offsets[0] === 0 && offsets.every(Number.isFinite) ? offsets : undefined;
}
