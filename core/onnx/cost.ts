import { CONVOLUTIONS } from './families.ts';
import type { Flow } from './flow.ts';
import type { Graph, Node, Tensor } from './model.ts';
import type { Shapes } from './shapes.ts';
import { elementCount } from './tensor.ts';

/** What nodes cost: numbers in their weights, and multiply–adds on one input, where its shape is known. */
export type Cost = { parameters: number; multiplyAdds?: number };

const FLOATS = new Set([1, 10, 11, 16]);
const BYTES = new Set([2, 3]);

/** Is a tensor learned: floats, or the eight-bit weights of a quantised network, not the lists of a shape. */
const isLearned = ({ dataType, dims }: Tensor) =>
  (FLOATS.has(dataType) && dims.length > 0) || (BYTES.has(dataType) && dims.length > 1);

/** Costs of groups of nodes; a weight that several read is counted with the first group that reads it. */
export function costsOf(groups: number[][], graph: Graph, flow: Flow, shapes: Shapes): Cost[] {
  const counted = new Set<Tensor>();
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));

  /** The weights that a constant is made of. */
  function behind(name: string): Tensor[] {
    const own = weights.get(name);
    if (own) return [own];
    const maker = graph.nodes[flow.maker.get(name) ?? -1];
    const value = maker?.attributes.get('value')?.tensor;
    return value ? [value] : (maker?.inputs.flatMap(behind) ?? []);
  }

  return groups.map((nodes) => {
    let parameters = 0;
    let multiplyAdds: number | undefined = 0;
    for (const index of nodes) {
      const node = graph.nodes[index]!;
      for (const tensor of node.inputs.filter((name) => name && flow.constant(name)).flatMap(behind)) {
        if (counted.has(tensor) || !isLearned(tensor)) continue;
        counted.add(tensor);
        parameters += elementCount(tensor);
      }
      const own = multiplyAddsOf(node, shapes);
      multiplyAdds = multiplyAdds === undefined || own === undefined ? undefined : multiplyAdds + own;
    }
    return multiplyAdds === undefined ? { parameters } : { parameters, multiplyAdds };
  });
}

/** Of one node; undefined where a shape that it takes is not known. */
function multiplyAddsOf({ op, inputs, outputs, attributes }: Node, shapes: Shapes): number | undefined {
  const sizeOf = (name: string | undefined) => {
    const shape = name ? shapes.get(name) : undefined;
    return shape?.reduce((all, size) => all * size, 1);
  };
  const of = (count: number | undefined, each: number | undefined) =>
    count === undefined || each === undefined ? undefined : count * each;
  if (CONVOLUTIONS.has(op)) {
    const kernel = shapes.get(inputs[op === 'QLinearConv' ? 3 : 1]!);
    return of(
      sizeOf(outputs[0]),
      kernel?.slice(1).reduce((all, size) => all * size, 1),
    );
  }
  if (op === 'ConvTranspose') {
    const kernel = shapes.get(inputs[1]!);
    return of(
      sizeOf(inputs[0]),
      kernel?.slice(1).reduce((all, size) => all * size, 1),
    );
  }
  if (op === 'Gemm') return of(sizeOf(outputs[0]), shapes.get(inputs[0]!)?.[attributes.get('transA')?.integer ? 0 : 1]);
  if (op === 'MatMul') return of(sizeOf(outputs[0]), shapes.get(inputs[0]!)?.at(-1));
  return 0;
}
