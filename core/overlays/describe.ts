import type { FrameInfo, Overlay, OverlaySegment } from '../contract/index.ts';
import { type DataSet, describeFrames, referencesOf } from '../dicom/index.ts';
import { fromCielab } from './colour.ts';
import { type Contour, contoursOf, frameOfReferenceOf, structuresOf } from './structures.ts';

/** How the frames of an overlay are to be read. */
export type Coding =
  /** 1 where the segment is. */
  | { kind: 'binary' }
  /** From 0 to `full`, which is all of the segment. */
  | { kind: 'fractional'; full: number }
  /** The number of the segment. */
  | { kind: 'labels' }
  /** A number: stored value × slope + intercept. */
  | { kind: 'values'; slope: number; intercept: number }
  /** No frames, but the outlines of each region in the patient. */
  | { kind: 'contours'; of(region: number): { contours: Contour[]; frameOfReferenceUid?: string } };

/**
 * A frame of an overlay: where it lies, what it says of which segment, and on which image it was drawn. `tile`: of a
 * whole slide, the how manieth it is of how many, row by row (from 0).
 */
export type OverlayFrame = {
  info: FrameInfo;
  segment?: number;
  source?: { sopInstanceUid: string; frame: number };
  tile?: Tile;
};
type Tile = { at: number; of: number };

/** `step`: mm from slice to slice, where it is said; frames may be left out where there is nothing to show. */
export type DescribedOverlay = Omit<Overlay, 'seriesInstanceUid'> & {
  coding: Coding;
  frames: OverlayFrame[];
  step?: number;
};

const RT_DOSE = '1.2.840.10008.5.1.4.1.1.481.2';
const RT_STRUCTURES = '1.2.840.10008.5.1.4.1.1.481.3';
const PARAMETRIC_MAP = '1.2.840.10008.5.1.4.1.1.30';
const LABEL_MAP = '1.2.840.10008.5.1.4.1.1.66.7';

/**
 * A segmentation (PS3.3 A.51), label map (A.83), parametric map (A.75), RT dose (A.18.3) or RT structure set (A.19.3),
 * from its header.
 */
export function describeOverlay(header: DataSet): DescribedOverlay {
  const sopClassUid = header.text('SOPClassUID');
  if (sopClassUid === RT_STRUCTURES) return describeStructures(header);
  const infos = describeFrames(header);
  const isMap = sopClassUid === RT_DOSE || sopClassUid === PARAMETRIC_MAP;
  const unit = isMap ? unitOf(header) : undefined;
  return {
    sopInstanceUid: header.text('SOPInstanceUID') ?? '',
    kind: isMap ? 'map' : 'segments',
    label: header.text('ContentLabel') ?? header.text('SeriesDescription') ?? header.text('DoseType') ?? '',
    // Number 0 of a label map is the background.
    segments: isMap
      ? []
      : header
          .items('SegmentSequence')
          .flatMap(segmentOf)
          .filter(({ number }) => number > 0),
    ...(unit && { unit }),
    coding: codingOf(header, sopClassUid),
    frames: framesOf(header, infos),
    step: stepOf(header),
  };
}

const describeStructures = (header: DataSet): DescribedOverlay => ({
  sopInstanceUid: header.text('SOPInstanceUID') ?? '',
  kind: 'segments',
  label: header.text('StructureSetLabel') ?? header.text('SeriesDescription') ?? '',
  segments: structuresOf(header),
  coding: {
    kind: 'contours',
    of: (region) => ({ contours: contoursOf(header, region), frameOfReferenceUid: frameOfReferenceOf(header, region) }),
  },
  frames: [],
});

function codingOf(header: DataSet, sopClassUid: string | undefined): Coding {
  if (sopClassUid === LABEL_MAP) return { kind: 'labels' };
  if (sopClassUid === RT_DOSE) return { kind: 'values', slope: header.number('DoseGridScaling') ?? 1, intercept: 0 };
  if (sopClassUid === PARAMETRIC_MAP) {
    const mapping = realWorldOf(header);
    return {
      kind: 'values',
      slope: mapping?.number('RealWorldValueSlope') ?? 1,
      intercept: mapping?.number('RealWorldValueIntercept') ?? 0,
    };
  }
  if (header.text('SegmentationType') !== 'FRACTIONAL') return { kind: 'binary' };
  return { kind: 'fractional', full: header.number('MaximumFractionalValue') || 255 };
}

