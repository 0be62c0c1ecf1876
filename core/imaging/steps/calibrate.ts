/** Of logits; at least one of the two. */
export type Calibrate = {
  /** Divides all of them (Guo et al. 2017, "On calibration of modern neural networks"). */
  temperature?: number;
  /** One for each label: −(a · x + b), so that sigmoid gives 1 / (1 + exp(a · x + b)) (Platt 1999; scikit-learn's a_, b_). */
  platt?: { a: number; b: number }[];
};

/** Logits of each label that are better calibrated; softmax or sigmoid comes after it. */
export function calibrate(channels: Float32Array[], { temperature = 1, platt }: Calibrate): Float32Array[] {
  return channels.map((channel, c) => {
    const { a, b } = platt?.[c] ?? { a: -1, b: 0 };
    return channel.map((value) => -((a * value) / temperature + b));
  });
}
