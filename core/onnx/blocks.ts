import { ACTIVATIONS, CONVOLUTIONS, NORMS, POOLS } from './families.ts';
import type { Flow } from './flow.ts';
import type { Graph, Node } from './model.ts';

/** A block y = x + F(x) (He et al. 2015, arXiv:1512.03385; pre-activation: He et al. 2016, arXiv:1603.05027). */
export type ResidualBlock = {
  name: string;
  shortcut: 'identity' | 'projection';
  /** Convolutions of F. */
  layers: number;
  /** `post`: an activation follows the sum; `pre`: F begins with one; `none`: neither (linear bottlenecks). */
  activation: 'post' | 'pre' | 'none';
  /** Product of F's strides, along the axis where it is largest. */
  stride: number;
  /** Channels out. */
  channels: number;
  /** Kernel sizes, groups and channels of each convolution of F, and whether F is gated (squeeze and excitation). */
  convolutions: Convolution[];
  gated: boolean;
  /** Names of the two summands. */
  skip: string;
  branch: string;
  /** Its name, and whether its summands are floats. */
  sum: string;
  floats: boolean;
  /** Name of what leaves the block: the sum, or the activation that only follows it. */
  output: string;
  /** Name of what enters it. */
  input: string;
  /** Indices of everything between x and y. */
  nodes: number[];
};

type Convolution = { kernel: number[]; groups: number; channels: number; stride: number; weight: string };

/** Keep the values, or only rearrange them. */
const NEUTRAL = new Set([
  'Identity',
  'Dropout',
  'Cast',
  'QuantizeLinear',
  'DequantizeLinear',
  'Pad',
  'Slice',
  'Reshape',
  'Transpose',
  'Squeeze',
  'Unsqueeze',
]);
/** With a weight they scale or shift; of two values they gate or normalise, and what they join began at their dominator. */
const ARITHMETIC = new Set(['Add', 'Sub', 'Mul', 'Div']);
const SUMS = new Set(['Add', 'Sum', 'QLinearAdd']);

type Branch = { nodes: Node[]; convolutions: Convolution[]; gated: boolean; from: string };

/** The residual blocks of a graph in the order of its data. Sums that join anything but x and F(x) are none. */
export function residualBlocks(graph: Graph, flow: Flow): ResidualBlock[] {
  const blocks: ResidualBlock[] = [];
  for (const index of flow.order) {
    const sum = graph.nodes[index]!;
    if (!SUMS.has(sum.op) || flow.dataInputs(sum).length !== 2) continue;
    const fork = flow.dominator(index);
    const [a, b] = flow.dataInputs(sum).map((name) => traceBack(name, fork, graph, flow));
    if (!a || !b || a.from !== b.from) continue;
    const [main, shortcut] = a.convolutions.length >= b.convolutions.length ? [a, b] : [b, a];
    if (main.convolutions.length < 2 || shortcut.convolutions.length > 1) continue;
    const [first, second] = flow.dataInputs(sum);
    const end = endOf(sum.outputs[0]!, graph, flow);
    blocks.push({
      name: nameOf(main, sum, blocks.length),
      shortcut: shortcut.convolutions.length === 0 ? 'identity' : 'projection',
      layers: main.convolutions.length,
      activation: activationOf(sum, main, graph, flow, fork),
      stride: main.convolutions.reduce((product, { stride }) => product * stride, 1),
      channels: main.convolutions.at(-1)!.channels,
      convolutions: main.convolutions,
      gated: main.gated,
      ...(main === a ? { branch: first!, skip: second! } : { branch: second!, skip: first! }),
      sum: sum.outputs[0]!,
      floats: sum.op !== 'QLinearAdd',
      input: a.from,
      output: end.output,
      nodes: [...between(fork, index, graph, flow), ...end.nodes],
    });
  }
  return blocks;
}

/** Everything that data passes between a fork and the sum that joins it again, the sum included. */
function between(fork: number, sum: number, graph: Graph, flow: Flow): number[] {
  const found = new Set<number>([sum]);
  for (const index of found)
    for (const name of flow.dataInputs(graph.nodes[index]!)) {
      const maker = flow.maker.get(name) ?? -1;
      if (maker >= 0 && maker !== fork) found.add(maker);
    }
  return [...found];
}

/** The activation after a sum, if all that reads the sum is that activation: σ(x), or x · σ(x). */
function endOf(sum: string, graph: Graph, flow: Flow): { output: string; nodes: number[] } {
  const readers = flow.readers.get(sum) ?? [];
  const [first, second] = readers;
  const activation = graph.nodes[first ?? -1];
  if (!activation || !ACTIVATIONS.has(activation.op)) return { output: sum, nodes: [] };
  if (readers.length === 1) return { output: activation.outputs[0]!, nodes: readers };
  const gate = graph.nodes[second ?? -1];
  const gates = readers.length === 2 && gate?.op === 'Mul' && gate.inputs.includes(activation.outputs[0]!);
  return gates ? { output: gate.outputs[0]!, nodes: readers } : { output: sum, nodes: [] };
}

