import { ProblemError } from '../contract/index.ts';

/** An array as NumPy has it: `shape` with the last axis fastest. */
export type NumpyArray = { shape: number[]; data: Float32Array };

const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY')];
const HEADER = /^\{'descr': '<f([24])', 'fortran_order': False, 'shape': \(([\d, ]*)\), \}\s*$/;

/** Reads .npy (format 1 and 2) of float32 or float16, little endian, C order; `file` names it in `golden-unreadable`. */
export function readNpy(bytes: Uint8Array, file: string): NumpyArray {
  const refuse = () => new ProblemError('golden-unreadable', { file });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || MAGIC.some((byte, n) => bytes[n] !== byte)) throw refuse();
  const version = bytes[6]!;
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw refuse();
  const header = HEADER.exec(new TextDecoder().decode(bytes.subarray(start, start + length)));
  if (!header) throw refuse();
  const size = Number(header[1]);
  const shape = header[2]!
    .split(',')
    .filter((part) => part.trim())
    .map(Number);
  const count = shape.reduce((all, n) => all * n, 1);
  const body = bytes.subarray(start + length);
  if (body.length !== count * size) throw refuse();
  const { buffer } = new Uint8Array(body);
  return { shape, data: size === 4 ? new Float32Array(buffer) : Float32Array.from(new Float16Array(buffer)) };
}
