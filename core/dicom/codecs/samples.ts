import type { Pixels } from '../../contract/index.ts';
import { ProblemError } from '../../contract/problems/index.ts';
import type { PixelLayout } from '../pixel-layout.ts';
import type { CodestreamHeader } from './codestream.ts';

/** What a codec hands out: interleaved samples, and what their colours are where that differs from the header. */
export type Samples = {
  data: Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Float32Array | Float64Array;
  /** Set where the codec has already made RGB of it, or knows that it is YCbCr. */
  colour?: 'RGB' | 'YBR_FULL';
  /** Size of the picture where it is a tile at the edge of a slide and smaller than the others. */
  tile?: { rows: number; columns: number };
};

/**
 * Refuses a codestream that is not the picture of the header, before any codec sees it. Answers its size where it is a
 * smaller tile at the edge of a slide.
 */
export function mustFit(inside: CodestreamHeader, layout: PixelLayout): Samples['tile'] {
  const { rows, columns, edge, samplesPerPixel } = layout;
  const whole = inside.rows === rows && inside.columns === columns;
  const fits = (at: number, full: number, last: number | undefined) => at === full || at === last;
  if (!whole && !(edge && fits(inside.rows, rows, edge.rows) && fits(inside.columns, columns, edge.columns))) {
    throw new ProblemError('picture-size-differs', {
      inside: `${inside.columns} × ${inside.rows}`,
      header: `${columns} × ${rows}`,
    });
  }
  if (inside.components !== samplesPerPixel || inside.precision > Math.min(16, Math.max(8, layout.bitsAllocated))) {
    throw new ProblemError('picture-damaged');
  }
  return whole ? undefined : { rows: inside.rows, columns: inside.columns };
}

/** A tile to full size, zeros to its right and below. */
export function fillUp<T extends Pixels>(data: T, tile: NonNullable<Samples['tile']>, layout: PixelLayout): T {
  const { rows, columns, samplesPerPixel: samples } = layout;
  const out = new (data.constructor as new (length: number) => T)(rows * columns * samples);
  const width = tile.columns * samples;
  for (let y = 0; y < tile.rows; y++) out.set(data.subarray(y * width, (y + 1) * width) as T, y * columns * samples);
  return out;
}

/** Red, green and blue planes to interleaved samples. */
export function interleave<T extends Samples['data']>(planes: T, samples: number): T {
  const count = planes.length / samples;
  const out = planes.slice() as T;
  for (let sample = 0; sample < samples; sample++) {
    for (let i = 0; i < count; i++) out[i * samples + sample] = planes[sample * count + i]!;
  }
  return out;
}
