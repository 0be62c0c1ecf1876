/** Weights of a one-dimensional filter for one output sample: the first input sample and its neighbours' shares. */
type Taps = { from: number; weights: Float32Array };

export type Kernel = { radius: number; at(distance: number): number };

/** Catmull-Rom spline (Keys 1981, a = −0.5): sharp, for pictures. */
export const cubic: Kernel = {
  radius: 2,
  at: (distance) => {
    const x = Math.abs(distance);
    if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
    return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
  },
};

/** Linear interpolation: no overshoot, so that a mask of one pixel keeps its peak. */
export const linear: Kernel = { radius: 1, at: (distance) => Math.max(0, 1 - Math.abs(distance)) };

function taps(size: number, outSize: number, kernel: Kernel): Taps[] {
  const step = size / outSize;
  // Going down, the kernel is widened to the step: that is the antialiasing.
  const widen = Math.max(1, step);
  return Array.from({ length: outSize }, (_, out) => {
    const centre = (out + 0.5) * step - 0.5;
    const from = Math.ceil(centre - kernel.radius * widen);
    const to = Math.floor(centre + kernel.radius * widen);
    const weights = Float32Array.from({ length: to - from + 1 }, (_, n) => kernel.at((from + n - centre) / widen));
    const sum = weights.reduce((a, b) => a + b, 0);
    return { from, weights: weights.map((weight) => weight / sum) };
  });
}

/** Values [columns, rows], row by row, on a grid of another size over the same rectangle; edges are repeated. */
export function resample(
  values: ArrayLike<number>,
  [columns, rows]: [number, number],
  [outColumns, outRows]: [number, number],
  kernel: Kernel,
): Float32Array {
  const across = taps(columns, outColumns, kernel);
  const down = taps(rows, outRows, kernel);
  const middle = new Float32Array(outColumns * rows);
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < outColumns; x += 1) {
      const { from, weights } = across[x]!;
      let sum = 0;
      for (let n = 0; n < weights.length; n += 1)
        sum += weights[n]! * values[y * columns + Math.min(columns - 1, Math.max(0, from + n))]!;
      middle[y * outColumns + x] = sum;
    }
  const result = new Float32Array(outColumns * outRows);
  for (let y = 0; y < outRows; y += 1) {
    const { from, weights } = down[y]!;
    for (let n = 0; n < weights.length; n += 1) {
      const row = Math.min(rows - 1, Math.max(0, from + n)) * outColumns;
      for (let x = 0; x < outColumns; x += 1)
        result[y * outColumns + x] = result[y * outColumns + x]! + weights[n]! * middle[row + x]!;
    }
  }
  return result;
}
