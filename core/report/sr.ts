import type { Finding } from '../contract/index.ts';
import type { DataSet, Elements } from '../dicom/index.ts';
import { boxFrames, isImageOf } from './box-frames.ts';
import { type Code, codesOf, dcm, modalityCode, own, PIXEL_COUNT, procedureOf, sct, unit } from './codes.ts';
import {
  coded,
  container,
  image,
  measurement,
  personName,
  rootContainer,
  spatialCoordinates,
  text,
  uidReference,
} from './content.ts';
import { derivedUid } from './derived-uid.ts';
import {
  decimal,
  type Evidence,
  type EvidenceFinding,
  type SourceFrame,
  type SourceSeries,
  type Sources,
  seriesOf,
} from './evidence.ts';
import { common, instanceReference, type Making, referenceTo, runParameters } from './modules.ts';

const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

/** Another object of this export that a document refers to. */
export type Written = { sopClassUid: string; sopInstanceUid: string; seriesInstanceUid: string };

/** The model's findings as TID 1500 (PS3.16), observed by the device, unverified: one measurement group a finding. */
export function findingsSr(evidence: Evidence, making: Making, segmentation: Written | undefined): Elements {
  const { findings } = evidence;
  return {
    ...documentHeader(evidence, making, 1, segmentation ? [segmentation] : []),
    PreliminaryFlag: 'PRELIMINARY',
    ...rootContainer(dcm('126000', 'Imaging Measurement Report'), '1500', [
      language(),
      ...deviceObserver(evidence, making),
      procedureReported(evidence),
      imageLibrary(evidence),
      container(
        dcm('126010', 'Imaging Measurements'),
        findings.map((item) => measurementGroup(evidence, { ...item, finding: item.found }, segmentation)),
      ),
    ]),
  };
}

/** SR Document Series and SR Document General (PS3.3 C.17.1, C.17.2). */
export function documentHeader(sources: Sources, making: Making, instance: number, others: Written[]): Elements {
  const own = Map.groupBy(others, ({ seriesInstanceUid }) => seriesInstanceUid);
  return {
    ...common(sources, making, COMPREHENSIVE_3D_SR, 'SR', 9001),
    InstanceNumber: instance,
    ReferencedPerformedProcedureStepSequence: [],
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: [
      {
        StudyInstanceUID: sources.study.studyInstanceUid,
        ReferencedSeriesSequence: [
          ...seriesOf(sources).map(({ series, headers }) => ({
            SeriesInstanceUID: series.seriesInstanceUid,
            ReferencedSOPSequence: headers.map(referenceTo),
          })),
          ...[...own].map(([seriesInstanceUid, objects]) => ({
            SeriesInstanceUID: seriesInstanceUid,
            ReferencedSOPSequence: objects.map((o) => instanceReference(o.sopClassUid, o.sopInstanceUid)),
          })),
        ],
      },
    ],
  };
}

export const language = (): Elements =>
  coded('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), {
    value: 'en',
    scheme: 'RFC5646',
    meaning: 'English',
  });

