/** Writes small ONNX files by hand, right and wrong ones, without the reader that is under test (onnx.proto). */

export type Value = number | string | Uint8Array;

/** A protobuf message from pairs of a field number and its value or values. */
export function message(...fields: [number: number, value: Value | Value[]][]): Uint8Array {
  const out: number[] = [];
  for (const [number, values] of fields)
    for (const value of Array.isArray(values) ? values : [values]) {
      if (typeof value === 'number') out.push(...varint(number * 8), ...varint(value));
      else {
        const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
        out.push(...varint(number * 8 + 2), ...varint(bytes.length));
        for (const byte of bytes) out.push(byte);
      }
    }
  return Uint8Array.from(out);
}

function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  return [...out, Number(rest)];
}

export const ints = (name: string, ...values: number[]) => message([1, name], [8, values], [20, 7]);
export const int = (name: string, value: number) => message([1, name], [3, value], [20, 2]);
export const graphAttribute = (name: string, graph: Uint8Array) => message([1, name], [6, graph], [20, 5]);
export const tensorAttribute = (name: string, tensor: Uint8Array) => message([1, name], [5, tensor], [20, 4]);

export const node = (op: string, inputs: string[], outputs: string[], attributes: Uint8Array[] = [], domain = '') =>
  message([1, inputs], [2, outputs], [3, `${outputs[0]}_${op}`], [4, op], [5, attributes], [7, domain]);

/** The same node without its name. */
const nameless = (op: string, inputs: string[], outputs: string[], attributes: Uint8Array[] = []) =>
  message([1, inputs], [2, outputs], [4, op], [5, attributes]);

/** Deterministic small weights. */
export const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => (((i * 37) % 17) - 8) / 64);

const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

export function tensor(
  name: string,
  dims: number[],
  how: 'raw' | 'floats' | 'twice' | 'none' | Uint8Array = 'raw',
): Uint8Array {
  const fields: [number, Value | Value[]][] = [
    [1, dims],
    [2, 1],
    [8, name],
  ];
  const packed =
    how === 'none' || how instanceof Uint8Array ? new Uint8Array() : bytesOf(numbers(dims.reduce((a, b) => a * b, 1)));
  if (how === 'floats' || how === 'twice') fields.push([4, packed]);
  if (how === 'raw' || how === 'twice') fields.push([9, packed]);
  if (how instanceof Uint8Array) fields.push([9, how]);
  return message(...fields);
}

/** A weight in another file (StringStringEntryProto, data_location EXTERNAL). */
export const externalTensor = (name: string, dims: number[], location: string) =>
  message(
    [1, dims],
    [2, 1],
    [8, name],
    [13, [message([1, 'location'], [2, location]), message([1, 'offset'], [2, '0'])]],
    [14, 1],
  );

export const bool = (name: string, value: boolean) => message([2, 9], [8, name], [9, Uint8Array.of(value ? 1 : 0)]);

export function typed(name: string, dims: (number | string)[], type = 1): Uint8Array {
  const shape = message([1, dims.map((dim) => (typeof dim === 'number' ? message([1, dim]) : message([2, dim])))]);
  return message([1, name], [2, message([1, message([1, type], [2, shape])])]);
}

export type Parts = {
  nodes: Uint8Array[];
  weights: Uint8Array[];
  inputs?: Uint8Array[];
  outputs?: Uint8Array[];
  domains?: [string, number][];
};

export const subgraph = (name: string, nodes: Uint8Array[], inputs: Uint8Array[], outputs: Uint8Array[]) =>
  message([1, nodes], [2, name], [11, inputs], [12, outputs]);

export const model = ({
  nodes,
  weights,
  inputs = [typed('x', [1, 1, 8, 8])],
  outputs = [typed('y', [1, 2])],
  domains = [['', 17]],
}: Parts) =>
  message(
    [1, 8],
    [2, 'tiny.ts'],
    [7, message([1, nodes], [2, 'tiny'], [5, weights], [11, inputs], [12, outputs])],
    [8, domains.map(([domain, version]) => message([1, domain], [2, version]))],
  );

const same = [ints('pads', 1, 1, 1, 1), ints('kernel_shape', 3, 3)];

/** The smallest network with a residual block: stem, one block of two layers, pooled linear head. */
export function tinyResnet(
  o: {
    how?: 'raw' | 'floats' | 'twice';
    stem?: Uint8Array;
    tail?: Uint8Array[];
    add?: [string, string];
    domains?: [string, number][];
    names?: boolean;
  } = {},
) {
  const how = o.how ?? 'raw';
  const made = o.names === false ? nameless : node;
  return model({
    nodes: [
      made('Conv', ['x', 'w0'], ['c0'], same),
      made('Relu', ['c0'], ['r0']),
      made('Conv', ['r0', 'w1'], ['c1'], same),
      made('Relu', ['c1'], ['r1']),
      made('Conv', ['r1', 'w2'], ['c2'], same),
      made('Add', o.add ?? ['r0', 'c2'], ['a']),
      made('Relu', ['a'], ['r2']),
      made('GlobalAveragePool', ['r2'], ['g']),
      made('Flatten', ['g'], ['f']),
      made('Gemm', ['f', 'w3'], ['z']),
      ...(o.tail ?? [made('Identity', ['z'], ['y'])]),
    ],
    weights: [
      o.stem ?? tensor('w0', [4, 1, 3, 3], how),
      tensor('w1', [4, 4, 3, 3], how),
      tensor('w2', [4, 4, 3, 3], how),
      tensor('w3', [4, 2], how),
    ],
    domains: o.domains,
  });
}

/** A Loop without a trip count whose condition stays true. */
export function endlessLoop(): Uint8Array {
  const scalar = (name: string, type: number) =>
    message([1, name], [2, message([1, message([1, type], [2, new Uint8Array()])])]);
  const body = subgraph(
    'body',
    [node('Identity', ['c_in'], ['c_out']), node('Identity', ['v_in'], ['v_out'])],
    [scalar('i', 7), scalar('c_in', 9), typed('v_in', [1, 2])],
    [scalar('c_out', 9), typed('v_out', [1, 2])],
  );
  return tinyResnet({
    tail: [
      node('Constant', [], ['go'], [tensorAttribute('value', bool('go', true))]),
      node('Loop', ['', 'go', 'z'], ['y'], [graphAttribute('body', body)]),
    ],
  });
}

/** If in If, `depth` of them. */
export function nestedIf(depth: number): Uint8Array {
  const branch = (level: number): Uint8Array => {
    const out = `o${level}`;
    const inner =
      level <= 1
        ? node('Identity', ['z'], [out])
        : node(
            'If',
            ['t'],
            [out],
            [graphAttribute('then_branch', branch(level - 1)), graphAttribute('else_branch', leaf(`${out}e`))],
          );
    return subgraph(`g${level}`, [inner], [], [typed(out, [1, 2])]);
  };
  const leaf = (out: string) => subgraph('e', [node('Identity', ['z'], [out])], [], [typed(out, [1, 2])]);
  return tinyResnet({
    tail: [
      node('Constant', [], ['t'], [tensorAttribute('value', bool('t', true))]),
      node(
        'If',
        ['t'],
        ['y'],
        [graphAttribute('then_branch', branch(depth)), graphAttribute('else_branch', leaf('outer'))],
      ),
    ],
  });
}
