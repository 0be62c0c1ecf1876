import type { DataSet, Elements } from '../dicom/index.ts';
import { codeItem, codesOf, dcm } from './codes.ts';
import { cielab } from './colour.ts';
import { alongNormal, decimal, type Evidence, type EvidenceFinding, type SourceFrame, seriesOf } from './evidence.ts';
import { common, lossyHistory, type Making, referenceTo, runParameters } from './modules.ts';
import { frameReference } from './sr.ts';

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';

/** One frame of the SEG: a segment on a slice; `slice` is its index along the normal from 0. */
type SegFrame = { segment: EvidenceFinding; source: SourceFrame; k: number; slice: number };

/** The masks as a BINARY Segmentation (PS3.3 A.51): a frame per segment and slice, empty ones left out. */
export function segmentationOf(evidence: Evidence, making: Making): Elements {
  const segments = evidence.findings.filter(({ mask }) => mask);
  const { info, header } = evidence.frames[0]!;
  const frames = segFrames(evidence, segments);
  const located = evidence.frames.every((frame) => frame.info.plane);
  const dimensions = making.newUid();
  return {
    ...common(evidence, making, SEGMENTATION, 'SEG', 9002),
    ...frameOfReference(header, info.frameOfReferenceUid),
    // PS3.3 C.7.6.1: needed where no plane says how the image lies.
    ...(located ? {} : { PatientOrientation: header.texts('PatientOrientation') }),
    ImageType: ['DERIVED', 'PRIMARY'],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: info.rows,
    Columns: info.columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    NumberOfFrames: frames.length,
    ...lossyHistory(evidence.headers),
    SegmentationType: 'BINARY',
    SegmentsOverlap: overlaps(segments) ? 'YES' : 'NO',
    ContentLabel: 'SEGMENTATION',
    ContentDescription: common(evidence, making, SEGMENTATION, 'SEG', 9002).SeriesDescription,
    ContentCreatorName: '',
    SegmentSequence: segments.map((segment) => segmentItem(evidence, segment)),
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensions }],
    DimensionIndexSequence: dimensionIndices(dimensions, located, evidence.frames.length),
    ReferencedSeriesSequence: seriesOf(evidence).map(({ series, headers }) => ({
      SeriesInstanceUID: series.seriesInstanceUid,
      ReferencedInstanceSequence: headers.map(referenceTo),
    })),
    SharedFunctionalGroupsSequence: [sharedGroups(evidence)],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => perFrameGroups(frame, evidence.frames.length)),
    PixelData: packBits(frames, info.rows * info.columns),
  };
}

const frameOfReference = (header: DataSet, uid: string | undefined): Elements =>
  uid ? { FrameOfReferenceUID: uid, PositionReferenceIndicator: header.text('PositionReferenceIndicator') ?? '' } : {};

/** The frames that hold at least one pixel, by segment, then along the normal (never by instance number). */
function segFrames(evidence: Evidence, segments: EvidenceFinding[]): SegFrame[] {
  const { info } = evidence.frames[0]!;
  const size = info.rows * info.columns;
  const order = evidence.frames
    .map((source, k) => ({ source, k, at: alongNormal(source.info) ?? k }))
    .sort((a, b) => a.at - b.at);
  return segments.flatMap((segment) =>
    order
      .map(({ source, k }, slice) => ({ segment, source, k, slice }))
      .filter(({ k }) => segment.mask!.subarray(k * size, (k + 1) * size).includes(1)),
  );
}

/** 1 bit a pixel, the least significant first, frames run on without padding, the whole even (PS3.5 8.1.1, annex D). */
function packBits(frames: SegFrame[], size: number): Uint8Array {
  const bytes = new Uint8Array(2 * Math.ceil((frames.length * size) / 16));
  let bit = 0;
  for (const { segment, k } of frames) {
    const mask = segment.mask!;
    for (let at = k * size; at < (k + 1) * size; at += 1, bit += 1)
      if (mask[at]) bytes[bit >> 3] = bytes[bit >> 3]! | (1 << (bit & 7));
  }
  return bytes;
}

function overlaps(segments: EvidenceFinding[]): boolean {
  const seen = new Uint8Array(segments[0]?.mask?.length ?? 0);
  for (const { mask } of segments)
    for (let at = 0; at < seen.length; at += 1) {
      if (mask![at] && seen[at]) return true;
      seen[at] = seen[at]! | mask![at]!;
    }
  return false;
}

/** PS3.3 C.8.20.4. */
function segmentItem(evidence: Evidence, { finding, label, segment }: EvidenceFinding): Elements {
  const { manifest } = evidence;
  const { category, type, anatomicRegion } = codesOf(label);
  return {
    SegmentNumber: segment,
    SegmentLabel: label.name.en.slice(0, 64),
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: manifest.id,
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: [codeItem(dcm('123110', 'Artificial Intelligence'))],
        AlgorithmName: manifest.id,
        AlgorithmVersion: manifest.version,
        AlgorithmParameters: runParameters(evidence).join('\r\n'),
      },
    ],
    ...(anatomicRegion ? { AnatomicRegionSequence: [codeItem(anatomicRegion)] } : {}),
    SegmentedPropertyCategoryCodeSequence: [codeItem(category)],
    SegmentedPropertyTypeCodeSequence: [codeItem(type)],
    RecommendedDisplayCIELabValue: cielab(label.colour),
    TrackingID: finding.id,
    TrackingUID: finding.trackingUid,
  };
}

