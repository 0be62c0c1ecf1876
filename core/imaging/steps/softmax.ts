/** exp(x) over the sum of exp(x) of all channels, place by place (torch.softmax over the channels). */
export function softmax(channels: Float32Array[]): Float32Array[] {
  const out = channels.map((channel) => new Float32Array(channel.length));
  const places = channels[0]?.length ?? 0;
  for (let at = 0; at < places; at++) {
    let top = Number.NEGATIVE_INFINITY;
    for (const channel of channels) top = Math.max(top, channel[at]!);
    let sum = 0;
    for (const channel of channels) sum += Math.exp(channel[at]! - top);
    channels.forEach((channel, c) => {
      out[c]![at] = Math.exp(channel[at]! - top) / sum;
    });
  }
  return out;
}
