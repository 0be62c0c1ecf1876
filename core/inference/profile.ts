import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComputedBy } from '../contract/index.ts';

/** A node that ONNX Runtime ran, on which provider, and how long it took: milliseconds, median of the runs. */
export type RanNode = { name: string; op: string; index: number; provider: string; ms: number };

/** What of ONNX Runtime's profile is read; it is in the format of Chrome's traces. */
type TraceEvent = { cat?: string; name: string; dur: number; args?: Record<string, string> };

const KERNEL = '_kernel_time';

/** Works in a folder for profiles that is gone afterwards: `prefix` is where ONNX Runtime may write. */
export async function inProfileFolder<T>(
  work: (prefix: string, read: () => Promise<RanNode[]>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'skiagraph-profile-'));
  try {
    return await work(join(folder, 'run'), async () => {
      const [file] = await readdir(folder);
      return file ? nodesOf(JSON.parse(await readFile(join(folder, file), 'utf8'))) : [];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The nodes in the order of their first run; the first run, which also lays out memory, does not count for the time. */
function nodesOf(events: TraceEvent[]): RanNode[] {
  const found = new Map<string, { node: Omit<RanNode, 'ms'>; times: number[] }>();
  for (const { cat, name, dur, args = {} } of events) {
    if (cat !== 'Node' || !name.endsWith(KERNEL)) continue;
    const index = Number(args.node_index ?? -1);
    const node = { name: name.slice(0, -KERNEL.length), op: args.op_name ?? '', index, provider: args.provider ?? '' };
    const key = `${index} ${node.name}`;
    const known = found.get(key) ?? { node, times: [] };
    known.times.push(dur / 1000);
    found.set(key, known);
  }
  return [...found.values()].map(({ node, times }) => ({
    ...node,
    ms: median(times.length > 1 ? times.slice(1) : times),
  }));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Which provider ran which nodes. */
export function computedBy(nodes: RanNode[]): ComputedBy {
  const byProvider = new Map<string, string[]>();
  for (const { provider, name, op } of nodes)
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), name || op]);
  return [...byProvider].map(([provider, names]) => ({ provider, nodes: names }));
}
