import { flowOf } from './flow.ts';
import type { Graph, Node } from './model.ts';
import { floatsOf, int64sOf } from './tensor.ts';

/**
 * A head whose class scores are a weighted mean of the last feature map, so that the map weighted the same way shows
 * exactly where a score comes from (class activation mapping, Zhou et al. 2016, arXiv:1512.04150).
 */
export type ClassActivationHead = {
  /** Name of the tensor that is pooled: [N, channels, …space], or [N, …space, channels]. */
  featureMap: string;
  channelsLast: boolean;
  /** [classes × channels], row by row; the bias is not part of the map. */
  weight: Float32Array;
  /** One a class: score = mean of the class's map + bias. */
  bias: Float32Array;
  classes: number;
  channels: number;
};

/** What may stand between the linear layer and the output without changing which pixels a score comes from. */
const AFTER = new Set(['Softmax', 'LogSoftmax', 'Sigmoid', 'Identity', 'Cast', 'Mul', 'Div']);
/** What may stand between pooling and the linear layer without changing a number. */
const BETWEEN = new Set(['Flatten', 'Reshape', 'Squeeze', 'Identity', 'Dropout', 'Cast']);

/** The head of the graph's first output that has one, or undefined: then no activation map is exact. */
export function classActivationHead(graph: Graph): ClassActivationHead | undefined {
  const flow = flowOf(graph);
  const makerOf = (name: string): Node | undefined => graph.nodes[flow.maker.get(name) ?? -1];
  const data = (node: Node): string => flow.dataInputs(node)[0] ?? '';
  const back = (name: string, through: ReadonlySet<string>): string => {
    let current = name;
    for (
      let node = makerOf(current);
      node && through.has(node.op) && flow.dataInputs(node).length === 1;
      node = makerOf(current)
    )
      current = data(node);
    return current;
  };

  for (const output of graph.outputs) {
    const linear = linearLayer(back(output.name, AFTER));
    const pool = linear && makerOf(back(linear.input, BETWEEN));
    const order = pool && globalAverage(pool);
    if (order) {
      const { classes, channels, weight, bias } = linear;
      return { featureMap: data(pool), channelsLast: order === 'last', weight, bias, classes, channels };
    }
  }
  return undefined;

  function linearLayer(
    name: string,
  ): (Omit<ClassActivationHead, 'featureMap' | 'channelsLast'> & { input: string }) | undefined {
    let node = makerOf(back(name, BETWEEN));
    let added: string | undefined;
    // MatMul + Add
    if (node?.op === 'Add' && flow.dataInputs(node).length === 1) {
      const input = data(node);
      added = node.inputs.find((other) => other !== input);
      node = makerOf(input);
    }
    if (!node || flow.dataInputs(node).length !== 1) return undefined;
    const weight = flow.weight(node.inputs[1] ?? '');
    const values = weight && floatsOf(weight);
    if (!values || node.inputs[0] !== data(node)) return undefined;
    const [first = 0, second = 0, ...space] = weight.dims;
    const own = node.op === 'MatMul' ? undefined : node.inputs[2];
    const beta = node.attributes.get('beta')?.float ?? 1;
    const biasOf = (classes: number) => {
      const terms = [vector(own), vector(added)];
      return Float32Array.from({ length: classes }, (_, c) => beta * at(terms[0], c) + at(terms[1], c));
    };
    if (node.op === 'Conv' && space.every((size) => size === 1))
      return { input: data(node), weight: values, bias: biasOf(first), classes: first, channels: second };
    if (weight.dims.length !== 2) return undefined;
    if (node.op === 'MatMul')
      return {
        input: data(node),
        weight: transposed(values, first, second),
        bias: biasOf(second),
        classes: second,
        channels: first,
      };
    if (node.op !== 'Gemm' || node.attributes.get('transA')?.integer) return undefined;
    const alpha = node.attributes.get('alpha')?.float ?? 1;
    const scaled = values.map((value) => value * alpha);
    return node.attributes.get('transB')?.integer
      ? { input: data(node), weight: scaled, bias: biasOf(first), classes: first, channels: second }
      : {
          input: data(node),
          weight: transposed(scaled, first, second),
          bias: biasOf(second),
          classes: second,
          channels: first,
        };
  }

  /** A weight of one number a class, or one for all. */
  function vector(name: string | undefined): Float32Array | undefined {
    const tensor = name ? flow.weight(name) : undefined;
    return tensor && floatsOf(tensor);
  }

  /** Where the channels are that a node leaves when it averages over all of space; undefined if it does not. */
  function globalAverage(node: Node): 'first' | 'last' | undefined {
    if (node.op === 'GlobalAveragePool') return 'first';
    if (node.op !== 'ReduceMean') return undefined;
    const given = flow.weight(node.inputs[1] ?? '');
    const axes = node.attributes.get('axes')?.integers ?? (given && int64sOf(given)) ?? [];
    const over = String([...axes].sort((a, b) => a - b));
    if (['2,3', '2,3,4', '-2,-1', '-3,-2,-1'].includes(over)) return 'first';
    return ['1,2', '1,2,3', '-3,-2', '-4,-3,-2'].includes(over) ? 'last' : undefined;
  }
}

const at = (values: Float32Array | undefined, n: number) => values?.[values.length === 1 ? 0 : n] ?? 0;

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}
