/** #rrggbb as three numbers from 0 to 255. */
export const rgb = (hex: string): [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

const linear = (channel: number) => {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** sRGB to XYZ adapted to D50 (Bradford; IEC 61966-2-1, ICC profile of sRGB), row by row. */
const TO_XYZ_D50 = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
] as const;
const WHITE_D50 = [0.96422, 1, 0.82521] as const;

/** A colour of a screen as CIELab (D50) in the 16-bit scale of Recommended Display CIELab Value (PS3.3 C.10.7.1.1). */
export function cielab(hex: string): [number, number, number] {
  const rgbLinear = rgb(hex).map(linear);
  const [x, y, z] = TO_XYZ_D50.map((row, n) => {
    const t = row.reduce((sum, weight, m) => sum + weight * rgbLinear[m]!, 0) / WHITE_D50[n]!;
    return t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116;
  }) as [number, number, number];
  const l = 116 * y - 16;
  const a = 500 * (x - y);
  const b = 200 * (y - z);
  const scaled = [l / 100, (a + 128) / 255, (b + 128) / 255];
  return scaled.map((v) => Math.round(Math.min(1, Math.max(0, v)) * 65535)) as [number, number, number];
}

/** Polynomial fit of matplotlib's inferno (M. Zucker, public domain), coefficients of t⁰ … t⁶ for red, green, blue. */
const INFERNO = [
  [0.0002189403691192265, 0.001651004631001012, -0.01948089843709184],
  [0.1065134194856116, 0.5639564367884091, 3.932712388889277],
  [11.60249308247187, -3.972853965665698, -15.9423941062914],
  [-41.70399613139459, 17.43639888205313, 44.35414519872813],
  [77.162935699427, -33.40235894210092, -81.80730925738993],
  [-71.31942824499214, 32.62606426397723, 73.20951985803202],
  [25.13112622477341, -12.24266895238567, -23.07032500287172],
] as const;

/** Colour of an activation from 0 to 1: red, green, blue from 0 to 255. */
export function inferno(t: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, t));
  const channel = (c: 0 | 1 | 2) =>
    255 *
    Math.min(
      1,
      Math.max(
        0,
        INFERNO.reduceRight((sum, coefficients) => sum * at + coefficients[c], 0),
      ),
    );
  return [channel(0), channel(1), channel(2)];
}
