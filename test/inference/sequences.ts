import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A real, oblique T1 with contrast, of which the other sequences are made. */
export const T1_POST = fileURLToPath(
  new URL('../../../shared/data/dicom/mr-brain-tumor-studies/Study1/12-T1post-05670', import.meta.url),
);
/** Of the same study and frame of reference: a crop by someone else's program. */
export const CROP = join(T1_POST, '../13_HCropVolume');

const hasTorch = () => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import torch, scipy, pydicom, onnx'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Why there are no sequences here, or undefined. */
export const noSequences = !existsSync(T1_POST)
  ? '../shared/data/dicom is absent: tests of several sequences are left out.'
  : hasTorch()
    ? undefined
    : 'Python with torch, scipy, pydicom and onnx is absent: tests of several sequences are left out.';
if (noSequences) console.warn(noSequences);

/** Makes what sequences.py writes in a new folder, which it returns. */
export function makeSequences(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sequences-'));
  const script = fileURLToPath(new URL('./sequences.py', import.meta.url));
  execFileSync('/usr/bin/python3', [script, T1_POST, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}
