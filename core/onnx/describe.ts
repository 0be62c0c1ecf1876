import type { NetworkBlock, NetworkDescription } from '../contract/index.ts';
import type { ResidualBlock } from './blocks.ts';
import { type Cost, costsOf } from './cost.ts';
import { CONVOLUTIONS } from './families.ts';
import { type Flow, flowOf } from './flow.ts';
import { classActivationHead } from './head.ts';
import type { Graph, Node } from './model.ts';
import { partsOf } from './parts.ts';
import { type Shapes, shapesOf } from './shapes.ts';
import { variantOf } from './variant.ts';

/**
 * Describes a graph that `checkGraph` passed. `input` is the shape of its first input, batch included, where the file
 * leaves sizes free; without it shapes and multiply–adds are left out there.
 */
export function describeNetwork(graph: Graph, input?: number[]): NetworkDescription {
  const flow = flowOf(graph);
  const { stem, blocks, rest } = partsOf(graph, flow);
  const shapes = shapesOf(graph, flow, input);
  const [stemCost, restCost, ...costs] = costsOf(
    [stem, rest, ...blocks.map(({ nodes }) => nodes)],
    graph,
    flow,
    shapes,
  );
  const head = classActivationHead(graph) ? 'gap-linear' : headOf(graph, flow);
  return {
    opset: graph.opsets.get('') ?? 0,
    inputs: graph.inputs,
    outputs: graph.outputs.map((output) => ({ shape: shapes.get(output.name), ...output })),
    ...sum([stemCost!, restCost!, ...costs]),
    residual: blocks.length > 0,
    variant: variantOf(blocks),
    blocks: blocksInStages(blocks, costs, shapes),
    stem: stemCost!,
    rest: restCost!,
    head,
    cam: camOf(head, graph),
  };
}

function sum(costs: Cost[]): Cost {
  const parameters = costs.reduce((all, cost) => all + cost.parameters, 0);
  const known = costs.every(({ multiplyAdds }) => multiplyAdds !== undefined);
  return known
    ? { parameters, multiplyAdds: costs.reduce((all, cost) => all + cost.multiplyAdds!, 0) }
    : { parameters };
}

function blocksInStages(blocks: ResidualBlock[], costs: Cost[], shapes: Shapes): NetworkBlock[] {
  let stage = 0;
  let last = '';
  return blocks.map((block, n) => {
    const { name, shortcut, layers, activation, stride, channels, convolutions } = block;
    const [input, output] = [block.input, block.output].map((value) => shapes.get(value)?.slice(1));
    const size = `${channels} ${output ?? ''}`;
    if (size !== last || stride > 1) stage++;
    last = size;
    return {
      ...{ name, stage, shortcut, layers, activation, stride, channels },
      kernels: convolutions.map(({ kernel }) => kernel),
      ...(input && { input }),
      ...(output && { output }),
      ...costs[n]!,
    };
  });
}

const ENLARGES = new Set(['Resize', 'Upsample', 'ConvTranspose']);
const LINEAR = new Set(['Gemm', 'MatMul', 'FusedGemm', 'FusedMatMul']);

/** What the first output is computed by; `fpn` where a pyramid of levels is (Lin et al. 2017, arXiv:1612.03144). */
function headOf(graph: Graph, flow: Flow): NetworkDescription['head'] {
  const makerOf = (name: string): Node | undefined => graph.nodes[flow.maker.get(name) ?? -1];
  // A level is the sum of a lateral and an enlarged map, and goes both to its own convolution and on to the next level.
  const isLevel = (node: Node) => {
    const readers = (flow.readers.get(node.outputs[0] ?? '') ?? []).map((index) => graph.nodes[index]?.op ?? '');
    const enlarged = flow.dataInputs(node).some((name) => ENLARGES.has(makerOf(name)?.op ?? ''));
    return enlarged && readers.some((op) => ENLARGES.has(op)) && readers.some((op) => CONVOLUTIONS.has(op));
  };
  if (graph.nodes.some((node) => node.op === 'Add' && isLevel(node))) return 'fpn';
  for (let node = makerOf(graph.outputs[0]!.name); node; node = makerOf(flow.dataInputs(node)[0] ?? '')) {
    if (LINEAR.has(node.op)) return 'linear';
    if (CONVOLUTIONS.has(node.op) || node.op === 'ConvTranspose') return 'conv';
  }
  return 'other';
}

/** A network that ends in linear layers has maps before them, if it has convolutions; one that ends in maps needs none. */
function camOf(head: NetworkDescription['head'], graph: Graph): NetworkDescription['cam'] {
  if (head === 'gap-linear') return 'exact';
  return head === 'linear' && graph.nodes.some((node) => CONVOLUTIONS.has(node.op)) ? 'approximate' : 'none';
}
