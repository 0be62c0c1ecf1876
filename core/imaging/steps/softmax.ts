/** exp(x) over the sum of exp(x) of all channels, place by place (torch.softmax over the channels). */
export function softmax(channels: Float32Array[]): Float32Array[] {
  const places = channels[0]?.length ?? 0;
  const top = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(places);
  for (const channel of channels)
    for (let at = 0; at < places; at++) if (channel[at]! > top[at]!) top[at] = channel[at]!;
  const powers = channels.map((channel) => {
    const power = new Float32Array(places);
    for (let at = 0; at < places; at++) {
      const value = Math.exp(channel[at]! - top[at]!);
      power[at] = value;
      sum[at]! += value;
    }
    return power;
  });
  for (const power of powers) for (let at = 0; at < places; at++) power[at]! /= sum[at]!;
  return powers;
}
