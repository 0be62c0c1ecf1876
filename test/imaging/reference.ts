import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An array for NumPy: `shape` as NumPy has it (last axis fastest), and what the reference needs beside it. */
export type ReferenceCase = { values: Float32Array; shape: number[]; [argument: string]: unknown };

const FRAME = `
import json, sys
import numpy as np
folder = sys.argv[1]
cases = json.load(open(folder + '/cases.json'))
#BODY#
for n, c in enumerate(cases):
    a = np.fromfile(f'{folder}/{n}.in', '<f4').reshape(c['shape'])
    np.ascontiguousarray(reference(a, c), '<f4').tofile(f'{folder}/{n}.out')
`;

/** Debian's Python, if this machine has it with the judges: torch, scikit-image, SciPy, nibabel, pydicom. */
export const hasPython = (() => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import torch, torchvision, skimage, scipy, nibabel, pydicom'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

/** Runs `reference(a, c)` of a piece of Python over all cases; results come back as float32, C order. */
export function reference(body: string, cases: ReferenceCase[]): Float32Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'));
  try {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases.map(({ values: _, ...rest }) => rest)));
    cases.forEach(({ values }, n) => {
      writeFileSync(join(folder, `${n}.in`), values);
    });
    execFileSync('/usr/bin/python3', ['-c', FRAME.replace('#BODY#', body), folder], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return cases.map((_, n) => {
      const bytes = readFileSync(join(folder, `${n}.out`));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Largest absolute difference; infinite where lengths differ. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(a[n]! - b[n]!));
  return most;
}

/** Repeatable values 0 … 1 (mulberry32). */
export function noise(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  });
}
