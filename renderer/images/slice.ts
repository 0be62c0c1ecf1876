import type { FrameInfo, LookupTable, PixelType, Vector3 } from '../../core/contract/index.ts';

export type Values = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array;

/** Where the pixels of a slice lie: LPS and mm where the series has a plane and a spacing, else pixels in a plane of its own. */
export type SliceGeometry = {
  columns: number;
  rows: number;
  /** Centre of the first pixel. */
  position: Vector3;
  rowDirection: Vector3;
  columnDirection: Vector3;
  /** Between the centres of neighbouring columns and rows: mm, or pixels where the series is not calibrated. */
  columnSpacing: number;
  rowSpacing: number;
};

/** How a plane lies in the patient: unit vectors to the right and down the screen, and on to the next slice. */
export type Axes = { right: Vector3; down: Vector3; forward: Vector3 };

/** One picture: values in output units of the modality LUT row by row, or interleaved RGB of 8 bit. */
export type Slice = {
  columns: number;
  rows: number;
  colour: boolean;
  values: Values;
};

const views: Record<PixelType, (buffer: ArrayBuffer, start: number, length: number) => Values> = {
  u8: (buffer, start, length) => new Uint8Array(buffer, start, length),
  i8: (buffer, start, length) => new Int8Array(buffer, start, length),
  u16: (buffer, start, length) => new Uint16Array(buffer, start, length),
  i16: (buffer, start, length) => new Int16Array(buffer, start, length),
  u32: (buffer, start, length) => new Uint32Array(buffer, start, length),
  i32: (buffer, start, length) => new Int32Array(buffer, start, length),
  f32: (buffer, start, length) => new Float32Array(buffer, start, length),
  f64: (buffer, start, length) => Float32Array.from(new Float64Array(buffer, start, length)),
};

export const bytesOfType: Record<PixelType, number> = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, f64: 8 };

function lookUp(stored: Values, table: LookupTable): Int32Array {
  const last = table.entries.length - 1;
  const values = new Int32Array(stored.length);
  for (let i = 0; i < stored.length; i++)
    values[i] = table.entries[Math.min(Math.max(stored[i]! - table.first, 0), last)]!;
  return values;
}

/** The narrowest array that holds whole numbers from `low` to `high`. */
const wholeKindFor = (low: number, high: number) => (low >= -32768 && high <= 32767 ? Int16Array : Int32Array);

/**
 * Stored values to output units (PS3.3 C.11.1). A slope of 1 with a whole intercept stays whole, in as few bytes as the
 * values of this frame need; the stored array itself is kept where nothing changes.
 */
export function toOutputUnits(stored: Values, info: FrameInfo): Values {
  const { slope, intercept, table } = info.modality;
  if (table) return lookUp(stored, table);
  if (slope === 1 && intercept === 0) return stored;
  const whole = slope === 1 && Number.isInteger(intercept) && !(stored instanceof Float32Array);
  const [low, high] = whole ? extentOf(stored) : [0, 0];
  const Kind = whole ? wholeKindFor(low + intercept, high + intercept) : Float32Array;
  const values = new Kind(stored.length);
  for (let i = 0; i < stored.length; i++) values[i] = stored[i]! * slope + intercept;
  return values;
}

/** Smallest and largest value of a picture. */
export function extentOf(values: Values): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

function toRgb(stored: Values, info: FrameInfo): Uint8Array {
  const shift = info.bitsStored > 8 ? info.bitsStored - 8 : 0;
  if (info.palette) {
    const { first, red, green, blue } = info.palette;
    const rgb = new Uint8Array(stored.length * 3);
    for (let i = 0; i < stored.length; i++) {
      const entry = Math.min(Math.max(stored[i]! - first, 0), red.length - 1);
      rgb[3 * i] = red[entry]!;
      rgb[3 * i + 1] = green[entry]!;
      rgb[3 * i + 2] = blue[entry]!;
    }
    return rgb;
  }
  if (stored instanceof Uint8Array && shift === 0) return stored;
  return Uint8Array.from(stored, (value) => value >> shift);
}

/** The frame `number` of a batch of stored values, as a picture. */
export function sliceOf(bytes: ArrayBuffer, type: PixelType, number: number, info: FrameInfo): Slice {
  const length = info.rows * info.columns * info.samplesPerPixel;
  const stored = views[type](bytes, number * length * bytesOfType[type], length);
  const colour = info.samplesPerPixel === 3 || info.palette !== undefined;
  return {
    columns: info.columns,
    rows: info.rows,
    colour,
    values: colour ? toRgb(stored, info) : toOutputUnits(stored, info),
  };
}

/**
 * Where a frame lies; a frame without a plane gets one of its own. Where spacing is not of the patient, a column is one
 * unit wide, so that lengths come out in pixels; the shape of a pixel is kept.
 */
export function geometryOf(info: FrameInfo): SliceGeometry {
  const { rows = 1, columns = 1 } = info.spacing ?? {};
  const unit = isCalibrated(info) ? 1 : columns;
  return {
    columns: info.columns,
    rows: info.rows,
    position: info.plane?.position ?? [0, 0, 0],
    rowDirection: info.plane?.rowDirection ?? [1, 0, 0],
    columnDirection: info.plane?.columnDirection ?? [0, 1, 0],
    columnSpacing: columns / unit,
    rowSpacing: rows / unit,
  };
}

/** Are lengths on this image millimetres in the patient? Spacing at the detector is not (PS3.3 10.7.1.1). */
export const isCalibrated = (info: FrameInfo) => info.spacing?.source === 'PixelSpacing';

export const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Patient coordinates of a position on a slice; whole numbers are pixel centres. */
export function pointAt(geometry: SliceGeometry, column: number, row: number): Vector3 {
  const along = (axis: 0 | 1 | 2) =>
    geometry.position[axis] +
    geometry.rowDirection[axis] * geometry.columnSpacing * column +
    geometry.columnDirection[axis] * geometry.rowSpacing * row;
  return [along(0), along(1), along(2)];
}

/** Column and row (whole at pixel centres) of a point projected on a slice. */
export function pixelAt(geometry: SliceGeometry, point: Vector3): [column: number, row: number] {
  const offset: Vector3 = [
    point[0] - geometry.position[0],
    point[1] - geometry.position[1],
    point[2] - geometry.position[2],
  ];
  return [
    dot(offset, geometry.rowDirection) / geometry.columnSpacing,
    dot(offset, geometry.columnDirection) / geometry.rowSpacing,
  ];
}

/** Distance of a point from the plane of a slice, in mm. */
export function distanceTo(geometry: SliceGeometry, point: Vector3): number {
  const normal = cross(geometry.rowDirection, geometry.columnDirection);
  return Math.abs(
    dot(normal, [point[0] - geometry.position[0], point[1] - geometry.position[1], point[2] - geometry.position[2]]),
  );
}
