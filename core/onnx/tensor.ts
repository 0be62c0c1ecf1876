import { ProblemError } from '../contract/index.ts';
import { ELEMENT_TYPES, type Tensor } from './model.ts';
import { countIntegers, integersOf, messageOf } from './wire.ts';

export const elementCount = (tensor: Tensor): number => tensor.dims.reduce((product, size) => product * size, 1);

/** Largest size along one axis that ONNX Runtime's kernels count with. */
const LARGEST_SIZE = 2 ** 31 - 1;

/** Throws a ProblemError where a weight lies elsewhere, or has not as many numbers as it says. */
export function checkTensor(tensor: Tensor): void {
  const name = tensor.name || 'Constant';
  if (tensor.external) throw new ProblemError('onnx-external-data', { name });
  const element = ELEMENT_TYPES[tensor.dataType];
  if (!element) throw new ProblemError('onnx-weight-type', { name, type: tensor.dataType });
  const odd = tensor.dims.find((size) => size < 0 || size > LARGEST_SIZE);
  if (odd !== undefined) throw new ProblemError('onnx-weight-size', { name, size: odd });

  const raw = tensor.raw?.length ?? 0;
  const typed = typedCount(tensor);
  if (raw > 0 && typed > 0) throw new ProblemError('onnx-weight-twice', { name });
  const wanted = elementCount(tensor);
  const has = raw > 0 ? (element.bits > 0 ? (raw * 8) / element.bits : Number.NaN) : typed;
  const agrees =
    raw > 0 ? raw === Math.ceil((wanted * element.bits) / 8) : typed === Math.ceil(wanted * (element.typedPer ?? 1));
  if (!agrees) throw new ProblemError('onnx-weight-short', { name, wanted, has: Math.floor(has) || 0 });
  if (tensor.typed.some((field) => field.number !== element.typedField))
    throw new ProblemError('onnx-weight-twice', { name });
}

function typedCount(tensor: Tensor): number {
  let count = 0;
  for (const field of tensor.typed) {
    if (field.number === 6) count += 1;
    else if (field.number === 4) count += field.wire === 'bytes' ? field.bytes.length / 4 : 1;
    else if (field.number === 10) count += field.wire === 'bytes' ? field.bytes.length / 8 : 1;
    else count += countIntegers(field);
  }
  return count;
}

/**
 * The numbers of a float weight that `checkTensor` passed, row by row, or undefined for other types. Half precision is
 * widened. Copies: use it for the weights of a head, not of a whole network.
 */
export function floatsOf(tensor: Tensor): Float32Array | undefined {
  const values = new Float32Array(elementCount(tensor));
  const type = ELEMENT_TYPES[tensor.dataType]?.name;
  if (type === 'float16' || type === 'bfloat16') {
    const widen = type === 'float16' ? halfToFloat : (bits: number) => bitsToFloat(bits * 65536);
    const bits = tensor.raw ? littleEndian(tensor.raw, 2, (view, at) => view.getUint16(at, true)) : integersIn(tensor);
    values.set(bits.map(widen));
  } else if (type === 'float32') {
    const bytes = tensor.raw ?? joined(tensor);
    values.set(littleEndian(bytes, 4, (view, at) => view.getFloat32(at, true)));
  } else if (type === 'float64') {
    values.set(littleEndian(tensor.raw ?? joined(tensor), 8, (view, at) => view.getFloat64(at, true)));
  } else return undefined;
  return values;
}

/** Integers of a small weight (axes, shapes), or undefined for other types. */
export function int64sOf(tensor: Tensor): number[] | undefined {
  if (ELEMENT_TYPES[tensor.dataType]?.name !== 'int64') return undefined;
  if (!tensor.raw) return integersIn(tensor);
  return littleEndian(tensor.raw, 8, (view, at) => Number(view.getBigInt64(at, true)));
}

/** The only element of a bool tensor, or undefined for other types and sizes. */
export function boolOf(tensor: Tensor): boolean | undefined {
  if (ELEMENT_TYPES[tensor.dataType]?.name !== 'bool' || elementCount(tensor) !== 1) return undefined;
  return (tensor.raw ? tensor.raw[0] : integersIn(tensor)[0]) !== 0;
}

const integersIn = (tensor: Tensor) => tensor.typed.flatMap((field) => [...integersOf(field)]);

function littleEndian(bytes: Uint8Array, size: number, read: (view: DataView, at: number) => number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size));
}

const joined = (tensor: Tensor): Uint8Array =>
  Buffer.concat(
    tensor.typed.map((field) =>
      field.wire === 'fixed32' || field.wire === 'fixed64' ? field.bytes : messageOf(field),
    ),
  );

const scratch = new DataView(new ArrayBuffer(4));
function bitsToFloat(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

/** IEEE 754 binary16. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
