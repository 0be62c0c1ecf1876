import { type Language, type Measurement, type Reading, readingText } from '../contract/index.ts';
import { decimal } from './evidence.ts';
import type { Measured } from './measured.ts';
import { instantInWords, type Words } from './words.ts';

/** The rows of the report's table, numbered as in the pictures: what was measured, the numbers with their units, where, and by whom. */
export function measurementTable(measured: Measured[], language: Language, w: Words) {
  return {
    rows: measured.map((one, n) => ({
      number: String(n + 1),
      name: w[TOOLS[one.measurement.tool]],
      readings: one.measurement.readings.map((reading) => ({
        name: NAMED[reading.quantity] ? w[NAMED[reading.quantity]!] : '',
        text: readingText(reading),
      })),
      place: placeOf(one, w),
      by: `\u2068${one.by}\u2069`,
      at: instantInWords(new Date(one.at), language),
    })),
    /** By which spacing lengths were measured: each once. */
    notes: [
      ...new Set(
        measured
          .filter(({ measurement }) => measurement.tool !== 'probe')
          .map(({ measurement }) => measurement.spacing),
      ),
    ].map((spacing) => w[SPACINGS[spacing]]),
  };
}

function placeOf({ measurement: { plane, slab }, image }: Measured, w: Words): string {
  const place = image ? `${w.image} ${image.number}` : plane === 'acquired' ? w.none : w[plane];
  return slab ? `${place} · ${w[SLABS[slab.mode]]} ${decimal(slab.mm)}\u00a0${w.mm}` : place;
}

const TOOLS = {
  length: 'toolLength',
  angle: 'toolAngle',
  cobb: 'toolCobb',
  bidirectional: 'toolBidirectional',
  rectangle: 'toolRectangle',
  ellipse: 'toolEllipse',
  freehand: 'toolFreehand',
  probe: 'toolProbe',
} as const satisfies Record<Measurement['tool'], keyof Words>;

/** What needs a name beside its number; a length or an angle is what its tool says. */
const NAMED: Partial<Record<Reading['quantity'], keyof Words>> = {
  width: 'shortAxis',
  area: 'area',
  mean: 'mean',
  deviation: 'deviation',
  least: 'least',
  greatest: 'greatest',
};

const SPACINGS = {
  PixelSpacing: 'byPixelSpacing',
  ImagerPixelSpacing: 'byImagerSpacing',
  NominalScannedPixelSpacing: 'byScannedSpacing',
  UltrasoundRegion: 'byUltrasoundRegion',
  'outside-regions': 'outsideRegions',
  none: 'byNoSpacing',
} as const satisfies Record<Measurement['spacing'], keyof Words>;

const SLABS = { max: 'slabMax', min: 'slabMin', mean: 'slabMean' } as const;
