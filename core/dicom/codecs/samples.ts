import { ProblemError } from '../../contract/index.ts';
import type { PixelLayout } from '../pixel-layout.ts';
import type { CodestreamHeader } from './codestream.ts';

/** What a codec hands out: interleaved samples, and what their colours are where that differs from the header. */
export type Samples = {
  data: Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Float32Array | Float64Array;
  /** Set where the codec has already made RGB of it, or knows that it is YCbCr. */
  colour?: 'RGB' | 'YBR_FULL';
};

/** Refuses a codestream that is not the picture of the header, before any codec sees it. */
export function mustFit(inside: CodestreamHeader, layout: PixelLayout): void {
  const { rows, columns, samplesPerPixel } = layout;
  if (inside.rows !== rows || inside.columns !== columns) {
    throw new ProblemError('picture-size-differs', {
      inside: `${inside.columns} × ${inside.rows}`,
      header: `${columns} × ${rows}`,
    });
  }
  if (inside.components !== samplesPerPixel || inside.precision > Math.max(8, layout.bitsAllocated)) {
    throw new ProblemError('picture-damaged');
  }
}

/** Red, green and blue planes to interleaved samples. */
export function interleave<T extends Exclude<Samples['data'], never>>(planes: T, samples: number): T {
  const count = planes.length / samples;
  const out = planes.slice() as T;
  for (let sample = 0; sample < samples; sample++) {
    for (let i = 0; i < count; i++) out[i * samples + sample] = planes[sample * count + i]!;
  }
  return out;
}
