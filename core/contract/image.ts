/** Stored values or values in physical units of one frame or volume. */
export type Pixels =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Names of the element types of `Pixels`, little endian, as the command line prints them. */
export type PixelType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64';

/** Three numbers: a point or direction in patient coordinates (LPS, mm), or an index. */
export type Vector3 = [number, number, number];

/**
 * One decoded frame: *stored values* row by row (`rows × columns × samplesPerPixel`), bits above `bitsStored` cleared
 * or sign-extended, colour as interleaved RGB, palette colour as its index, 1-bit images as 0 or 1.
 */
export type Frame = {
  rows: number;
  columns: number;
  samplesPerPixel: 1 | 3;
  bitsStored: number;
  signed: boolean;
  type: PixelType;
  photometric: string;
  pixels: Pixels;
};

/** VOI window in output units of the modality LUT (PS3.3 C.11.2). */
export type Window = {
  center: number;
  width: number;
  function: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
  explanation?: string;
};

/** A lookup table (PS3.3 C.11.1 and C.11.2): values below `first` map to the first entry, above to the last. */
export type LookupTable = { first: number; bits: number; entries: Uint16Array | Int32Array };

/** How stored values become output units (PS3.3 C.11.1): y = slope · x + intercept, or the table where there is one. */
export type ModalityTransform = { slope: number; intercept: number; units?: string; table?: LookupTable };

/** Where the pixels of one frame lie in the patient (PS3.3 C.7.6.2): LPS, mm. */
export type Plane = {
  /** Centre of the first pixel. */
  position: Vector3;
  /** Direction of increasing column index, unit length (first triple of Image Orientation (Patient)). */
  rowDirection: Vector3;
  /** Direction of increasing row index, unit length (second triple). */
  columnDirection: Vector3;
};

/** What the screen and the models need to know of a frame beside its pixels. */
export type FrameInfo = {
  sopInstanceUid: string;
  /** From 0. */
  frame: number;
  rows: number;
  columns: number;
  samplesPerPixel: 1 | 3;
  photometric: string;
  bitsStored: number;
  signed: boolean;
  modality: ModalityTransform;
  windows: Window[];
  voiTable?: LookupTable;
  /** Red, green and blue tables of palette colour, 8 bit a channel. */
  palette?: { first: number; red: Uint8Array; green: Uint8Array; blue: Uint8Array };
  plane?: Plane;
  /** mm between row centres and column centres, and which attribute said so (PS3.3 10.7). */
  spacing?: {
    rows: number;
    columns: number;
    source: 'PixelSpacing' | 'ImagerPixelSpacing' | 'NominalScannedPixelSpacing';
  };
  /**
   * Ultrasound only (PS3.3 C.8.5.5): boxes of pixels, both ends in; a pixel is of the first that holds it. `spacing` in
   * mm where both axes of the region are lengths.
   */
  regions?: {
    left: number;
    top: number;
    right: number;
    bottom: number;
    spacing?: { rows: number; columns: number };
  }[];
  frameOfReferenceUid?: string;
  pixelPadding?: { low: number; high: number };
  /**
   * PET only: what makes standardised uptake values by body weight (g/ml) of output units, or the attribute for lack of
   * which they cannot be had.
   */
  suv?: { factor: number } | { lacks: string };
  /** Frames a second of a recording, and the attribute that says so (PS3.3 C.7.6.5). */
  frameRate?: {
    value: number;
    source: 'FrameTime' | 'FrameTimeVector' | 'RecommendedDisplayFrameRate' | 'CineRate';
  };
  /** ms from the frame before, where Frame Time Vector says it of each frame (PS3.3 C.7.6.5.1.2). */
  frameTime?: number;
  /** The recording should be played to its end and back again (Preferred Playback Sequencing 1). */
  sweeps?: true;
  /** Patient Orientation (0020,0020): direction of rows and columns, e.g. ['L', 'F']; for images without a plane. */
  patientOrientation?: [string, string];
};

/**
 * Values in output units on a regular grid in the patient. `data[i + size[0] · (j + size[1] · k)]`: i runs along
 * columns of a slice, j along its rows, k along the slices in order of position.
 */
export type Volume = {
  data: Float32Array;
  size: Vector3;
  /** Index (i, j, k) to patient coordinates (LPS, mm): 4 × 4, row by row. */
  affine: Float64Array;
};
