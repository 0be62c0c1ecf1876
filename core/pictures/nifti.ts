import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import type { Frame, Pixels, PixelType, Vector3 } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { affineOfNifti, type NiftiAffine } from './nifti-affine.ts';
import { AS_STORED, type Content, type Described } from './picture.ts';

/** Data types of NIfTI-1 (nifti1.h): bytes a sample, ours, samples a voxel. 64-bit integers are read as doubles. */
const TYPES: Record<number, [bytes: number, type: PixelType, samples: 1 | 3]> = {
  2: [1, 'u8', 1],
  4: [2, 'i16', 1],
  8: [4, 'i32', 1],
  16: [4, 'f32', 1],
  64: [8, 'f64', 1],
  128: [1, 'u8', 3],
  256: [1, 'i8', 1],
  512: [2, 'u16', 1],
  768: [4, 'u32', 1],
  1024: [8, 'f64', 1],
  1280: [8, 'f64', 1],
};
const HEADER = 348;
const LARGEST = 4 * 2 ** 30;

type Header = {
  size: Vector3;
  times: number;
  datatype: number;
  bytes: number;
  type: PixelType;
  samples: 1 | 3;
  offset: number;
  little: boolean;
  affine: NiftiAffine;
  modality: Described['modality'];
  windows: Described['windows'];
};

/**
 * A NIfTI-1 file (.nii, .nii.gz): a frame for each k of each time point, rows along j and columns along i, places in the
 * patient brought from RAS to LPS. Values are rescaled by scl_slope and scl_inter where they are set; cal_min to
 * cal_max is the window. Throws `ProblemError` for damage, pairs (.hdr and .img) and complex numbers.
 */
export function readNifti(bytes: Uint8Array): Content {
  const header = readHeader(beginning(bytes));
  let whole: Promise<Uint8Array> | undefined;
  const { size, times } = header;
  const infos = Array.from({ length: size[2] * times }, (_, n) => describe(header, n % size[2]));
  return {
    infos,
    async frame(n: number): Promise<Frame> {
      whole ??= inflated(bytes, header);
      return frameOf(await whole, header, n, infos[n]!);
    },
  };
}

const zipped = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const damaged = () => new ProblemError('picture-damaged');

/** The header of a compressed file is in the first of its bytes. */
function beginning(bytes: Uint8Array): Uint8Array {
  if (!zipped(bytes)) return bytes;
  try {
    return gunzipSync(bytes.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    throw damaged();
  }
}

const bytesOf = ({ size, times, bytes, samples }: Header) => size[0] * size[1] * size[2] * times * bytes * samples;

async function inflated(bytes: Uint8Array, header: Header): Promise<Uint8Array> {
  const end = header.offset + bytesOf(header);
  try {
    // A file may carry more behind its voxels, but not without end.
    const all = zipped(bytes) ? await promisify(gunzip)(bytes, { maxOutputLength: 2 * end + 2 ** 20 }) : bytes;
    if (all.length < end) throw new ProblemError('picture-cut-off', { present: all.length, promised: end });
    return all;
  } catch (error) {
    throw error instanceof ProblemError ? error : damaged();
  }
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < HEADER) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getInt32(0, true) === HEADER;
  if (!little && view.getInt32(0, false) !== HEADER) throw damaged();
  if (String.fromCharCode(...bytes.subarray(344, 347)) !== 'n+1') throw damaged();
  const short = (at: number) => view.getInt16(at, little);
  const float = (at: number) => view.getFloat32(at, little);
  const dims = Array.from({ length: 8 }, (_, n) => short(40 + 2 * n));
  const axes = dims[0]!;
  if (axes < 2 || axes > 7 || dims.slice(1, axes + 1).some((n) => n < 1)) throw damaged();
  const [nx, ny, nz, ...others] = Array.from({ length: 7 }, (_, n) => (n < axes ? dims[n + 1]! : 1));
  const datatype = short(70);
  const known = TYPES[datatype];
  if (!known) throw new ProblemError('picture-layout-unsupported', { attribute: 'NIfTI datatype', value: datatype });
  const [bytesEach, type, samples] = known;
  const [slope, intercept] = [float(112), float(116)];
  const [calMax, calMin] = [float(124), float(128)];
  const header: Header = {
    size: [nx!, ny!, nz!],
    times: others.reduce((product, n) => product * n, 1),
    ...{ datatype, bytes: bytesEach, type, samples, little },
    offset: Math.max(HEADER, Math.trunc(float(108))),
    affine: affineOfNifti(short, float, [nx!, ny!, nz!]),
    modality: Number.isFinite(slope) && slope !== 0 && samples === 1 ? { slope, intercept } : AS_STORED,
    windows:
      calMax > calMin ? [{ center: (calMax + calMin) / 2, width: calMax - calMin, function: 'LINEAR_EXACT' }] : [],
  };
  const gigabytes = bytesOf(header) / 2 ** 30;
  if (bytesOf(header) > LARGEST) throw new ProblemError('picture-too-large', { size: `${gigabytes.toFixed(1)} GB` });
  return header;
}

function describe({ size, type, bytes, samples, affine, modality, windows }: Header, k: number): Described {
  return {
    rows: size[1],
    columns: size[0],
    samplesPerPixel: samples,
    photometric: samples === 3 ? 'RGB' : 'MONOCHROME2',
    bitsStored: bytes * 8,
    signed: type.startsWith('i') || type.startsWith('f'),
    modality,
    windows,
    plane: affine.planeOf(k),
    // Distances in the patient, as DICOM's Pixel Spacing is.
    spacing: { rows: affine.spacing[1], columns: affine.spacing[0], source: 'PixelSpacing' },
  };
}

function frameOf(whole: Uint8Array, header: Header, n: number, info: Described): Frame {
  const { rows, columns, samplesPerPixel, bitsStored, signed, photometric } = info;
  const count = rows * columns * samplesPerPixel;
  const view = new DataView(whole.buffer, whole.byteOffset + header.offset + n * count * header.bytes);
  return {
    ...{ rows, columns, samplesPerPixel, bitsStored, signed, photometric, type: header.type },
    pixels: samplesOf(view, header, count),
  };
}

function samplesOf(view: DataView, { datatype, little }: Header, count: number): Pixels {
  const read = <T extends Pixels>(out: T, get: (at: number) => number): T => {
    for (let at = 0; at < count; at++) out[at] = get(at);
    return out;
  };
  switch (datatype) {
    case 4:
      return read(new Int16Array(count), (at) => view.getInt16(at * 2, little));
    case 8:
      return read(new Int32Array(count), (at) => view.getInt32(at * 4, little));
    case 16:
      return read(new Float32Array(count), (at) => view.getFloat32(at * 4, little));
    case 64:
      return read(new Float64Array(count), (at) => view.getFloat64(at * 8, little));
    case 256:
      return read(new Int8Array(count), (at) => view.getInt8(at));
    case 512:
      return read(new Uint16Array(count), (at) => view.getUint16(at * 2, little));
    case 768:
      return read(new Uint32Array(count), (at) => view.getUint32(at * 4, little));
    case 1024:
      return read(new Float64Array(count), (at) => Number(view.getBigInt64(at * 8, little)));
    case 1280:
      return read(new Float64Array(count), (at) => Number(view.getBigUint64(at * 8, little)));
    default:
      return read(new Uint8Array(count), (at) => view.getUint8(at));
  }
}
