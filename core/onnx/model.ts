import type { Field } from './wire.ts';

/** An ONNX file as data (onnx.proto, github.com/onnx/onnx). Payloads are views on the file's bytes. */
export type Graph = {
  irVersion: number;
  /** Operator sets by domain; the default domain is `''`. */
  opsets: Map<string, number>;
  nodes: Node[];
  /** Without the initializers that old files list as inputs too. */
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  initializers: Tensor[];
  /** Functions that the model defines itself, as `domain:name`. */
  functions: string[];
};

export type Subgraph = Pick<Graph, 'nodes' | 'inputs' | 'outputs' | 'initializers'>;

export type Node = {
  name: string;
  op: string;
  /** `''` for the default domain, also where the file says `ai.onnx`. */
  domain: string;
  /** `''` is an optional input that is left out. */
  inputs: string[];
  outputs: string[];
  attributes: Map<string, Attribute>;
};

export type Attribute = {
  integer?: number;
  integers: number[];
  float?: number;
  text?: string;
  tensor?: Tensor;
  graph?: Subgraph;
  tensors: Tensor[];
  graphs: Subgraph[];
};

export type ValueInfo = {
  name: string;
  /** Name of the element type, or `other` for sequences and the like. */
  type: string;
  /** Numbers, or names of sizes that are free. Absent where the file gives no shape. */
  shape?: (number | string)[];
};

/** A weight. Its numbers stay where they are in the file until `floatsOf` asks for them. */
export type Tensor = {
  name: string;
  dims: number[];
  dataType: number;
  /** Where its numbers are: `raw` little endian, or the fields of typed data, one kind after another. */
  raw?: Uint8Array;
  typed: Field[];
  /** Kept in another file: never read. */
  external: boolean;
};

/** Element types of TensorProto.DataType by number: name, bits of one element, and elements of typed data for one. */
export const ELEMENT_TYPES: Record<number, { name: string; bits: number; typedField: number; typedPer?: number }> = {
  1: { name: 'float32', bits: 32, typedField: 4 },
  2: { name: 'uint8', bits: 8, typedField: 5 },
  3: { name: 'int8', bits: 8, typedField: 5 },
  4: { name: 'uint16', bits: 16, typedField: 5 },
  5: { name: 'int16', bits: 16, typedField: 5 },
  6: { name: 'int32', bits: 32, typedField: 5 },
  7: { name: 'int64', bits: 64, typedField: 7 },
  8: { name: 'string', bits: 0, typedField: 6 },
  9: { name: 'bool', bits: 8, typedField: 5 },
  10: { name: 'float16', bits: 16, typedField: 5 },
  11: { name: 'float64', bits: 64, typedField: 10 },
  12: { name: 'uint32', bits: 32, typedField: 11 },
  13: { name: 'uint64', bits: 64, typedField: 11 },
  14: { name: 'complex64', bits: 64, typedField: 4, typedPer: 2 },
  15: { name: 'complex128', bits: 128, typedField: 10, typedPer: 2 },
  16: { name: 'bfloat16', bits: 16, typedField: 5 },
  17: { name: 'float8e4m3fn', bits: 8, typedField: 5 },
  18: { name: 'float8e4m3fnuz', bits: 8, typedField: 5 },
  19: { name: 'float8e5m2', bits: 8, typedField: 5 },
  20: { name: 'float8e5m2fnuz', bits: 8, typedField: 5 },
  21: { name: 'uint4', bits: 4, typedField: 5, typedPer: 0.5 },
  22: { name: 'int4', bits: 4, typedField: 5, typedPer: 0.5 },
  23: { name: 'float4e2m1', bits: 4, typedField: 5, typedPer: 0.5 },
};
