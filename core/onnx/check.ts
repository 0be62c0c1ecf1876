import { nearestName, ProblemError } from '../contract/index.ts';
import { isEndless, scopeOf } from './loop.ts';
import type { Graph, Node, Subgraph } from './model.ts';
import { ALLOWED_OPERATORS } from './operators.ts';
import { checkTensor } from './tensor.ts';

/** Least operator set that still runs the same everywhere (ONNX 1.2, 2018). */
const OLDEST_OPSET = 7;

/** Far above any image network (ResNet-152: about 500), and low enough to look at each against each. */
const MOST_NODES = 20_000;

/**
 * Refuses, by a ProblemError, a network that a runtime must not be handed: weights in other files or of lying sizes,
 * operators outside the lists, values that nobody makes or that need themselves, loops without an end (HOSTILE 26–29).
 */
export function checkGraph(graph: Graph): void {
  const opset = graph.opsets.get('') ?? 0;
  if (opset < OLDEST_OPSET) throw new ProblemError('onnx-opset', { opset, oldest: OLDEST_OPSET });
  const [own] = graph.functions;
  if (own !== undefined) throw new ProblemError('onnx-operator', { operator: own });
  if (graph.nodes.length > MOST_NODES)
    throw new ProblemError('onnx-too-large', { nodes: graph.nodes.length, limit: MOST_NODES });
  if (graph.nodes.length === 0 || graph.outputs.length === 0) throw new ProblemError('onnx-no-network');
  checkOperatorsAndWeights(graph);
  checkWiring(graph, new Set());
  checkLoops(graph);
}

function checkOperatorsAndWeights(graph: Subgraph): void {
  for (const tensor of graph.initializers) checkTensor(tensor);
  for (const node of graph.nodes) {
    checkOperator(node);
    for (const attribute of node.attributes.values()) {
      if (attribute.tensor) checkTensor(attribute.tensor);
      for (const tensor of attribute.tensors) checkTensor(tensor);
    }
    for (const inner of subgraphsOf(node)) checkOperatorsAndWeights(inner);
  }
}

function checkOperator(node: Node): void {
  const known = ALLOWED_OPERATORS.get(node.domain);
  if (known?.has(node.op)) return;
  const operator = `${node.domain && `${node.domain}:`}${node.op}`;
  const nearest = known && nearestName(node.op, [...known]);
  if (nearest === undefined) throw new ProblemError('onnx-operator', { operator });
  throw new ProblemError('onnx-operator-unknown', { operator, nearest });
}

const subgraphsOf = (node: Node): Subgraph[] =>
  [...node.attributes.values()].flatMap(({ graph, graphs }) => (graph ? [graph, ...graphs] : graphs));

/** Every value that is read is made once, before it is read, by something; `outer` is what surrounds a subgraph. */
function checkWiring(graph: Subgraph, outer: ReadonlySet<string>): void {
  const given = new Set([...graph.inputs, ...graph.initializers].map((value) => value.name));
  const maker = new Map<string, number>();
  graph.nodes.forEach((node, index) => {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (maker.has(output) || given.has(output)) throw new ProblemError('onnx-name-twice', { name: output });
      maker.set(output, index);
    }
  });
  const inScope = new Set([...outer, ...given, ...maker.keys()]);
  for (const output of graph.outputs)
    if (!inScope.has(output.name)) throw new ProblemError('onnx-missing-value', { name: output.name, node: 'output' });

  const needs = graph.nodes.map((node) => {
    const reads = [...node.inputs, ...freeNames(node)].filter((name) => name !== '');
    const missing = reads.find((name) => !inScope.has(name));
    if (missing !== undefined)
      throw new ProblemError('onnx-missing-value', { name: missing, node: node.name || node.op });
    for (const inner of subgraphsOf(node)) checkWiring(inner, inScope);
    return reads.map((name) => maker.get(name)).filter((index) => index !== undefined);
  });
  const looping = firstOnCycle(needs);
  if (looping !== undefined) {
    const node = graph.nodes[looping]!;
    throw new ProblemError('onnx-cycle', { node: node.name || node.op });
  }
}

/** Names that the subgraphs of a node read from around them. */
function freeNames(node: Node): string[] {
  return subgraphsOf(node).flatMap((inner) => {
    const own = new Set([...inner.inputs, ...inner.initializers].map((value) => value.name));
    for (const each of inner.nodes) for (const output of each.outputs) own.add(output);
    const reads = [
      ...inner.nodes.flatMap((each) => [...each.inputs, ...freeNames(each)]),
      ...inner.outputs.map((o) => o.name),
    ];
    return reads.filter((name) => name !== '' && !own.has(name));
  });
}

/** Kahn's algorithm: a node that is never ready, or undefined where all can be put in an order. */
function firstOnCycle(needs: number[][]): number | undefined {
  const waiting = needs.map((list) => list.length);
  const readers: number[][] = needs.map(() => []);
  needs.forEach((list, reader) => {
    for (const maker of list) readers[maker]!.push(reader);
  });
  const ready = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let next = ready.pop(); next !== undefined; next = ready.pop())
    for (const reader of readers[next]!) if (--waiting[reader]! === 0) ready.push(reader);
  const stuck = waiting.findIndex((count) => count > 0);
  return stuck < 0 ? undefined : stuck;
}

function checkLoops(graph: Subgraph): void {
  const scope = scopeOf(graph);
  for (const node of graph.nodes) {
    if (node.op === 'Loop' && isEndless(node, scope))
      throw new ProblemError('onnx-endless-loop', { node: node.name || 'Loop' });
    for (const inner of subgraphsOf(node)) checkLoops(inner);
  }
}
