/** Inferno (matplotlib, CC0) at nine even steps; between them colours are mixed. */
const INFERNO: [number, number, number][] = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
];

/** Viridis (matplotlib, CC0), the same way. */
const VIRIDIS: [number, number, number][] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** A share of 0 to 1 as red, green, blue. */
export const inferno = (share: number) => mixed(INFERNO, share);
export const viridis = (share: number) => mixed(VIRIDIS, share);

function mixed(steps: [number, number, number][], share: number): [number, number, number] {
  const place = Math.min(Math.max(share, 0), 1) * (steps.length - 1);
  const low = steps[Math.floor(place)]!;
  const high = steps[Math.ceil(place)]!;
  const mix = place - Math.floor(place);
  return [0, 1, 2].map((part) => Math.round(low[part]! + (high[part]! - low[part]!) * mix)) as [number, number, number];
}

/** Below this share of the maximum an activation map is clear (LOOK.md). */
export const CLEAR_BELOW = 0.18;

/** How opaque a map is at a share of its maximum: it grows over the tenth above what is clear. */
export const opacityOf = (share: number) => Math.min(Math.max((share - CLEAR_BELOW) / 0.1, 0), 1);

/** Overlay colours in order of use (tokens.css). */
export const OVERLAYS = [
  '#4cc9f0',
  '#ffb020',
  '#ff6fa8',
  '#2f9e6e',
  '#f4ec6a',
  '#8c6cff',
  '#d9531e',
  '#d7f5e6',
] as const;

type Lab = [number, number, number];

/** CIE 1976 L*a*b* of #rrggbb under D65. */
function labOf(colour: string): Lab {
  const linear = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Lab;
  const [r, g, b] = linear;
  const xyz = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116)) as Lab;
  return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])];
}

const apart = (a: string, b: string) => {
  const [p, q] = [labOf(a), labOf(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};
const LEAST_DIFFERENCE = 12;

/** A colour for each label: the manifest's own, unless it is within ΔE 12 of one in use; then the next overlay colour. */
export function distinctColours(wanted: string[]): string[] {
  const used: string[] = [];
  for (const colour of wanted) {
    const free = (candidate: string) => used.every((other) => apart(candidate, other) >= LEAST_DIFFERENCE);
    used.push(free(colour) ? colour : (OVERLAYS.find(free) ?? OVERLAYS[used.length % OVERLAYS.length]!));
  }
  return used;
}