export const procedureReported = ({ series }: Sources): Elements =>
  coded('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), procedureOf(series.modality));

/** TID 1004. The UID is fixed for an installed model version. */
export function deviceObserver({ manifest, modelSha256 }: Evidence, making: Making): Elements[] {
  return [
    coded('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
    uidReference(
      'HAS OBS CONTEXT',
      dcm('121012', 'Device Observer UID'),
      derivedUid(`${modelSha256} ${manifest.version}`),
    ),
    text('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), manifest.id),
    ...ourDevice(making),
  ];
}

/** TID 1004 of what a reader's hand was recorded by: this version of the app. */
export const recordingDevice = (making: Making): Elements[] => [
  coded('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
  uidReference(
    'HAS OBS CONTEXT',
    dcm('121012', 'Device Observer UID'),
    derivedUid(`Skiagraph ${making.softwareVersion}`),
  ),
  text('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), 'Skiagraph'),
  ...ourDevice(making),
];

/** TID 1003. The app knows a reader by the name that was typed in; organisation and role are not asked for. */
export const personObserver = (name: string): Elements[] => [
  coded('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121006', 'Person')),
  personName('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), name),
];

const ourDevice = (making: Making): Elements[] => [
  text('HAS OBS CONTEXT', dcm('121014', 'Device Observer Manufacturer'), 'Skiagraph'),
  text('HAS OBS CONTEXT', dcm('121015', 'Device Observer Model Name'), 'Skiagraph'),
  text('HAS OBS CONTEXT', dcm('121016', 'Device Observer Serial Number'), making.softwareVersion),
];

/** TID 1600: what was looked at, a group (TID 1602) for each series. */
export const imageLibrary = (sources: Sources): Elements =>
  container(dcm('111028', 'Image Library'), seriesOf(sources).map(libraryGroup));

function libraryGroup({ series, headers, firstInfo: info }: SourceSeries): Elements {
  const size = (concept: Code, value: number) => measurement('HAS ACQ CONTEXT', concept, decimal(value), unit.pixels);
  return container(dcm('126200', 'Image Library Group'), [
    coded('HAS ACQ CONTEXT', dcm('121139', 'Modality'), modalityCode(series.modality)),
    ...(info.frameOfReferenceUid
      ? [uidReference('HAS ACQ CONTEXT', dcm('112227', 'Frame of Reference UID'), info.frameOfReferenceUid)]
      : []),
    size(dcm('110910', 'Pixel Data Rows'), info.rows),
    size(dcm('110911', 'Pixel Data Columns'), info.columns),
    ...headers.map((header) => image('CONTAINS', undefined, referenceTo(header))),
  ]);
}

/** TID 1411 for a volume and 1410 for a plane, of a segment or a box; 1501 for a class. */
function measurementGroup(evidence: Evidence, item: EvidenceFinding, segmentation: Written | undefined): Elements {
  const { finding, label } = item;
  const { type, anatomicRegion } = codesOf(label);
  const children = [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), finding.id),
    uidReference('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), finding.trackingUid),
    coded('CONTAINS', dcm('121071', 'Finding'), type),
    ...algorithm(evidence, item),
    ...(anatomicRegion ? [coded('HAS CONCEPT MOD', sct('363698007', 'Finding Site'), anatomicRegion)] : []),
    ...where(evidence, item, segmentation),
    ...measurements(item),
  ];
  const template = item.segment === undefined && !finding.boxPx ? '1501' : regionTemplate(evidence, finding);
  return container(dcm('125007', 'Measurement Group'), children, template);
}

/** TID 1410 of what lies in one plane, 1411 of a volume. */
export const regionTemplate = ({ frames }: Evidence, { boxPx, boxSlices }: Finding): '1410' | '1411' =>
  (boxPx && !boxSlices) || frames.length === 1 ? '1410' : '1411';

/** TID 4019. */
function algorithm(evidence: Evidence, { finding }: EvidenceFinding): Elements[] {
  const parameters = runParameters(evidence);
  if (finding.operatingPoint !== undefined) parameters.push(`operating point ${decimal(finding.operatingPoint)}`);
  return [
    text('HAS CONCEPT MOD', dcm('111001', 'Algorithm Name'), evidence.manifest.id),
    text('HAS CONCEPT MOD', dcm('111003', 'Algorithm Version'), evidence.manifest.version),
    ...parameters.map((line) => text('HAS CONCEPT MOD', dcm('111002', 'Algorithm Parameters'), line)),
  ];
}

/** The segment, the box (on each slice that it reaches) or the images that a finding is about. */
function where(evidence: Evidence, item: EvidenceFinding, segmentation: Written | undefined): Elements[] {
  const { finding } = item;
  const best = evidence.frames.find(({ info }) => isImageOf(info, finding));
  if (item.segment !== undefined && segmentation) return segmentReference(evidence, item, segmentation);
  if (finding.boxPx) return boxRegions(evidence, finding);
  const images = best ? [best] : evidence.frames.length === 1 ? evidence.frames : [];
  return images.map((frame) => image('CONTAINS', dcm('121112', 'Source of Measurement'), frameReference(frame)));
}

/** A box on each image that it lies on. */
export function boxRegions(evidence: Evidence, finding: Finding): Elements[] {
  if (!finding.boxPx) return [];
  const [x0, y0, x1, y1] = finding.boxPx;
  const corners = [x0, y0, x1, y0, x1, y1, x0, y1, x0, y0];
  return boxFrames(evidence, finding).map((frame) =>
    spatialCoordinates('CONTAINS', dcm('111030', 'Image Region'), 'POLYLINE', corners, frameReference(frame)),
  );
}

function segmentReference(evidence: Evidence, item: EvidenceFinding, segmentation: Written): Elements[] {
  const { frames, series } = evidence;
  const segment = {
    ...instanceReference(segmentation.sopClassUid, segmentation.sopInstanceUid),
    ReferencedSegmentNumber: item.segment,
  };
  return [
    image('CONTAINS', dcm('121191', 'Referenced Segment'), segment),
    frames.length === 1
      ? image('CONTAINS', dcm('121233', 'Source image for segmentation'), frameReference(frames[0]!))
      : uidReference('CONTAINS', dcm('121232', 'Source series for segmentation'), series.seriesInstanceUid),
  ];
}

/** A frame of a source image; Referenced Frame Number counts from 1 and is only for images of several frames. */
export const frameReference = ({ header, info }: Pick<SourceFrame, 'header' | 'info'>): Elements => ({
  ...referenceTo(header),
  ...(isMultiFrame(header) ? { ReferencedFrameNumber: info.frame + 1 } : {}),
});

const isMultiFrame = (header: DataSet): boolean => (header.number('NumberOfFrames') ?? 1) > 1;

const ABOVE = own('above-point', 'At or above the operating point');
const BELOW = own('below-point', 'Below the operating point');

function measurements({ finding }: EvidenceFinding): Elements[] {
  const items: Elements[] = [];
  if (finding.volumeMl !== undefined)
    items.push(measurement('CONTAINS', sct('118565006', 'Volume'), decimal(finding.volumeMl), unit.millilitre));
  if (finding.voxels !== undefined && finding.volumeMl === undefined)
    items.push(measurement('CONTAINS', PIXEL_COUNT, decimal(finding.voxels), unit.pixels));
  if (finding.probability !== undefined)
    items.push(measurement('CONTAINS', dcm('122157', 'Probability'), decimal(finding.probability), unit.ratio));
  if (finding.positive !== undefined)
    items.push(
      coded('CONTAINS', own('operating-point', 'Relation to the operating point'), finding.positive ? ABOVE : BELOW),
    );
  return items;
}
