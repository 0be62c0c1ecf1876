/** CIELab (D50) in the 16-bit scale of Recommended Display CIELab Value (PS3.3 C.10.7.1.1) to #rrggbb of a screen. */
export function fromCielab([l16, a16, b16]: number[]): string | undefined {
  if (l16 === undefined || a16 === undefined || b16 === undefined) return undefined;
  const [l, a, b] = [(l16 / 65535) * 100, (a16 / 65535) * 255 - 128, (b16 / 65535) * 255 - 128];
  const y = (l + 16) / 116;
  const xyz = [y + a / 500, y, y - b / 200].map((t, n) => WHITE_D50[n]! * (t ** 3 > 216 / 24389 ? t ** 3 : slope(t)));
  const channels = FROM_XYZ_D50.map((row) => gamma(row.reduce((sum, weight, n) => sum + weight * xyz[n]!, 0)));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

const WHITE_D50 = [0.96422, 1, 0.82521] as const;
const slope = (t: number) => ((116 * t - 16) * 27) / 24389;

/** XYZ (D50) to linear sRGB (Bradford; the inverse of IEC 61966-2-1 adapted to D50), row by row. */
const FROM_XYZ_D50 = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

const gamma = (linear: number) => {
  const c = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
};
