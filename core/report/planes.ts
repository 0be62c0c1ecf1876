import type { FrameInfo, Vector3 } from '../contract/index.ts';

/** Letters at the edges of a picture: the patient's directions there (PS3.3 C.7.6.1.1.1). */
export type Edges = { left: string; right: string; top: string; bottom: string };

export type PlaneName = 'axial' | 'coronal' | 'sagittal' | 'oblique';

const LETTERS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const;
/** Components below this share of the direction are not named. */
const NAMED = 0.3;

/** A direction (LPS) as letters, the strongest first. */
function lettersOf(direction: Vector3): string {
  return direction
    .map((value, axis) => ({ value, letter: LETTERS[axis]![value > 0 ? 0 : 1] }))
    .filter(({ value }) => Math.abs(value) > NAMED)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .map(({ letter }) => letter)
    .join('');
}

export const negative = ([x, y, z]: Vector3): Vector3 => [-x, -y, -z];

/** `right` and `down` are the directions in which columns and rows of the picture grow. */
export const edgesOf = (right: Vector3, down: Vector3): Edges => ({
  left: lettersOf(negative(right)),
  right: lettersOf(right),
  top: lettersOf(negative(down)),
  bottom: lettersOf(down),
});

const OPPOSITE: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', S: 'I', I: 'S' };
const opposite = (letters: string) => [...letters].map((letter) => OPPOSITE[letter] ?? letter).join('');
/** DICOM says head and feet where readers say superior and inferior. */
const asRead = (letters: string) => letters.replaceAll('H', 'S').replaceAll('F', 'I');

/** The edges of a source image: from its plane, else from Patient Orientation, else none. */
export function edgesOfImage({ plane, patientOrientation }: FrameInfo): Edges | undefined {
  if (plane) return edgesOf(plane.rowDirection, plane.columnDirection);
  if (!patientOrientation?.[0] || !patientOrientation[1]) return undefined;
  const [right, bottom] = [asRead(patientOrientation[0]), asRead(patientOrientation[1])];
  return { left: opposite(right), right, top: opposite(bottom), bottom };
}

export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** The name of the plane with this normal; oblique from about 25° on. */
export function planeName(normal: Vector3): PlaneName {
  const [x, y, z] = normal.map(Math.abs) as Vector3;
  const largest = Math.max(x, y, z);
  if (largest < 0.9) return 'oblique';
  return largest === z ? 'axial' : largest === y ? 'coronal' : 'sagittal';
}
