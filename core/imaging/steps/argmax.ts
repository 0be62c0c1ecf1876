/** One mask a channel: set where that channel is the largest; of equal ones the first (numpy.argmax). */
export function argmax(channels: Float32Array[]): Uint8Array[] {
  const places = channels[0]?.length ?? 0;
  const masks = channels.map(() => new Uint8Array(places));
  for (let at = 0; at < places; at++) {
    let best = 0;
    for (let c = 1; c < channels.length; c++) if (channels[c]![at]! > channels[best]![at]!) best = c;
    masks[best]![at] = 1;
  }
  return masks;
}
