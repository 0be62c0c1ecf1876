import { ACTIVATIONS, CONVOLUTIONS, NORMS } from './families.ts';
import type { Flow } from './flow.ts';
import type { Graph, Node } from './model.ts';
import { elementCount, floatsOf, int64sOf } from './tensor.ts';

/** Shapes of the values of a graph, by name, as far as they follow from the shape of its first input. */
export type Shapes = ReadonlyMap<string, number[]>;

const KEEP = new Set([
  ...NORMS,
  ...ACTIVATIONS,
  ...['Identity', 'Dropout', 'Cast', 'QuantizeLinear', 'DequantizeLinear', 'Softmax', 'LogSoftmax', 'Neg', 'Abs'],
  ...['Sqrt', 'Exp', 'Log', 'Erf', 'Floor', 'Ceil', 'Round', 'Reciprocal', 'Not', 'Hardmax', 'CumSum'],
]);
const BROADCAST = new Set(['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Max', 'Min', 'Mean', 'Pow', 'Where', 'Equal', 'Less']);
const GLOBAL_POOLS = new Set(['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool', 'QLinearGlobalAveragePool']);
const WINDOWED_POOLS = new Set(['MaxPool', 'AveragePool', 'LpPool', 'NhwcMaxPool', 'QLinearAveragePool']);

/**
 * Shape inference as onnx.ai/onnx/operators describes each operator, with a batch of one. `input` is the shape of the
 * first input, else the one that the file gives, if it is whole. What cannot be known is left out.
 */
export function shapesOf(graph: Graph, flow: Flow, input = fixedShape(graph)): Shapes {
  const shapes = new Map<string, number[]>();
  /** Small integers that are computed on the way: shapes, sizes, axes. */
  const integers = new Map<string, number[]>();
  for (const weight of graph.initializers) shapes.set(weight.name, weight.dims);
  if (input) shapes.set(graph.inputs[0]!.name, input);

  const shape = (name: string | undefined) => (name ? shapes.get(name) : undefined);
  const numbers = (name: string | undefined): number[] | undefined => {
    const known = name ? integers.get(name) : undefined;
    if (known || !name) return known;
    const weight = flow.weight(name);
    return weight && elementCount(weight) <= 64 ? int64sOf(weight) : undefined;
  };

  for (const index of flow.order) {
    const node = graph.nodes[index]!;
    const values = integersOf(node, shape, numbers);
    if (values) integers.set(node.outputs[0]!, values);
    for (const [n, name] of node.outputs.entries()) {
      const found = outputShape(node, n, shape, numbers, (weight) => floatScales(flow, weight));
      if (found?.every((size) => Number.isInteger(size) && size >= 0)) shapes.set(name, found);
    }
  }
  return shapes;
}

/** The first input's shape in the file: whole but for the batch, which is one. */
function fixedShape(graph: Graph): number[] | undefined {
  const [, ...rest] = graph.inputs[0]?.shape ?? [];
  return rest.length > 0 && rest.every((size) => typeof size === 'number' && size > 0)
    ? [1, ...(rest as number[])]
    : undefined;
}

type ShapeOf = (name: string | undefined) => number[] | undefined;

