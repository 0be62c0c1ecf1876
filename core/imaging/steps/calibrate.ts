/** Logits divided by the temperature (Guo et al. 2017, "On calibration of modern neural networks"). */
export function calibrate(channels: Float32Array[], { temperature }: { temperature: number }): Float32Array[] {
  return channels.map((channel) => channel.map((value) => value / temperature));
}