/** From a summand back to the fork, or undefined where something lies between that no F of a ResNet has. */
function traceBack(name: string, fork: number, graph: Graph, flow: Flow): Branch | undefined {
  const branch: Branch = { nodes: [], convolutions: [], gated: false, from: name };
  for (let index = flow.maker.get(name) ?? -1; index !== fork; index = flow.maker.get(branch.from) ?? -1) {
    const node = graph.nodes[index];
    if (!node) return undefined;
    branch.nodes.unshift(node);
    const data = flow.dataInputs(node);
    if (CONVOLUTIONS.has(node.op)) {
      const convolution = convolutionOf(node, flow);
      if (!convolution || data.length !== 1) return undefined;
      branch.convolutions.unshift(convolution);
    } else if (ARITHMETIC.has(node.op) && data.length === 2) {
      if (node.op === 'Add') return undefined;
      const start = graph.nodes[flow.dominator(index)]?.outputs[0];
      if (start === undefined) return undefined;
      branch.gated ||= joinsConvolution(index, flow.dominator(index), graph, flow);
      branch.from = start;
      continue;
    } else if (
      !NORMS.has(node.op) &&
      !ACTIVATIONS.has(node.op) &&
      !POOLS.has(node.op) &&
      !NEUTRAL.has(node.op) &&
      !ARITHMETIC.has(node.op)
    )
      return undefined;
    branch.from = data[0] ?? '';
  }
  return branch;
}

/** Are there learned layers between a gate and where it began (squeeze and excitation), or is it a plain activation? */
function joinsConvolution(gate: number, start: number, graph: Graph, flow: Flow): boolean {
  const seen = new Set<number>();
  const open = [gate];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index === start || index < 0 || seen.has(index)) continue;
    seen.add(index);
    const node = graph.nodes[index]!;
    if (CONVOLUTIONS.has(node.op) || node.op === 'Gemm' || node.op === 'MatMul') return true;
    for (const name of flow.dataInputs(node)) open.push(flow.maker.get(name) ?? -1);
  }
  return false;
}

function convolutionOf(node: Node, flow: Flow): Convolution | undefined {
  const name = node.inputs[node.op === 'QLinearConv' ? 3 : 1] ?? '';
  const weight = flow.weight(name);
  if (!weight || weight.dims.length < 3) return undefined;
  const strides = node.attributes.get('strides')?.integers ?? [];
  return {
    kernel: weight.dims.slice(2),
    groups: node.attributes.get('group')?.integer ?? 1,
    channels: weight.dims[0]!,
    stride: Math.max(1, ...strides.slice(0, 8)),
    weight: weight.name || name,
  };
}

function activationOf(sum: Node, main: Branch, graph: Graph, flow: Flow, fork: number): ResidualBlock['activation'] {
  const first = main.nodes.find((node) => !NEUTRAL.has(node.op))!;
  if (NORMS.has(first.op) || ACTIVATIONS.has(first.op)) return 'pre';
  if (activationFollows(sum.outputs[0]!, graph, flow)) return 'post';
  // With a projection the first activation may be shared by both branches, and lie before the fork.
  const before = graph.nodes[fork];
  return before &&
    ACTIVATIONS.has(before.op) &&
    main.nodes.some((node) => ACTIVATIONS.has(node.op)) &&
    normBefore(before, graph, flow)
    ? 'pre'
    : 'none';
}

/** Every reader of the sum sees it through an activation (x · σ(x) included). */
function activationFollows(name: string, graph: Graph, flow: Flow): boolean {
  const readers = flow.readers.get(name) ?? [];
  const nodes = readers.map((index) => graph.nodes[index]);
  if (nodes.length === 1 && nodes[0] && NEUTRAL.has(nodes[0].op))
    return activationFollows(nodes[0].outputs[0]!, graph, flow);
  return (
    nodes.length > 0 &&
    nodes.some((node) => node && ACTIVATIONS.has(node.op)) &&
    nodes.every((node) => node && (ACTIVATIONS.has(node.op) || node.op === 'Mul'))
  );
}

function normBefore(activation: Node, graph: Graph, flow: Flow): boolean {
  const before = graph.nodes[flow.maker.get(flow.dataInputs(activation)[0] ?? '') ?? -1];
  return before !== undefined && NORMS.has(before.op);
}

/** What the names of its weights share (`layer1.0` of `layer1.0.conv1.weight`), else the name of its sum. */
function nameOf(main: Branch, sum: Node, position: number): string {
  const paths = main.convolutions.map(({ weight }) => weight.split(/[./]/));
  const length = paths[0]!.findIndex((part, i) => paths.some((path) => path[i] !== part));
  const shared = length > 0 ? paths[0]!.slice(0, length).join('.') : '';
  return shared || sum.name.replace(/\/Add$/, '') || `block ${position + 1}`;
}
