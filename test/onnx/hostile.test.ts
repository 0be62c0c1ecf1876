import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProblem, problemOf } from '../../core/contract/index.ts';
import { checkGraph, classActivationHead, describeNetwork, readGraph } from '../../core/onnx/index.ts';
import {
  bool,
  endlessLoop,
  externalTensor,
  graphAttribute,
  message,
  nestedIf,
  node,
  subgraph,
  tensor,
  tensorAttribute,
  tinyResnet,
  typed,
} from './tiny.ts';

const text = (value: string) => new TextEncoder().encode(value);

/** Reads and checks, and gives the code of the problem. */
function refusal(bytes: Uint8Array): string {
  try {
    checkGraph(readGraph(bytes));
    return 'accepted';
  } catch (thrown) {
    return problemOf(thrown).code;
  }
}

const whole = tinyResnet();

describe('What is no ONNX file is named for what it is', () => {
  it.each([
    ['nothing at all', new Uint8Array(), 'onnx-empty'],
    ['half a file', whole.subarray(0, whole.length / 2), 'onnx-cut'],
    ['a web page', text('\n<!DOCTYPE html><title>Sign in</title>'), 'onnx-web-page'],
    ['a PyTorch checkpoint', text('PK\x03\x04..............................archive/data.pkl'), 'onnx-pickle'],
    ['a bare pickle', Uint8Array.of(0x80, 2, 0x8a, 10), 'onnx-pickle'],
    ['a ZIP', text('PK\x03\x04..............................model.json'), 'onnx-other-format'],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'onnx-lfs'],
    ['noise', Uint8Array.from({ length: 999 }, (_, i) => (i * 89 + 7) % 256), 'not-onnx'],
    ['a model without a graph', message([1, 8], [2, 'tiny']), 'not-onnx'],
  ])('%s', (_, bytes, code) => expect(refusal(bytes)).toBe(code));
});

describe('Weights that are elsewhere, or not what they say, are refused before a runtime sees them', () => {
  it.each(['../_canary/secret.txt', '/etc/hostname', 'a/../../secret', 'w.bin', '*/_ORT_MEM_ADDR_/*'])(
    'data in %s',
    (location) =>
      expect(refusal(tinyResnet({ stem: externalTensor('w0', [4, 1, 3, 3], location) }))).toBe('onnx-external-data'),
  );

  it('external data in a constant of a branch', () => {
    const leaf = (out: string, value: Uint8Array) =>
      subgraph('e', [node('Constant', [], [out], [tensorAttribute('value', value)])], [], [typed(out, [1, 2])]);
    const tail = [
      node('Constant', [], ['t'], [tensorAttribute('value', bool('t', true))]),
      node(
        'If',
        ['t'],
        ['y'],
        [
          graphAttribute('then_branch', leaf('a1', tensor('k', [1, 2]))),
          graphAttribute('else_branch', leaf('b1', externalTensor('k', [1, 2], '../x'))),
        ],
      ),
    ];
    expect(refusal(tinyResnet({ tail }))).toBe('onnx-external-data');
  });

  it('a weight whose attribute comes twice, as protobuf would merge it', () => {
    const twice = message([1, 'value'], [5, externalTensor('k', [1, 2], '../x')], [5, tensor('k', [1, 2])], [20, 4]);
    expect(refusal(tinyResnet({ tail: [node('Constant', [], ['y'], [twice])] }))).toBe('onnx-damaged');
  });

  it.each([
    ['2^62 numbers without data', tensor('w0', [2 ** 31, 2 ** 31], 'none'), 'onnx-weight-size'],
    ['2^40 numbers without data', tensor('w0', [2 ** 20, 2 ** 20], 'none'), 'onnx-weight-short'],
    ['a negative size', tensor('w0', [4, 1, 3, -3], 'none'), 'onnx-weight-size'],
    ['36 numbers promised, one there', tensor('w0', [4, 1, 3, 3], new Uint8Array(4)), 'onnx-weight-short'],
    ['raw and float data', tensor('w0', [4, 1, 3, 3], 'twice'), 'onnx-weight-twice'],
    ['a type that does not exist', message([1, [1]], [2, 99], [8, 'w0'], [9, new Uint8Array(4)]), 'onnx-weight-type'],
  ])('%s', (_, stem, code) => expect(refusal(tinyResnet({ stem }))).toBe(code));

  it('says how many numbers were promised and how many are there, in both languages', () => {
    try {
      checkGraph(readGraph(tinyResnet({ stem: tensor('w0', [4, 1, 3, 3], new Uint8Array(4)) })));
    } catch (thrown) {
      expect(describeProblem(problemOf(thrown), 'en').text).toBe('Weight "w0" says 36 numbers and has 1.');
      expect(describeProblem(problemOf(thrown), 'ar').text).toContain('36');
    }
  });
});

describe('Networks that cannot be run, or would never end, are refused', () => {
  const shell = node('Shell', ['z'], ['y'], [], 'evil.ops');
  it.each([
    [
      'an operator from a library of its own',
      tinyResnet({
        tail: [shell],
        domains: [
          ['', 17],
          ['evil.ops', 1],
        ],
      }),
      'onnx-operator',
    ],
    ['a misspelt operator', tinyResnet({ tail: [node('Identitty', ['z'], ['y'])] }), 'onnx-operator-unknown'],
    ['a node that needs its own result', tinyResnet({ add: ['r2', 'c2'] }), 'onnx-cycle'],
    ['a node whose input nobody makes', tinyResnet({ add: ['nowhere', 'c2'] }), 'onnx-missing-value'],
    [
      'two nodes that make one value',
      tinyResnet({ tail: [node('Identity', ['z'], ['y']), node('Relu', ['z'], ['y'])] }),
      'onnx-name-twice',
    ],
    ['a loop that never ends', endlessLoop(), 'onnx-endless-loop'],
    ['24 conditions in one another', nestedIf(24), 'onnx-too-deep'],
    ['an operator set of 2017', tinyResnet({ domains: [['', 6]] }), 'onnx-opset'],
  ])('%s', (_, bytes, code) => expect(refusal(bytes)).toBe(code));
});

describe('Odd but honest networks open', () => {
  it.each([
    ['weights in float_data', tinyResnet({ how: 'floats' })],
    [
      'a listed com.microsoft operator',
      tinyResnet({
        tail: [node('QuickGelu', ['z'], ['y'], [], 'com.microsoft')],
        domains: [
          ['', 17],
          ['com.microsoft', 1],
        ],
      }),
    ],
    ['the default domain under its other name', tinyResnet({ domains: [['ai.onnx', 17]] })],
    ['conditions three deep', nestedIf(3)],
  ])('%s', (_, bytes) => expect(refusal(bytes)).toBe('accepted'));
});

describe('Whatever the bytes', () => {
  it('a damaged network is described or refused with a sentence, never a crash', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 8 }),
        fc.nat(whole.length),
        (changes, end) => {
          const bytes = whole.slice(0, end < whole.length / 8 ? end : whole.length);
          for (const { at, byte } of changes) bytes[at] = byte;
          try {
            const graph = readGraph(bytes);
            checkGraph(graph);
            describeNetwork(graph);
            classActivationHead(graph);
          } catch (thrown) {
            expect(problemOf(thrown).code, String((thrown as Error).stack)).not.toBe('bug');
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
