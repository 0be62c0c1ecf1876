import { CONVOLUTIONS, type ResidualBlock, residualBlocks } from './blocks.ts';
import { type Flow, flowOf } from './flow.ts';
import { classActivationHead } from './head.ts';
import type { Graph, Node, ValueInfo } from './model.ts';
import { elementCount } from './tensor.ts';
import { variantOf } from './variant.ts';

/** What `skiagraph models inspect` says of a network, from its graph alone (CLI.md). */
export type NetworkDescription = {
  opset: number;
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  /** Numbers in its float weights, running statistics included. */
  parameters: number;
  residual: boolean;
  variant: string | null;
  blocks: Pick<ResidualBlock, 'name' | 'shortcut' | 'layers' | 'activation' | 'stride' | 'channels'>[];
  head: 'gap-linear' | 'linear' | 'conv' | 'fpn' | 'other';
  /** Can an activation map be exactly the evidence of the scores, only near it, or is there none to be made. */
  cam: 'exact' | 'approximate' | 'none';
};

/** Describes a graph that `checkGraph` passed. */
export function describeNetwork(graph: Graph): NetworkDescription {
  const flow = flowOf(graph);
  const blocks = residualBlocks(graph, flow);
  const head = classActivationHead(graph) ? 'gap-linear' : headOf(graph, flow);
  return {
    opset: graph.opsets.get('') ?? 0,
    inputs: graph.inputs,
    outputs: graph.outputs,
    parameters: parametersOf(graph),
    residual: blocks.length > 0,
    variant: variantOf(blocks),
    blocks: blocks.map(({ name, shortcut, layers, activation, stride, channels }) => ({
      name,
      shortcut,
      layers,
      activation,
      stride,
      channels,
    })),
    head,
    cam: camOf(head, graph),
  };
}

const FLOATS = new Set([1, 10, 11, 16]);

function parametersOf(graph: Graph): number {
  const constants = graph.nodes.flatMap((node) =>
    node.op === 'Constant' ? (node.attributes.get('value')?.tensor ?? []) : [],
  );
  return [...graph.initializers, ...constants]
    .filter((tensor) => FLOATS.has(tensor.dataType) && tensor.dims.length > 0)
    .reduce((sum, tensor) => sum + elementCount(tensor), 0);
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
