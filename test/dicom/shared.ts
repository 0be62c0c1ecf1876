import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Open DICOM files that lie beside the checkout; tests on them are left out where they are absent. */
const folder = fileURLToPath(new URL('../../../shared/data/dicom/', import.meta.url));
export const hasData = existsSync(folder);
if (!hasData) console.warn('../shared/data/dicom is absent: tests on real files are left out.');
export const dataFile = (path: string) => folder + path;

/** Runs a script of this folder with Debian's Python, which has pydicom and GDCM; answers what it prints as JSON. */
export function python<T>(script: string, input: unknown): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const options = {
    input: JSON.stringify(input),
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'ignore'] as ('pipe' | 'ignore')[],
  };
  return JSON.parse(execFileSync('/usr/bin/python3', [path], options).toString());
}
export const hasPython = (() => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import pydicom, gdcm, numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
