import type { FrameInfo, Vector3 } from '../../core/contract/index.ts';

const opposite: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H', S: 'I', I: 'S' };

/** Letters of a direction in the patient (LPS), the largest part first; parts below about 17° are left out. */
export function lettersOf(direction: Vector3): string {
  const names = [
    ['R', 'L'],
    ['A', 'P'],
    ['I', 'S'],
  ] as const;
  return direction
    .map((part, axis) => ({ size: Math.abs(part), letter: names[axis]![part >= 0 ? 1 : 0] }))
    .filter(({ size }) => size > 0.3)
    .sort((a, b) => b.size - a.size)
    .map(({ letter }) => letter)
    .join('');
}

const turned = (letters: string) => [...letters].map((letter) => opposite[letter] ?? '').join('');

/** Letters along rows and columns of an image without a plane, from Patient Orientation; H and F are told as S and I. */
export function lettersOfOrientation(info: FrameInfo): [rows: string, columns: string] | undefined {
  const [rows, columns] = info.patientOrientation ?? [];
  if (!rows || !columns) return undefined;
  const told = (letters: string) => letters.replaceAll('H', 'S').replaceAll('F', 'I');
  return [told(rows), told(columns)];
}

export type EdgeLetters = { left: string; right: string; top: string; bottom: string };

/** Letters at the four edges of the screen, given those along rows and columns and how the picture is turned there. */
export function edgeLetters(
  along: [rows: string, columns: string],
  placement: { a: number; b: number; c: number; d: number },
): EdgeLetters {
  const [rows, columns] = along;
  const rowsRunAcross = Math.abs(placement.a) >= Math.abs(placement.b);
  const across = rowsRunAcross ? rows : columns;
  const down = rowsRunAcross ? columns : rows;
  const acrossForward = (rowsRunAcross ? placement.a : placement.c) >= 0;
  const downForward = (rowsRunAcross ? placement.d : placement.b) >= 0;
  const right = acrossForward ? across : turned(across);
  const bottom = downForward ? down : turned(down);
  return { left: turned(right), right, top: turned(bottom), bottom };
}
