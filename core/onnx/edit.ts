import { readGraph } from './read.ts';

/**
 * The same network with one of its inner tensors as a further output. A `graph` field that comes twice is merged by
 * protobuf, so the file only grows by the output's name, and the runtime infers its type (PROBES.md).
 */
export function addOutput(bytes: Uint8Array, tensorName: string): Uint8Array {
  if (readGraph(bytes).outputs.some((output) => output.name === tensorName)) return bytes;
  const output = delimited(0x0a, new TextEncoder().encode(tensorName));
  const graph = delimited(0x3a, delimited(0x62, output));
  const edited = new Uint8Array(bytes.length + graph.length);
  edited.set(bytes);
  edited.set(graph, bytes.length);
  return edited;
}

/** A length-delimited protobuf field. */
function delimited(key: number, payload: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = payload.length;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return Uint8Array.from([key, ...length, rest, ...payload]);
}
