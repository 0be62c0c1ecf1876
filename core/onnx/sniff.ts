import { type ProblemCode, ProblemError } from '../contract/index.ts';

type Signature = { is(start: string): boolean; code: ProblemCode; format: string };

/** Files that people take for ONNX, by how they begin (one letter a byte); nothing of them is parsed. */
const OTHERS: Signature[] = [
  {
    is: (start) => /^(ï»¿)?\s*<(!doctype|html|\?xml|head|body)/i.test(start),
    code: 'onnx-web-page',
    format: 'HTML',
  },
  // A checkpoint is a ZIP with data.pkl; older ones are a bare pickle of protocol 2 to 5.
  { is: (start) => isZip(start) && start.includes('data.pkl'), code: 'onnx-pickle', format: 'PyTorch' },
  {
    is: (start) => start[0] === '\x80' && '\x02\x03\x04\x05'.includes(start[1]!),
    code: 'onnx-pickle',
    format: 'PyTorch',
  },
  { is: isZip, code: 'onnx-other-format', format: 'ZIP' },
  { is: (start) => start.startsWith('\x89HDF\r\n'), code: 'onnx-other-format', format: 'Keras (HDF5)' },
  { is: (start) => start.startsWith('TFL3', 4), code: 'onnx-other-format', format: 'TensorFlow Lite' },
  { is: (start) => start.startsWith('{"', 8), code: 'onnx-other-format', format: 'safetensors' },
  { is: (start) => start.startsWith('version https://git-lfs'), code: 'onnx-lfs', format: 'Git LFS' },
];

function isZip(start: string): boolean {
  return start.startsWith('PK\x03\x04');
}

/** Throws a ProblemError that names what the file is, where it is plainly something other than ONNX. */
export function refuseOtherFormats(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new ProblemError('onnx-empty');
  const start = String.fromCharCode(...bytes.subarray(0, 512));
  const other = OTHERS.find(({ is }) => is(start));
  if (other) throw new ProblemError(other.code, { format: other.format });
}