function outputShape(
  node: Node,
  output: number,
  shape: ShapeOf,
  numbers: ShapeOf,
  scales: ShapeOf,
): number[] | undefined {
  const { op, inputs } = node;
  if (op === 'Constant') return node.attributes.get('value')?.tensor?.dims;
  const first = shape(inputs[0]);
  if (BROADCAST.has(op)) return broadcast(inputs.map(shape));
  if (op === 'QLinearAdd' || op === 'QLinearMul') return broadcast([first, shape(inputs[3])]);
  if (!first) return undefined;
  if (KEEP.has(op)) return output === 0 || op === 'Dropout' ? first : undefined;
  const whole = (name: string) => node.attributes.get(name)?.integer;
  const list = (name: string, input: number) => numbers(inputs[input]) ?? node.attributes.get(name)?.integers;
  const axisOf = (axis: number, rank = first.length) => (axis < 0 ? axis + rank : axis);

  if (CONVOLUTIONS.has(op)) {
    const kernel = shape(inputs[op === 'QLinearConv' ? 3 : 1]);
    return kernel && [first[0]!, kernel[0]!, ...windowed(node, first.slice(2), kernel.slice(2))];
  }
  if (WINDOWED_POOLS.has(op))
    return [...first.slice(0, 2), ...windowed(node, first.slice(2), node.attributes.get('kernel_shape')!.integers)];
  if (GLOBAL_POOLS.has(op)) return first.map((size, axis) => (axis < 2 ? size : 1));
  if (op.startsWith('Reduce') || op === 'ArgMax' || op === 'ArgMin') {
    const listed = op.startsWith('Arg') ? [whole('axis') ?? 0] : list('axes', 1);
    const axes = listed?.length ? listed.map((axis) => axisOf(axis)) : first.map((_, axis) => axis);
    if (whole('keepdims') === 0) return first.filter((_, axis) => !axes.includes(axis));
    return first.map((size, axis) => (axes.includes(axis) ? 1 : size));
  }

  switch (op) {
    case 'ConvTranspose':
      return transposed(node, first, shape(inputs[1]));
    case 'Concat': {
      const all = inputs.map(shape);
      const axis = axisOf(whole('axis') ?? 1);
      if (all.some((one) => !one)) return undefined;
      return first.map((size, n) => (n === axis ? all.reduce((sum, one) => sum + one![n]!, 0) : size));
    }
    case 'Flatten': {
      const axis = axisOf(whole('axis') ?? 1);
      return [product(first.slice(0, axis)), product(first.slice(axis))];
    }
    case 'Gemm': {
      const second = shape(inputs[1]);
      return second && [first[whole('transA') ? 1 : 0]!, second[whole('transB') ? 0 : 1]!];
    }
    case 'MatMul': {
      const second = shape(inputs[1]);
      return second && second.length > 1 ? [...first.slice(0, -1), second.at(-1)!] : undefined;
    }
    case 'Transpose': {
      const order = node.attributes.get('perm')?.integers ?? first.map((_, n) => n).reverse();
      return order.map((axis) => first[axis]!);
    }
    case 'Reshape':
      return reshaped(first, numbers(inputs[1]));
    case 'Expand':
      return broadcast([first, numbers(inputs[1])]);
    case 'Squeeze': {
      const axes = list('axes', 1)?.map((axis) => axisOf(axis));
      return first.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1));
    }
    case 'Unsqueeze': {
      const axes = list('axes', 1);
      return axes && unsqueezed(first, axes);
    }
    case 'Pad': {
      const pads = list('pads', 1);
      return pads && first.map((size, n) => size + pads[n]! + pads[n + first.length]!);
    }
    case 'Resize':
    case 'Upsample': {
      const sizes = numbers(inputs[3]);
      if (sizes?.length) return sizes.length === first.length ? sizes : undefined;
      const by = scales(inputs[op === 'Resize' ? (inputs.length > 2 ? 2 : 1) : 1]);
      return by && first.map((size, n) => Math.floor(size * by[n]!));
    }
    case 'Slice':
      return sliced(node, first, list);
    case 'Split': {
      const axis = axisOf(whole('axis') ?? 0);
      const parts = list('split', 1);
      const own = parts ? parts[output]! : first[axis]! / node.outputs.length;
      return first.map((size, n) => (n === axis ? own : size));
    }
    case 'Gather': {
      const axis = axisOf(whole('axis') ?? 0);
      const indices = shape(inputs[1]);
      return indices && [...first.slice(0, axis), ...indices, ...first.slice(axis + 1)];
    }
    case 'DepthToSpace': {
      const block = whole('blocksize') ?? 1;
      return first.map((size, n) => (n === 0 ? size : n === 1 ? size / block ** (first.length - 2) : size * block));
    }
    case 'Shape':
      return [first.length];
    default:
      return undefined;
  }
}

/** The integers that a node of shape arithmetic makes, or undefined. */
function integersOf(node: Node, shape: ShapeOf, numbers: ShapeOf): number[] | undefined {
  const { op, inputs } = node;
  const whole = (name: string) => node.attributes.get(name)?.integer;
  if (op === 'Shape') return shape(inputs[0])?.slice(whole('start') ?? 0, whole('end'));
  const first = numbers(inputs[0]);
  if (!first) return undefined;
  const second = numbers(inputs[1]);
  const pair = (join: (a: number, b: number) => number) =>
    second &&
    Array.from({ length: Math.max(first.length, second.length) }, (_, n) => join(at(first, n), at(second, n)));
  switch (op) {
    case 'Identity':
    case 'Cast':
    case 'Unsqueeze':
    case 'Squeeze':
    case 'Floor':
      return first;
    case 'Gather':
      return second?.map((n) => first.at(n)!);
    case 'Concat': {
      const all = inputs.map(numbers);
      return all.every((one) => one !== undefined) ? all.flat() : undefined;
    }
    case 'Slice': {
      const ends = numbers(inputs[2]) ?? node.attributes.get('ends')?.integers;
      const starts = second ?? node.attributes.get('starts')?.integers;
      return starts && ends && first.slice(starts[0], ends[0]);
    }
    case 'Add':
      return pair((a, b) => a + b);
    case 'Sub':
      return pair((a, b) => a - b);
    case 'Mul':
      return pair((a, b) => a * b);
    case 'Div':
      return pair((a, b) => Math.trunc(a / b));
    default:
      return undefined;
  }
}

