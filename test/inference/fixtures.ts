import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Network } from '../../core/inference/index.ts';

/** Debian's Python with onnx and pydicom makes the fixtures; without it these tests are skipped. */
export const hasPython = (() => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import onnx, numpy, pydicom'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export type NetworkName = 'mean' | 'nan' | 'constant' | 'four' | 'integer' | 'endless' | 'hungry' | 'bright' | 'smooth';

/** Folder with the tiny networks of networks.py. */
export function makeNetworks(): string {
  const folder = mkdtempSync(join(tmpdir(), 'networks-'));
  execFileSync('/usr/bin/python3', [fileURLToPath(new URL('./networks.py', import.meta.url)), folder]);
  return folder;
}

/** Folder with the series of images.py. */
export function makeImages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  execFileSync('/usr/bin/python3', [fileURLToPath(new URL('./images.py', import.meta.url)), folder]);
  return folder;
}

export function networkOf(folder: string, name: NetworkName): Network {
  return { key: name, bytes: () => new Uint8Array(readFileSync(join(folder, `${name}.onnx`))) };
}

/** Writes .npy, format 1: float32, C order. */
export function writeNpy(file: string, shape: number[], data: Float32Array): void {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  writeFileSync(file, Buffer.concat([start, Buffer.from(header), new Uint8Array(data.buffer)]));
}

/** The code of the problem that a promise ends with, or undefined. */
export const problemCode = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error) => error.problem?.code ?? String(error),
  );

/** Is a process of that number still there. */
export function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid!, 0);
    return true;
  } catch {
    return false;
  }
}
