import { readGraph } from './read.ts';

/**
 * The same network with one of its inner tensors as a further output. A `graph` field that comes twice is merged by
 * protobuf, so the file only grows by the output's name, and the runtime infers its type (PROBES.md).
 */
export function addOutput(bytes: Uint8Array, tensorName: string): Uint8Array {
  if (readGraph(bytes).outputs.some((output) => output.name === tensorName)) return bytes;
  return withGraph(bytes, [output(tensorName)]);
}

/** The name under which `addFloats` and `addNorms` give a tensor out. */
export const floatName = (tensor: string) => `${tensor}/float32`;
export const normName = (tensor: string) => `${tensor}/norm`;

/** The same network with inner tensors of whatever precision as further outputs of float32. */
export const addFloats = (bytes: Uint8Array, tensors: string[]): Uint8Array =>
  withGraph(
    bytes,
    [...new Set(tensors)].flatMap((tensor) => [cast(tensor), output(floatName(tensor))]),
  );

/** The same network with the L2 norms of inner tensors, summed in float32, as further outputs (scalars). */
export const addNorms = (bytes: Uint8Array, tensors: string[]): Uint8Array =>
  withGraph(
    bytes,
    [...new Set(tensors)].flatMap((tensor) => [
      cast(tensor),
      node('ReduceL2', floatName(tensor), normName(tensor), [attribute('keepdims', 0)]),
      output(normName(tensor)),
    ]),
  );

const FLOAT32 = 1;
const cast = (tensor: string) => node('Cast', tensor, floatName(tensor), [attribute('to', FLOAT32)]);

/** NodeProto as a field of GraphProto. */
const node = (op: string, from: string, to: string, attributes: Uint8Array[]) =>
  delimited(0x0a, Buffer.concat([text(0x0a, from), text(0x12, to), text(0x1a, to), text(0x22, op), ...attributes]));

/** An integer attribute as a field of NodeProto. */
const attribute = (name: string, value: number) =>
  delimited(0x2a, Buffer.concat([text(0x0a, name), Uint8Array.from([0x18, value]), Uint8Array.from([0xa0, 0x01, 2])]));

const output = (name: string) => delimited(0x62, text(0x0a, name));

const text = (key: number, value: string) => delimited(key, new TextEncoder().encode(value));

/** A second `graph` field, which protobuf merges into the first. */
const withGraph = (bytes: Uint8Array, fields: Uint8Array[]) =>
  Buffer.concat([bytes, delimited(0x3a, Buffer.concat(fields))]);

/** A length-delimited protobuf field. */
function delimited(key: number, payload: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = payload.length;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return Uint8Array.from([key, ...length, rest, ...payload]);
}
