/** Stands for no label at all in a map of labels. */
export const NO_LABEL = 255;

/** At each place the number of the channel that is the largest; of equal ones the first (numpy.argmax). At most 255. */
export function argmax(channels: Float32Array[]): Uint8Array {
  const labels = new Uint8Array(channels[0]?.length ?? 0);
  // Channel by channel over pieces that stay in the processor's cache.
  const best = new Float32Array(Math.min(labels.length, PIECE));
  for (let first = 0; first < labels.length; first += PIECE) {
    const count = Math.min(PIECE, labels.length - first);
    best.set(channels[0]!.subarray(first, first + count));
    for (let c = 1; c < channels.length; c++) {
      const channel = channels[c]!;
      for (let at = 0; at < count; at++)
        if (channel[first + at]! > best[at]!) {
          best[at] = channel[first + at]!;
          labels[first + at] = c;
        }
    }
  }
  return labels;
}

const PIECE = 4096;
