import { open } from 'node:fs/promises';
import { ProblemError } from '../contract/index.ts';
import { checkGraph, type Graph, readGraph } from '../onnx/index.ts';

/** An ONNX file is one protobuf message, which cannot be larger. */
export const LARGEST_NETWORK = 2 ** 31 - 1;

/** The checked graph of an ONNX file that stands alone. Throws a ProblemError. */
export async function readNetworkFile(path: string): Promise<Graph> {
  const handle = await open(path, 'r');
  try {
    const found = await handle.stat();
    if (found.size > LARGEST_NETWORK) throw new ProblemError('onnx-too-big');
    const graph = readGraph(await handle.readFile());
    checkGraph(graph);
    return graph;
  } finally {
    await handle.close();
  }
}
