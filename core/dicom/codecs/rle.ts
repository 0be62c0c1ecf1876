import { ProblemError } from '../../contract/problems/index.ts';

const MOST_SEGMENTS = 15;
const HEADER = 64;

/**
 * Decodes one RLE frame (PS3.5 G) into `count` little-endian samples of `bytesPerSample` bytes; segments are the byte
 * planes of each sample, most significant first. `samplesPerPixel` are interleaved. Throws `ProblemError` where a
 * segment lies outside the frame or holds too little.
 */
export function decodeRle(
  bytes: Uint8Array,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const planes = samplesPerPixel * bytesPerSample;
  if (bytes.length < HEADER || view.getUint32(0, true) !== planes || planes > MOST_SEGMENTS) {
    throw new ProblemError('picture-damaged');
  }
  const out = new Uint8Array(pixels * planes);
  for (let plane = 0; plane < planes; plane++) {
    const start = view.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < planes ? view.getUint32(8 + 4 * plane, true) : bytes.length;
    if (start < HEADER || end > bytes.length || start > end) throw new ProblemError('picture-damaged');
    const sample = Math.floor(plane / bytesPerSample);
    const byte = bytesPerSample - 1 - (plane % bytesPerSample);
    unpackBits(bytes.subarray(start, end), out, sample * bytesPerSample + byte, planes, pixels);
  }
  return out;
}

/**
 * PackBits (TIFF 6.0, section 9) into every `stride`-th byte of `out` from `first` on, `count` times; more than that is
 * padding. Throws 'picture-damaged' where there is less.
 */
export function unpackBits(segment: Uint8Array, out: Uint8Array, first: number, stride: number, count: number) {
  let at = 0;
  let done = 0;
  while (done < count) {
    if (at >= segment.length) throw new ProblemError('picture-damaged');
    const control = segment[at++]!;
    if (control === 128) continue;
    const literal = control < 128;
    const run = Math.min(literal ? control + 1 : 257 - control, count - done);
    if (at + (literal ? run : 1) > segment.length) throw new ProblemError('picture-damaged');
    for (let i = 0; i < run; i++) out[first + (done + i) * stride] = segment[literal ? at + i : at]!;
    at += literal ? control + 1 : 1;
    done += run;
  }
}
