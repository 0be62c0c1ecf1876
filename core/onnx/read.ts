import { ProblemError } from '../contract/index.ts';
import {
  type Attribute,
  ELEMENT_TYPES,
  type Graph,
  type Node,
  type Subgraph,
  type Tensor,
  type ValueInfo,
} from './model.ts';
import { refuseOtherFormats } from './sniff.ts';
import { type Field, fieldsOf, floatOf, integerOf, integersOf, messageOf, textOf, WireError } from './wire.ts';

/** Graphs within graphs that a file may have: exporters write up to four, runtimes' type inference explodes at more. */
const DEEPEST = 4;

/**
 * Reads an ONNX file without copying its weights and without judging them (`checkGraph` does).
 * Throws a ProblemError for what is no ONNX file, is cut off, or nests graphs too deep.
 */
export function readGraph(bytes: Uint8Array): Graph {
  refuseOtherFormats(bytes);
  const graph: Graph = { irVersion: 0, opsets: new Map(), functions: [], ...emptySubgraph() };
  let found = false;
  try {
    for (const field of fieldsOf(bytes)) {
      if (field.number === 1) graph.irVersion = integerOf(field);
      else if (field.number === 7) {
        found = true;
        readSubgraph(messageOf(field), graph, 0);
      } else if (field.number === 8) readOpset(messageOf(field), graph.opsets);
      else if (field.number === 25) graph.functions.push(readFunctionName(messageOf(field)));
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new ProblemError(looksLikeOnnx(bytes) ? 'onnx-cut' : 'not-onnx');
  }
  if (!found) throw new ProblemError('not-onnx');
  const weights = new Set(graph.initializers.map((tensor) => tensor.name));
  graph.inputs = graph.inputs.filter((input) => !weights.has(input.name));
  return graph;
}

/** Every ONNX file starts with its small IR version; what breaks after it was an ONNX file once. */
const looksLikeOnnx = (bytes: Uint8Array) => bytes[0] === 0x08 && bytes[1]! >= 1 && bytes[1]! < 32;

const emptySubgraph = (): Subgraph => ({ nodes: [], inputs: [], outputs: [], initializers: [] });

/** GraphProto, merged into what is there: protobuf joins a message that comes twice, and so does every runtime. */
function readSubgraph(message: Uint8Array, into: Subgraph, depth: number): Subgraph {
  if (depth > DEEPEST) throw new ProblemError('onnx-too-deep', { limit: DEEPEST });
  for (const field of fieldsOf(message)) {
    if (field.number === 1) into.nodes.push(readNode(messageOf(field), depth));
    else if (field.number === 5) into.initializers.push(readTensor(messageOf(field)));
    else if (field.number === 11) into.inputs.push(readValueInfo(messageOf(field)));
    else if (field.number === 12) into.outputs.push(readValueInfo(messageOf(field)));
    else if (field.number === 15) throw new ProblemError('onnx-sparse');
  }
  return into;
}

function readNode(message: Uint8Array, depth: number): Node {
  const node: Node = { name: '', op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) node.inputs.push(textOf(field));
    else if (field.number === 2) node.outputs.push(textOf(field));
    else if (field.number === 3) node.name = textOf(field);
    else if (field.number === 4) node.op = textOf(field);
    else if (field.number === 5) readAttribute(messageOf(field), node.attributes, depth);
    else if (field.number === 7) node.domain = domainOf(textOf(field));
  }
  return node;
}

function readAttribute(message: Uint8Array, into: Map<string, Attribute>, depth: number) {
  const attribute: Attribute = { integers: [], tensors: [], graphs: [] };
  let name = '';
  const subgraph = (bytes: Uint8Array) => readSubgraph(bytes, emptySubgraph(), depth + 1);
  for (const field of fieldsOf(message)) {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 2) attribute.float = floatOf(field);
    else if (field.number === 3) attribute.integer = integerOf(field);
    else if (field.number === 4) attribute.text = textOf(field);
    else if (field.number === 5) attribute.tensor = once(attribute.tensor, readTensor(messageOf(field)));
    else if (field.number === 6) attribute.graph = once(attribute.graph, subgraph(messageOf(field)));
    else if (field.number === 8) append(attribute.integers, field);
    else if (field.number === 10) attribute.tensors.push(readTensor(messageOf(field)));
    else if (field.number === 11) attribute.graphs.push(subgraph(messageOf(field)));
    else if (field.number === 22 || field.number === 23) throw new ProblemError('onnx-sparse');
  }
  into.set(name, attribute);
}

/** A message that comes twice would be merged by a runtime into something that was never looked at here. */
function once<T>(before: T | undefined, now: T): T {
  if (before !== undefined) throw new ProblemError('onnx-damaged');
  return now;
}

function readTensor(message: Uint8Array): Tensor {
  const tensor: Tensor = { name: '', dims: [], dataType: 0, typed: [], external: false };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) append(tensor.dims, field);
    else if (field.number === 2) tensor.dataType = integerOf(field);
    else if (field.number === 8) tensor.name = textOf(field);
    else if (field.number === 9) tensor.raw = messageOf(field);
    else if (TYPED_FIELDS.has(field.number)) tensor.typed.push(field);
    else if (field.number === 13 || (field.number === 14 && integerOf(field) !== 0)) tensor.external = true;
  }
  return tensor;
}

/** Not by spreading: a hostile file has more numbers here than a call has room for arguments. */
function append(to: number[], field: Field) {
  for (const integer of integersOf(field)) to.push(integer);
}

const TYPED_FIELDS = new Set([4, 5, 6, 7, 10, 11]);

function readValueInfo(message: Uint8Array): ValueInfo {
  const value: ValueInfo = { name: '', type: 'other' };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) value.name = textOf(field);
    else if (field.number === 2)
      for (const kind of fieldsOf(messageOf(field))) if (kind.number === 1) readTensorType(messageOf(kind), value);
  }
  return value;
}

function readTensorType(message: Uint8Array, value: ValueInfo) {
  for (const field of fieldsOf(message)) {
    if (field.number === 1) value.type = ELEMENT_TYPES[integerOf(field)]?.name ?? 'other';
    else if (field.number === 2) {
      value.shape = [];
      for (const size of fieldsOf(messageOf(field))) if (size.number === 1) value.shape.push(readSize(messageOf(size)));
    }
  }
}

function readSize(message: Uint8Array): number | string {
  let size: number | string = '?';
  for (const field of fieldsOf(message)) {
    if (field.number === 1) size = integerOf(field);
    else if (field.number === 2) size = textOf(field);
  }
  return size;
}

function readOpset(message: Uint8Array, into: Map<string, number>) {
  let domain = '';
  let version = 0;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) domain = domainOf(textOf(field));
    else if (field.number === 2) version = integerOf(field);
  }
  into.set(domain, version);
}

function readFunctionName(message: Uint8Array): string {
  let name = '';
  let domain = '';
  for (const field of fieldsOf(message)) {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 10) domain = textOf(field);
  }
  return `${domain}:${name}`;
}

const domainOf = (domain: string) => (domain === 'ai.onnx' ? '' : domain);
