import { type ResidualBlock, residualBlocks } from './blocks.ts';
import type { Flow } from './flow.ts';
import type { Graph } from './model.ts';

/** A network in pieces: what lies before the first block, the blocks, and what is in none after that (node indices). */
export type Parts = { stem: number[]; blocks: ResidualBlock[]; rest: number[] };

/** Of a network without residual blocks everything is stem. Nodes that only make weights belong to nobody. */
export function partsOf(graph: Graph, flow: Flow): Parts {
  const blocks = residualBlocks(graph, flow);
  const owned = new Set(blocks.flatMap(({ nodes }) => nodes));
  const data = flow.order.filter((index) => flow.dataInputs(graph.nodes[index]!).length > 0);
  const free = data.filter((index) => !owned.has(index));
  const [first] = blocks;
  if (!first) return { stem: free, blocks, rest: [] };
  const before = new Set([flow.maker.get(first.input) ?? -1]);
  for (const index of before)
    for (const name of graph.nodes[index]?.inputs ?? []) before.add(flow.maker.get(name) ?? -1);
  return {
    stem: free.filter((index) => before.has(index)),
    blocks,
    rest: free.filter((index) => !before.has(index)),
  };
}
