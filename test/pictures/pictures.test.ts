import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vector3 } from '../../core/contract/index.ts';
import { buildVolume } from '../../core/imaging/index.ts';
import { readPicture } from '../../core/pictures/index.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { hasPython } from '../imaging/reference.ts';
import { problemCode } from '../inference/fixtures.ts';

type Said = {
  file: string;
  rows: number;
  columns: number;
  spacing?: number[];
  frames: { values: number[]; position?: number[]; last?: number[] }[];
};

let folder: string;
let said: Said[] = [];
const picture = (name: string) => readPicture({ path: join(folder, name) });
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

beforeAll(async () => {
  folder = await temporaryFolder();
  if (!hasPython) return;
  const script = fileURLToPath(new URL('./pictures.py', import.meta.url));
  said = JSON.parse(execFileSync('/usr/bin/python3', [script, folder], { maxBuffer: 2 ** 28 }).toString());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const apart = (a: ArrayLike<number>, b: number[]) => Math.max(...b.map((value, n) => Math.abs(value - a[n]!)));

describe.skipIf(!hasPython)('A research picture', () => {
  it('has the values and places that nibabel and PIL read in it', async () => {
    expect(said).toHaveLength(19);
    for (const { file, rows, columns, spacing, frames } of said) {
      const { infos, decode } = await picture(file);
      expect([file, infos.length]).toEqual([file, frames.length]);
      for (const [n, { values, position, last }] of frames.entries()) {
        const { frame, info } = await decode(n);
        expect([file, info.rows, info.columns]).toEqual([file, rows, columns]);
        const { slope, intercept } = info.modality;
        const ours = Array.from(frame.pixels, (value) => value * slope + intercept);
        expect(ours).toHaveLength(values.length);
        // Libraries of JPEG may differ by a level.
        expect(apart(ours, values), file).toBeLessThanOrEqual(/jpe?g$/.test(file) ? 1 : 1e-4);
        if (!position) continue;
        const { plane } = info;
        expect(apart(plane!.position, position), file).toBeLessThan(1e-3);
        expect(apart([info.spacing!.rows, info.spacing!.columns], spacing!), file).toBeLessThan(1e-4);
        const corner = plane!.position.map(
          (mm, axis) =>
            mm +
            plane!.rowDirection[axis]! * (columns - 1) * info.spacing!.columns +
            plane!.columnDirection[axis]! * (rows - 1) * info.spacing!.rows,
        );
        expect(apart(corner, last!), file).toBeLessThan(1e-3);
      }
    }
  });

  it('makes a volume whose voxels lie where nibabel says, left-handed ones too', async () => {
    for (const file of ['u8.nii', 'left-handed.nii.gz']) {
      const { infos, decode } = await picture(file);
      const decoded = await Promise.all(infos.map((_, n) => decode(n)));
      const volume = buildVolume(
        decoded.map(({ frame }) => frame),
        infos,
      );
      const { frames } = said.find((one) => one.file === file)!;
      for (let k = 0; k < volume.size[2]; k++) {
        const at = [0, 1, 2].map((axis) => volume.affine[4 * axis + 2]! * k + volume.affine[4 * axis + 3]!) as Vector3;
        const theirs = frames.find(({ position }) => apart(at, position!) < 1e-3)!;
        const slice = volume.data.subarray(k * theirs.values.length, (k + 1) * theirs.values.length);
        expect(apart(slice, theirs.values), file).toBe(0);
      }
    }
  });

  it('fills the range 0 to 1 with its window, so that 255 is exactly white', async () => {
    const { infos } = await picture('grey.jpg');
    expect(infos[0]!.windows).toEqual([{ center: 128, width: 256, function: 'LINEAR' }]);
  });

  it('keeps its name for as long as its bytes stay the same', async () => {
    writeFileSync(join(folder, 'copy.png'), bytesOf('grey.png'));
    const [one, copy, other] = await Promise.all(['grey.png', 'copy.png', 'bits.png'].map(picture));
    expect(copy!.infos[0]!.sopInstanceUid).toBe(one!.infos[0]!.sopInstanceUid);
    expect(other!.infos[0]!.sopInstanceUid).not.toBe(one!.infos[0]!.sopInstanceUid);
  });
});

describe.skipIf(!hasPython)('A research picture that is cut off anywhere', () => {
  it.each(['u8.nii', 'i16.nii.gz', 'grey.png', 'colour.jpg'])(
    'is refused or shown, never a crash: %s',
    async (name) => {
      const bytes = bytesOf(name);
      for (let part = 0; part < 24; part++) {
        const file = join(folder, `cut-${name}`);
        writeFileSync(file, bytes.subarray(0, Math.floor((bytes.length * part) / 24)));
        const problem = await problemCode(readPicture({ path: file }).then(({ decode }) => decode(0)));
        if (problem) expect(problem).toMatch(/^picture-/);
      }
    },
  );

  it('is refused when its header promises the impossible', async () => {
    const bytes = bytesOf('u8.nii');
    new DataView(bytes.buffer).setInt16(42, 32767, true);
    new DataView(bytes.buffer).setInt16(44, 32767, true);
    new DataView(bytes.buffer).setInt16(46, 32767, true);
    writeFileSync(join(folder, 'huge.nii'), bytes);
    expect(await problemCode(picture('huge.nii'))).toBe('picture-too-large');
  });
});
