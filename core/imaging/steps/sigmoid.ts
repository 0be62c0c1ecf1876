/** 1 / (1 + exp(−x)) of every value (torch.sigmoid). */
export function sigmoid(channels: Float32Array[]): Float32Array[] {
  return channels.map((channel) => channel.map((value) => 1 / (1 + Math.exp(-value))));
}