const product = (sizes: number[]) => sizes.reduce((all, size) => all * size, 1);
const at = (values: number[], n: number) => values[values.length === 1 ? 0 : n]!;

function broadcast(all: (number[] | undefined)[]): number[] | undefined {
  if (all.some((one) => !one)) return undefined;
  const rank = Math.max(...all.map((one) => one!.length));
  return Array.from({ length: rank }, (_, n) => {
    const sizes = all.map((one) => one![one!.length - rank + n] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

/** Sizes after a convolution's or a pool's window has moved over each axis. */
function windowed(node: Node, space: number[], kernel: number[]): number[] {
  const numbersOf = (name: string) => node.attributes.get(name)?.integers ?? [];
  const [strides, dilations, pads] = [numbersOf('strides'), numbersOf('dilations'), numbersOf('pads')];
  const auto = node.attributes.get('auto_pad')?.text ?? 'NOTSET';
  const round = node.attributes.get('ceil_mode')?.integer ? Math.ceil : Math.floor;
  return space.map((size, axis) => {
    const stride = strides[axis] ?? 1;
    if (auto.startsWith('SAME')) return Math.ceil(size / stride);
    const reach = (dilations[axis] ?? 1) * (kernel[axis]! - 1) + 1;
    const padding = auto === 'VALID' ? 0 : (pads[axis] ?? 0) + (pads[axis + space.length] ?? 0);
    return round((size + padding - reach) / stride) + 1;
  });
}

function transposed(node: Node, first: number[], kernel: number[] | undefined): number[] | undefined {
  if (!kernel) return undefined;
  const numbersOf = (name: string) => node.attributes.get(name)?.integers ?? [];
  const given = numbersOf('output_shape');
  const [strides, dilations, pads, more] = ['strides', 'dilations', 'pads', 'output_padding'].map(numbersOf);
  const axes = first.length - 2;
  const space = first.slice(2).map((size, axis) => {
    const reach = (dilations![axis] ?? 1) * (kernel[axis + 2]! - 1) + 1;
    const padding = (pads![axis] ?? 0) + (pads![axis + axes] ?? 0);
    return (strides![axis] ?? 1) * (size - 1) + (more![axis] ?? 0) + reach - padding;
  });
  const groups = node.attributes.get('group')?.integer ?? 1;
  return [first[0]!, kernel[1]! * groups, ...(given.length > 0 ? given.slice(-axes) : space)];
}

/** 0 keeps a size, −1 takes what is left. */
function reshaped(first: number[], wanted: number[] | undefined): number[] | undefined {
  if (!wanted) return undefined;
  const sizes = wanted.map((size, n) => (size === 0 ? first[n]! : size));
  const known = product(sizes.filter((size) => size !== -1));
  return sizes.map((size) => (size === -1 ? product(first) / known : size));
}

function unsqueezed(first: number[], axes: number[]): number[] {
  const rank = first.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...first];
  return Array.from({ length: rank }, (_, n) => (added.has(n) ? 1 : rest.shift()!));
}

function sliced(
  node: Node,
  first: number[],
  list: (name: string, input: number) => number[] | undefined,
): number[] | undefined {
  const [starts, ends] = [list('starts', 1), list('ends', 2)];
  if (!starts || !ends) return undefined;
  const axes = list('axes', 3) ?? starts.map((_, n) => n);
  const steps = node.inputs[4] ? list('steps', 4) : starts.map(() => 1);
  if (!steps) return undefined;
  const sizes = [...first];
  axes.forEach((given, n) => {
    const axis = given < 0 ? given + first.length : given;
    const size = first[axis]!;
    const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
    sizes[axis] = Math.max(0, Math.ceil((clamp(ends[n]!) - clamp(starts[n]!)) / Math.abs(steps[n]!)));
  });
  return sizes;
}

function floatScales(flow: Flow, name: string | undefined): number[] | undefined {
  const weight = name ? flow.weight(name) : undefined;
  const values = weight && elementCount(weight) > 0 ? floatsOf(weight) : undefined;
  return values && [...values];
}
