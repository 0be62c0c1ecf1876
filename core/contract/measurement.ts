import { z } from 'zod';

export const measurementTools = [
  'length',
  'angle',
  'cobb',
  'bidirectional',
  'rectangle',
  'ellipse',
  'freehand',
  'probe',
] as const;
export type MeasurementTool = (typeof measurementTools)[number];

/** One number of a measurement, with the unit that it was shown in: '' where the file names none. */
export const Reading = z.object({
  quantity: z.enum(['length', 'width', 'angle', 'area', 'mean', 'deviation', 'least', 'greatest', 'value']),
  value: z.number(),
  unit: z.string(),
});
export type Reading = z.infer<typeof Reading>;

const digits = (value: number) =>
  Number.isInteger(value) || Math.abs(value) >= 1000
    ? value.toFixed(0)
    : value.toFixed(Math.abs(value) >= 0.1 || value === 0 ? 1 : 3);
/** A number with its unit, as long as it means something: the same on the screen and in the report. */
export const readingText = ({ quantity, value, unit }: Reading) =>
  quantity === 'angle'
    ? `${value.toFixed(1)}°`
    : quantity === 'length' || quantity === 'width' || quantity === 'area'
      ? `${value.toFixed(1)}\u00a0${unit}`
      : `${digits(value)}${unit && `\u00a0${unit}`}`;

/** What a thick slice shows of the slices in it, and how thick it is in mm. */
export const Slab = z.object({ mode: z.enum(['max', 'min', 'mean']), mm: z.number().positive() });
export type Slab = z.infer<typeof Slab>;

const direction = z.tuple([z.number(), z.number(), z.number()]);

/**
 * What a reader measured on one slice. `points` are patient coordinates (LPS, mm) where the image has a plane, else
 * columns and rows (in units of a column) of the image itself:
 * - `length` both ends; `angle` end, apex, end; `cobb` two lines after each other;
 * - `bidirectional` the long axis, then the short one;
 * - `rectangle` and `ellipse` two opposite corners of the box along rows and columns;
 * - `freehand` the outline; `probe` one point.
 */
export const Measurement = z.object({
  id: z.string().min(1).max(64),
  studyInstanceUid: z.string(),
  seriesInstanceUid: z.string(),
  tool: z.enum(measurementTools),
  /** Was it drawn on an image as acquired, or on which reformat of the series? */
  plane: z.enum(['acquired', 'axial', 'sagittal', 'coronal']),
  /** The image it was drawn on; only where `plane` is `acquired`. */
  sopInstanceUid: z.string().optional(),
  /** From 0. */
  frame: z.number().int().optional(),
  frameOfReferenceUid: z.string().optional(),
  /** Unit vectors (LPS) along the rows and down the columns of the reformat it was drawn on. */
  directions: z.tuple([direction, direction]).optional(),
  points: z
    .array(z.tuple([z.number(), z.number(), z.number()]))
    .min(1)
    .max(10_000),
  /**
   * The spacing of the file (PS3.3 10.7): lengths are in mm by Pixel Spacing or inside one calibrated region of an
   * ultrasound image (C.8.5.5), else in pixels; `outside-regions` where that image has regions and the points no one of
   * them that is calibrated.
   */
  spacing: z.enum([
    'PixelSpacing',
    'ImagerPixelSpacing',
    'NominalScannedPixelSpacing',
    'UltrasoundRegion',
    'outside-regions',
    'none',
  ]),
  /** The values were those of a thick slice. */
  slab: Slab.optional(),
  readings: z.array(Reading),
});
export type Measurement = z.infer<typeof Measurement>;
