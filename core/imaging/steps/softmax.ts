/** exp(x) over the sum of exp(x) of all channels, place by place (torch.softmax over the channels). */
export function softmax(channels: Float32Array[]): Float32Array[] {
  const places = channels[0]?.length ?? 0;
  const powers = channels.map(() => new Float32Array(places));
  // In pieces that stay in the processor's cache, and so that nothing else as large as the image is made.
  const top = new Float64Array(Math.min(places, PIECE));
  const sum = new Float64Array(top.length);
  for (let first = 0; first < places; first += PIECE) {
    const count = Math.min(PIECE, places - first);
    top.fill(Number.NEGATIVE_INFINITY);
    sum.fill(0);
    for (const channel of channels)
      for (let at = 0; at < count; at++) if (channel[first + at]! > top[at]!) top[at] = channel[first + at]!;
    for (let c = 0; c < channels.length; c++) {
      const [channel, power] = [channels[c]!, powers[c]!];
      for (let at = 0; at < count; at++) {
        const below = channel[first + at]! - top[at]!;
        const value = below === 0 ? 1 : Math.exp(below);
        power[first + at] = value;
        sum[at]! += value;
      }
    }
    for (const power of powers) for (let at = 0; at < count; at++) power[first + at]! /= sum[at]!;
  }
  return powers;
}

const PIECE = 4096;
