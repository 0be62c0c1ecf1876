import type { Node, Subgraph, Tensor } from './model.ts';
import { boolOf, int64sOf } from './tensor.ts';

/** A trip count above this is no count: PyTorch writes 2⁶³ − 1 for `while`. */
const MOST_TRIPS = 2 ** 31;

/** Who makes each value of a graph, and its weights by name. */
export type Scope = { makers: Map<string, Node>; weights: Map<string, Tensor> };

export const scopeOf = (graph: Subgraph): Scope => ({
  makers: new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const))),
  weights: new Map(graph.initializers.map((tensor) => [tensor.name, tensor])),
});

/**
 * Can it be seen from the graph alone that a Loop (onnx.ai/onnx/operators/onnx__Loop.html) never ends? It has no trip
 * count, and its condition is missing, or true and handed on as it was. Loops whose condition is computed end, or are
 * killed at the model's time limit.
 */
export function isEndless(loop: Node, around: Scope): boolean {
  const [tripCount = '', condition = ''] = loop.inputs;
  const counts = tripCount === '' ? undefined : constantOf(tripCount, around);
  const trips = counts && int64sOf(counts)?.[0];
  if (tripCount !== '' && (trips === undefined || trips <= MOST_TRIPS)) return false;

  const body = loop.attributes.get('body')?.graph;
  const conditionOut = body?.outputs[0]?.name;
  if (!body || conditionOut === undefined) return false;
  const inside = scopeOf(body);
  const source = sourceOf(conditionOut, inside);
  if (source === body.inputs[1]?.name) return condition === '' || isTrue(condition, around);
  return isTrue(source, inside) || isTrue(source, around);
}

function isTrue(name: string, scope: Scope): boolean {
  const tensor = constantOf(name, scope);
  return tensor !== undefined && boolOf(tensor) === true;
}

/** Follows a value back through nodes that do not change it. */
function sourceOf(name: string, { makers }: Scope): string {
  let current = name;
  for (let steps = 0; steps < makers.size; steps++) {
    const maker = makers.get(current);
    if (maker?.op !== 'Identity' && maker?.op !== 'Cast') break;
    current = maker.inputs[0] ?? '';
  }
  return current;
}

function constantOf(name: string, scope: Scope): Tensor | undefined {
  const source = sourceOf(name, scope);
  return scope.makers.get(source)?.attributes.get('value')?.tensor ?? scope.weights.get(source);
}
