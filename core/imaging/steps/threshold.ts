/** One mask a channel: set where the probability is at least `at`; masks may overlap. */
export function threshold(channels: Float32Array[], { at }: { at: number }): Uint8Array[] {
  return channels.map((channel) => Uint8Array.from(channel, (value) => (value >= at ? 1 : 0)));
}
