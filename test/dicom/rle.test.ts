import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../../core/contract/index.ts';
import { decodeRle } from '../../core/dicom/codecs/rle.ts';

/** PackBits as PS3.5 G.3.1 describes an encoder: runs of three and more as runs, the rest literally. */
function packBits(plane: Uint8Array): number[] {
  const out: number[] = [];
  let at = 0;
  while (at < plane.length) {
    let run = 1;
    while (run < 128 && plane[at + run] === plane[at] && at + run < plane.length) run++;
    if (run >= 3) {
      out.push(257 - run, plane[at]!);
      at += run;
      continue;
    }
    const literal = Math.min(128, plane.length - at, run + 1);
    out.push(literal - 1, ...plane.subarray(at, at + literal));
    at += literal;
  }
  return out.length % 2 ? [...out, 0] : out;
}

function encode(bytes: Uint8Array, samples: number, size: number): Uint8Array {
  const stride = samples * size;
  const segments = Array.from({ length: stride }, (_, plane) => {
    const first = Math.floor(plane / size) * size + (size - 1 - (plane % size));
    return packBits(bytes.filter((_value, i) => i % stride === first));
  });
  const header = new Uint32Array(16);
  header[0] = stride;
  segments.reduce((at, segment, n) => {
    header[n + 1] = at;
    return at + segment.length;
  }, 64);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
}

const picture = fc
  .record({ samples: fc.constantFrom(1, 3), size: fc.constantFrom(1, 2, 4), pixels: fc.integer({ min: 1, max: 400 }) })
  .chain(({ samples, size, pixels }) =>
    fc.record({
      samples: fc.constant(samples),
      size: fc.constant(size),
      pixels: fc.constant(pixels),
      bytes: fc.uint8Array({ minLength: pixels * samples * size, maxLength: pixels * samples * size, max: 3 }),
    }),
  );

test('what was packed comes back, for every number of planes', () => {
  fc.assert(
    fc.property(picture, ({ samples, size, pixels, bytes }) => {
      expect(decodeRle(encode(bytes, samples, size), pixels, samples, size)).toEqual(bytes);
    }),
  );
});

test('noise gives a picture or the sentence that it is damaged, never another error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (noise, pixels) => {
      try {
        expect(decodeRle(noise, pixels, 1, 2)).toHaveLength(pixels * 2);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }),
  );
});
