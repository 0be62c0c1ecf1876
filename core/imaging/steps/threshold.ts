/** One mask a channel: set where the probability is at least `at`; masks may overlap. */
export function threshold(channels: Float32Array[], { at }: { at: number }): Uint8Array[] {
  return channels.map((channel) => {
    const mask = new Uint8Array(channel.length);
    for (let n = 0; n < mask.length; n++) if (channel[n]! >= at) mask[n] = 1;
    return mask;
  });
}