const SEGMENT_NUMBER = {
  pointer: 'ReferencedSegmentNumber',
  group: 'SegmentIdentificationSequence',
  label: 'Segment Number',
};
const POSITION = { pointer: 'ImagePositionPatient', group: 'PlanePositionSequence', label: 'Image Position Patient' };
const STACK = { pointer: 'InStackPositionNumber', group: 'FrameContentSequence', label: 'In-Stack Position Number' };

/** Segment Number, then Image Position (Patient); frames without a position are counted as a stack. */
function dimensionIndices(uid: string, located: boolean, slices: number): Elements[] {
  const indices = [SEGMENT_NUMBER, ...(located ? [POSITION] : slices > 1 ? [STACK] : [])];
  return indices.map(({ pointer, group, label }) => ({
    DimensionOrganizationUID: uid,
    DimensionIndexPointer: TAG[pointer],
    FunctionalGroupPointer: TAG[group],
    DimensionDescriptionLabel: label,
  }));
}

const TAG: Record<string, string> = {
  ReferencedSegmentNumber: '0062000B',
  SegmentIdentificationSequence: '0062000A',
  ImagePositionPatient: '00200032',
  PlanePositionSequence: '00209113',
  InStackPositionNumber: '00209057',
  FrameContentSequence: '00209111',
};

/** Where a functional group of a source frame stands: its own, the shared one, or the data set of a single frame. */
function groupOf(header: DataSet, frame: number, group: string): DataSet | undefined {
  const perFrame = header.items('PerFrameFunctionalGroupsSequence')[frame];
  const shared = header.items('SharedFunctionalGroupsSequence')[0];
  if (!perFrame && !shared) return header;
  return perFrame?.items(group)[0] ?? shared?.items(group)[0];
}

/**
 * Numbers as the source wrote them, where our reader understood the same; else what it understood (frames of an image
 * whose header only says where the first lies). Nothing where it found none.
 */
function asWritten(texts: string[] | undefined, understood: number[] | undefined): string[] | number[] {
  if (!understood) return [];
  const same =
    texts?.length === understood.length && texts.every((t, n) => Math.abs(Number(t) - understood[n]!) < 1e-4);
  return same ? texts : understood;
}

/** Spacing and orientation are copied; only the distance between slices is measured. */
function sharedGroups({ frames, sliceGapMm }: Evidence): Elements {
  const { header, info } = frames[0]!;
  const { plane, spacing } = info;
  const measures = groupOf(header, info.frame, 'PixelMeasuresSequence');
  const orientation = asWritten(
    groupOf(header, info.frame, 'PlaneOrientationSequence')?.texts('ImageOrientationPatient'),
    plane && [...plane.rowDirection, ...plane.columnDirection],
  );
  const gap = sliceGapMm ? decimal(round6(sliceGapMm)) : undefined;
  const calibrated = spacing?.source === 'PixelSpacing' ? [spacing.rows, spacing.columns] : undefined;
  return {
    ...(calibrated
      ? {
          PixelMeasuresSequence: [
            {
              SliceThickness: measures?.text('SliceThickness') ?? gap,
              SpacingBetweenSlices: gap,
              PixelSpacing: asWritten(measures?.texts('PixelSpacing'), calibrated),
            },
          ],
        }
      : {}),
    ...(orientation.length === 6 ? { PlaneOrientationSequence: [{ ImageOrientationPatient: orientation }] } : {}),
  };
}

const round6 = (value: number) => Number(value.toPrecision(6));

function perFrameGroups({ segment, source, slice }: SegFrame, slices: number): Elements {
  const position = asWritten(
    groupOf(source.header, source.info.frame, 'PlanePositionSequence')?.texts('ImagePositionPatient'),
    source.info.plane?.position,
  );
  const located = position.length === 3;
  const dimensions = [segment.segment!, ...(slices > 1 || located ? [slice + 1] : [])];
  return {
    FrameContentSequence: [
      {
        DimensionIndexValues: dimensions,
        ...(located || slices === 1 ? {} : { StackID: '1', InStackPositionNumber: slice + 1 }),
      },
    ],
    ...(located ? { PlanePositionSequence: [{ ImagePositionPatient: position }] } : {}),
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment.segment }],
    DerivationImageSequence: [
      {
        DerivationCodeSequence: [codeItem(dcm('113076', 'Segmentation'))],
        SourceImageSequence: [
          {
            ...frameReference(source),
            PurposeOfReferenceCodeSequence: [codeItem(dcm('121322', 'Source image for image processing operation'))],
            SpatialLocationsPreserved: 'YES',
          },
        ],
      },
    ],
  };
}
