import type { Measurement, Reading } from '../contract/index.ts';
import type { Elements } from '../dicom/index.ts';
import { type Code, dcm, own, sct, ucum, unit } from './codes.ts';
import {
  coded,
  container,
  measurement,
  personName,
  rootContainer,
  spatialCoordinates,
  spatialCoordinates3d,
  text,
  uidReference,
} from './content.ts';
import { decimal, type Sources } from './evidence.ts';
import { byLength, isRegion, type Measured, onImage, type Shape, shapesOf } from './measured.ts';
import type { Making } from './modules.ts';
import {
  documentHeader,
  frameReference,
  imageLibrary,
  language,
  personObserver,
  procedureReported,
  recordingDevice,
} from './sr.ts';

/**
 * What a reader measured as TID 1500 (PS3.16): the reader and the recording device as observers, one measurement group
 * a measurement, TID 1410 for regions and 1501 for what lies between points. Each number is inferred from what was
 * drawn: on the image where it was one, in the patient where it was a reformat. Unverified, since nobody signed.
 */
export function measurementsSr(sources: Sources, making: Making, instance: number): Elements {
  const { measured } = sources;
  return {
    ...documentHeader(sources, making, instance, []),
    PreliminaryFlag: 'FINAL',
    ...rootContainer(dcm('126000', 'Imaging Measurement Report'), '1500', [
      language(),
      ...[...new Set(measured.map(({ by }) => by))].flatMap(personObserver),
      ...recordingDevice(making),
      procedureReported(sources),
      imageLibrary(sources),
      container(
        dcm('126010', 'Imaging Measurements'),
        measured.map((one) => measurementGroup(one, sources.series.modality)),
      ),
    ]),
  };
}

function measurementGroup(one: Measured, modality: string): Elements {
  const { measurement: drawn } = one;
  const region = isRegion(drawn);
  const shapes = drawn.tool === 'bidirectional' ? byLength(shapesOf(one)) : shapesOf(one);
  const children = [
    text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), drawn.id),
    uidReference('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), one.trackingUid),
    personName('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), one.by),
    coded('HAS CONCEPT MOD', own('tool', 'Tool of the measurement'), own(drawn.tool, TOOLS[drawn.tool])),
    coded('HAS CONCEPT MOD', own('spacing', 'Spacing that lengths were measured by'), SPACINGS[drawn.spacing]),
    ...(region
      ? shapes.flatMap((shape) => graphic('CONTAINS', dcm('111030', 'Image Region'), shape, one))
      : drawn.readings.length === 0
        ? shapes.flatMap((shape) => graphic('CONTAINS', own('place', 'Place of the measurement'), shape, one))
        : []),
    ...drawn.readings.map((reading, n) =>
      number(reading, drawn, modality, region ? [] : sourcesOf(drawn, shapes, n), one),
    ),
    ...(drawn.slab ? [text('CONTAINS', dcm('121106', 'Comment'), slabInWords(drawn.slab))] : []),
  ];
  return container(dcm('125007', 'Measurement Group'), children, region ? '1410' : '1501');
}

/** The lines that a number comes from: of a bidirectional measurement its own, else all. */
const sourcesOf = ({ tool }: Measurement, shapes: Shape[], n: number): Shape[] =>
  tool === 'bidirectional' ? shapes.slice(n, n + 1) : shapes;

function number(reading: Reading, { tool }: Measurement, modality: string, from: Shape[], one: Measured): Elements {
  const derivation = DERIVATIONS[reading.quantity];
  return measurement(
    'CONTAINS',
    measurementConceptOf(reading, tool, modality),
    decimal(reading.value),
    unitOf(reading.unit),
    [
      ...(derivation ? [coded('HAS CONCEPT MOD', dcm('121401', 'Derivation'), derivation)] : []),
      ...from.flatMap((shape) => graphic('INFERRED FROM', undefined, shape, one)),
    ],
  );
}

