import type { Samples } from './codecs/samples.ts';

/**
 * YCbCr to RGB in place (ITU-R BT.601; PS3.3 C.7.6.3.1.2), interleaved, rounded to the nearest level of `bits` bits.
 * `partial`: studio range, black at 16 and white at 235.
 */
export function toRgb(data: Samples['data'], bits: number, partial: boolean): void {
  const top = 2 ** bits - 1;
  const middle = 2 ** (bits - 1);
  const scale = 2 ** (bits - 8);
  const clip = (value: number) => (value < 0 ? 0 : value > top ? top : Math.floor(value + 0.5));
  for (let i = 0; i + 2 < data.length; i += 3) {
    let luma = data[i]!;
    let blue = data[i + 1]! - middle;
    let red = data[i + 2]! - middle;
    if (partial) {
      luma = ((luma - 16 * scale) * 255) / 219;
      blue = (blue * 255) / 224;
      red = (red * 255) / 224;
    }
    data[i] = clip(luma + 1.402 * red);
    data[i + 1] = clip(luma - 0.344136 * blue - 0.714136 * red);
    data[i + 2] = clip(luma + 1.772 * blue);
  }
}