function segmentOf(segment: DataSet): OverlaySegment[] {
  const number = segment.number('SegmentNumber');
  if (number === undefined) return [];
  const colour = fromCielab(segment.numbers('RecommendedDisplayCIELabValue'));
  const property = segment.items('SegmentedPropertyTypeCodeSequence')[0]?.text('CodeMeaning');
  return [
    {
      number,
      label: segment.text('SegmentLabel') ?? property ?? `${number}`,
      ...(colour && { colour }),
      algorithm: segment.text('SegmentAlgorithmType') ?? '',
    },
  ];
}

/** Real world value mapping of all frames, or of the first. */
function realWorldOf(header: DataSet): DataSet | undefined {
  const [shared] = header.items('SharedFunctionalGroupsSequence');
  const [first] = header.items('PerFrameFunctionalGroupsSequence');
  return [shared, first].flatMap((groups) => groups?.items('RealWorldValueMappingSequence') ?? [])[0];
}

function stepOf(header: DataSet): number | undefined {
  const [shared] = header.items('SharedFunctionalGroupsSequence');
  const measures = shared?.items('PixelMeasuresSequence')[0] ?? header;
  return measures.number('SpacingBetweenSlices') || measures.number('SliceThickness') || undefined;
}

const unitOf = (header: DataSet) =>
  header.text('DoseUnits') ?? realWorldOf(header)?.items('MeasurementUnitsCodeSequence')[0]?.text('CodeValue');

function framesOf(header: DataSet, infos: FrameInfo[]): OverlayFrame[] {
  const [shared] = header.items('SharedFunctionalGroupsSequence');
  const groups = header.items('PerFrameFunctionalGroupsSequence');
  const only = header.items('SegmentSequence');
  if (groups.length === 0 && header.text('DimensionOrganizationType') === 'TILED_FULL') return tilesOf(header, infos);
  return infos.map((info, n) => {
    const own = [groups[n], shared].flatMap((set) => set ?? []);
    const find = (sequence: string) => own.flatMap((set) => set.items(sequence))[0];
    const said = find('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber');
    const segment = said ?? (only.length === 1 ? only[0]!.number('SegmentNumber') : undefined);
    const [image] = find('DerivationImageSequence')?.items('SourceImageSequence') ?? [];
    const sopInstanceUid = image?.text('ReferencedSOPInstanceUID');
    const frame = (image?.number('ReferencedFrameNumber') ?? 1) - 1;
    return {
      info,
      ...(segment !== undefined && { segment }),
      ...(sopInstanceUid && { source: { sopInstanceUid, frame } }),
      ...tileAt(header, info, find('PlanePositionSlideSequence')),
    };
  });
}

/** Which tile of the slide lies at the position of a frame (PS3.3 C.8.12.6.1), where the tiles are the frames. */
function tileAt(header: DataSet, { rows, columns }: FrameInfo, place: DataSet | undefined): { tile?: Tile } {
  const size = (sides: string, side: number) => Math.ceil((header.number(sides) ?? 0) / side);
  const [across, down] = [size('TotalPixelMatrixColumns', columns), size('TotalPixelMatrixRows', rows)];
  const column = ((place?.number('ColumnPositionInTotalImagePixelMatrix') ?? 0) - 1) / columns;
  const row = ((place?.number('RowPositionInTotalImagePixelMatrix') ?? 0) - 1) / rows;
  const whole = [column, row].every((n) => Number.isInteger(n) && n >= 0);
  return whole && column < across && row < down ? { tile: { at: row * across + column, of: across * down } } : {};
}

/**
 * The frames of a whole slide that has all its tiles (TILED_FULL, PS3.3 C.7.6.17.3): segment after segment, each row by
 * row; a frame of a label map has all of them. They lie on the tiles of the one slide that the object was made on, which
 * has them in the same order.
 */
function tilesOf(header: DataSet, infos: FrameInfo[]): OverlayFrame[] {
  const segments = header.text('SOPClassUID') === LABEL_MAP ? [] : header.items('SegmentSequence');
  const numbers = segments.flatMap((segment) => segment.number('SegmentNumber') ?? []);
  const tiles = infos.length / Math.max(numbers.length, 1);
  const slides = referencesOf(header).flatMap(({ instances }) => instances);
  const [sopInstanceUid] = new Set(slides).size === 1 ? slides : [];
  return infos.map((info, n) => {
    const segment = numbers[Math.floor(n / tiles)];
    return {
      info,
      ...(segment !== undefined && { segment }),
      ...(sopInstanceUid && { source: { sopInstanceUid, frame: n % tiles } }),
      tile: { at: n % tiles, of: tiles },
    };
  });
}
