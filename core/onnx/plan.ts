import type { ResidualBlock } from './blocks.ts';
import { flowOf } from './flow.ts';
import type { Graph } from './model.ts';
import { partsOf } from './parts.ts';

/** What a runtime calls a node that it ran: its name, operator, and number in the graph as the runtime has it. */
type RanNode = { name: string; op: string; index: number };

/** A network as one looks into it while it runs. */
export type NetworkPlan = {
  /** In the order of `describeNetwork`; names of the tensors around each sum. */
  blocks: Pick<ResidualBlock, 'skip' | 'branch' | 'sum' | 'floats' | 'output' | 'channels'>[];
  /** The part that a node belongs to: a block by its number from 0, else what lies before or after; undefined if none. */
  placeOf(ran: RanNode): number | 'stem' | 'rest' | undefined;
};

/**
 * Finds a node again that ONNX Runtime ran: by its own name, or, where it was fused or laid out anew, by the value that
 * it makes ("…_nchwc", "fused …"), or by its number where it has no name.
 */
export function planOf(graph: Graph): NetworkPlan {
  const flow = flowOf(graph);
  const { stem, blocks, rest } = partsOf(graph, flow);
  const places = new Map<number, number | 'stem' | 'rest'>();
  for (const index of stem) places.set(index, 'stem');
  for (const index of rest) places.set(index, 'rest');
  for (const [n, { nodes }] of blocks.entries()) for (const index of nodes) places.set(index, n);
  const byName = new Map(graph.nodes.flatMap(({ name }, index) => (name ? [[name, index] as const] : [])));

  function indexOf({ name, op, index }: RanNode): number | undefined {
    const plain = name.replace(/^fused /, '').replace(/_nchwc$/, '');
    const known = byName.get(plain) ?? flow.maker.get(plain);
    return known ?? (name === '' && graph.nodes[index]?.op === op ? index : undefined);
  }
  return {
    blocks,
    placeOf(ran) {
      const index = indexOf(ran);
      return index === undefined ? undefined : places.get(index);
    },
  };
}
