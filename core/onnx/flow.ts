import type { Graph, Node, Tensor } from './model.ts';

/** Where the data of an image flows through a checked graph, without the weights and the arithmetic of shapes. */
export type Flow = {
  /** Node indices so that each comes after those that it reads. */
  order: number[];
  /** The node that makes a value; undefined for inputs and weights. */
  maker: Map<string, number>;
  /** Nodes that read a value, and graph outputs as −1. */
  readers: Map<string, number[]>;
  /** Is a value the same whatever the input: a weight, or made of weights alone? */
  constant(name: string): boolean;
  /** The weight behind a name, through nodes that keep its numbers in place (casts, dequantisation). */
  weight(name: string): Tensor | undefined;
  /** Values that a node reads data from, not weights or shapes. */
  dataInputs(node: Node): string[];
  /** The last node that all data to a node passes through; −1 is the graph's input. */
  dominator(index: number): number;
};

/** Only the first input is data; the others are shapes, sizes, axes or weights. */
const SHAPE_FED = new Set([
  'Reshape',
  'Resize',
  'Upsample',
  'Slice',
  'Pad',
  'Expand',
  'Tile',
  'Squeeze',
  'Unsqueeze',
  'Clip',
  'Split',
]);
const KEEPS_NUMBERS = new Set(['Identity', 'Cast', 'DequantizeLinear', 'QuantizeLinear']);

export function flowOf(graph: Graph): Flow {
  const maker = new Map<string, number>();
  const readers = new Map<string, number[]>();
  graph.nodes.forEach((node, index) => {
    for (const output of node.outputs) maker.set(output, index);
    for (const input of node.inputs) note(readers, input, index);
  });
  for (const output of graph.outputs) note(readers, output.name, -1);
  const order = orderOf(graph.nodes, maker);
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));

  const constants = new Set(weights.keys());
  for (const index of order) {
    const { inputs, outputs } = graph.nodes[index]!;
    if (inputs.every((name) => name === '' || constants.has(name))) for (const output of outputs) constants.add(output);
  }

  function weight(name: string): Tensor | undefined {
    let current = name;
    for (let steps = 0; steps <= graph.nodes.length; steps++) {
      const node = graph.nodes[maker.get(current) ?? -1];
      if (!node) return weights.get(current);
      if (node.op === 'Constant') return node.attributes.get('value')?.tensor;
      if (!KEEPS_NUMBERS.has(node.op)) return undefined;
      current = node.inputs[0] ?? '';
    }
    return undefined;
  }

  const dataInputs = (node: Node) =>
    (SHAPE_FED.has(node.op) ? node.inputs.slice(0, 1) : node.inputs).filter(
      (name) => name !== '' && !constants.has(name),
    );

  const dominators = dominatorsOf(graph.nodes, order, (node) => dataInputs(node).map((name) => maker.get(name) ?? -1));
  return {
    order,
    maker,
    readers,
    constant: (name) => constants.has(name),
    weight,
    dataInputs,
    dominator: (index) => dominators[index] ?? -1,
  };
}

function note(readers: Map<string, number[]>, name: string, index: number) {
  const known = readers.get(name);
  if (known) known.push(index);
  else readers.set(name, [index]);
}

function orderOf(nodes: Node[], maker: Map<string, number>): number[] {
  const waiting = nodes.map((node) => node.inputs.filter((name) => maker.has(name)).length);
  const readers: number[][] = nodes.map(() => []);
  nodes.forEach((node, reader) => {
    for (const name of node.inputs) if (maker.has(name)) readers[maker.get(name)!]!.push(reader);
  });
  const order = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let at = 0; at < order.length; at++)
    for (const reader of readers[order[at]!]!) if (--waiting[reader]! === 0) order.push(reader);
  return order;
}

/** Immediate dominators in a graph without cycles, in one pass (Cooper, Harvey, Kennedy 2001). */
function dominatorsOf(nodes: Node[], order: number[], before: (node: Node) => number[]): number[] {
  const dominators: number[] = [];
  const depth: number[] = [];
  const depthOf = (index: number) => (index < 0 ? 0 : depth[index]!);
  const common = (a: number, b: number): number => {
    while (a !== b) {
      if (depthOf(a) >= depthOf(b)) a = dominators[a]!;
      else b = dominators[b]!;
    }
    return a;
  };
  for (const index of order) {
    const [first = -1, ...others] = before(nodes[index]!);
    dominators[index] = others.reduce(common, first);
    depth[index] = depthOf(dominators[index]!) + 1;
  }
  return dominators;
}