/** On the image, else in the frame of reference; nothing where the file has neither. */
function graphic(
  relationship: 'CONTAINS' | 'INFERRED FROM',
  concept: Code | undefined,
  { graphic: type, points }: Shape,
  { measurement: { frameOfReferenceUid }, image }: Measured,
): Elements[] {
  if (image) {
    const pixels = points.flatMap((point) => onImage(image.info, point));
    return [spatialCoordinates(relationship, concept, type, pixels, frameReference(image))];
  }
  return frameOfReferenceUid
    ? [spatialCoordinates3d(relationship, concept, type, points.flat(), frameOfReferenceUid)]
    : [];
}

const TOOLS: Record<Measurement['tool'], string> = {
  length: 'Length',
  angle: 'Angle',
  cobb: 'Cobb angle',
  bidirectional: 'Bidirectional',
  rectangle: 'Rectangle',
  ellipse: 'Ellipse',
  freehand: 'Freehand outline',
  probe: 'Probe',
};

const SPACINGS: Record<Measurement['spacing'], Code> = {
  PixelSpacing: own('pixel-spacing', 'Pixel Spacing, in the patient'),
  ImagerPixelSpacing: own('imager-spacing', 'None: Imager Pixel Spacing is not in the patient'),
  NominalScannedPixelSpacing: own('scanned-spacing', 'None: Nominal Scanned Pixel Spacing only'),
  UltrasoundRegion: own('ultrasound-region', 'Physical Delta X and Y of the ultrasound region'),
  'outside-regions': own('outside-regions', 'None: outside of one calibrated ultrasound region'),
  none: own('no-spacing', 'None: the file has no spacing'),
};

const DERIVATIONS: Partial<Record<Reading['quantity'], Code>> = {
  mean: sct('373098007', 'Mean'),
  deviation: sct('386136009', 'Standard Deviation'),
  least: sct('255605001', 'Minimum'),
  greatest: sct('56851009', 'Maximum'),
};

export function measurementConceptOf(
  { quantity, unit: name }: Reading,
  tool: Measurement['tool'],
  modality: string,
): Code {
  switch (quantity) {
    case 'length':
      return tool === 'bidirectional' ? sct('103339001', 'Long Axis') : sct('410668003', 'Length');
    case 'width':
      return sct('103340004', 'Short Axis');
    case 'angle':
      return tool === 'cobb' ? sct('285285000', 'Cobb angle') : sct('1483009', 'Angle');
    case 'area':
      return sct('42798000', 'Area');
    default:
      if (name === 'HU') return dcm('112031', 'Attenuation Coefficient');
      if (name === 'SUVbw') return dcm('126401', 'SUVbw');
      return modality === 'MR' ? dcm('110852', 'MR signal intensity') : own('pixel-value', 'Value of the image');
  }
}

/** Units as the file names them (PS3.3 C.11.1.1.2, C.8.9.1.1.3) in UCUM; what has no unit there is an annotation. */
const UNITS: Record<string, Code> = {
  mm: ucum('mm', 'mm'),
  'mm²': ucum('mm2', 'mm2'),
  px: unit.pixels,
  'px²': ucum('{pixels2}', 'square pixels'),
  '°': ucum('deg', 'deg'),
  HU: ucum("[hnsf'U]", 'Hounsfield unit'),
  SUVbw: ucum('g/ml{SUVbw}', 'Standardized Uptake Value body weight'),
  BQML: ucum('Bq/ml', 'Becquerels/milliliter'),
  GML: ucum('g/ml', 'Grams/milliliter'),
  MGML: ucum('mg/ml', 'mg/ml'),
  PCT: ucum('%', '%'),
  '': unit.none,
};
export const unitOf = (name: string): Code =>
  UNITS[name] ?? (/^[A-Za-z0-9_]{1,14}$/.test(name) ? ucum(`{${name}}`, name) : unit.none);

const SLABS = { max: 'Maximum', min: 'Minimum', mean: 'Mean' } as const;
const slabInWords = ({ mode, mm }: NonNullable<Measurement['slab']>): string =>
  `${SLABS[mode]} of a slab of ${decimal(mm)} mm`;
