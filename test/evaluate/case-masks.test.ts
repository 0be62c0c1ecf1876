import { existsSync, readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, endOf, type Reached, temporaryFolder, transports } from '../engine/transports.ts';
import { hasPython, reference } from '../imaging/reference.ts';

const set = fileURLToPath(new URL('../../../shared/data/hippocampus-mr/', import.meta.url));
if (!existsSync(set)) console.warn('../shared/data is absent: no masks of it are compared.');

describe.skipIf(!existsSync(set) || !hasPython)('The masks of a case that is evaluated', () => {
  let home: string;
  let reached: Reached;
  beforeAll(async () => {
    home = await temporaryFolder();
    reached = await transports[0]!.reach();
  });
  afterAll(async () => {
    await reached.close();
    await rm(home, { recursive: true, force: true });
  });

  it('are those that nibabel reads, on a slice where the network found nearly the same', async () => {
    const [head, ...rows] = readFileSync(join(set, 'split.csv'), 'utf8').trim().split(/\r?\n/);
    const row = rows.find((one) => one.split(',')[1] === 'test')!;
    for (const folder of ['images', 'labels']) await symlink(join(set, folder), join(home, folder));
    await writeFile(join(home, 'split.csv'), [head, row, ''].join('\n'));
    const body = { modelId: 'hippocampus-mr', data: home, split: 'test' };
    const job = await endOf(reached, await call(reached, 'evaluate', { body }));
    const answer = await reached.ask(`/api/evaluations/${job.id}/cases/0/masks`);
    const [columns, lines] = answer.headers.get('x-shape')!.split(' ').map(Number) as [number, number];
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const [told, found] = [bytes.subarray(0, columns * lines), bytes.subarray(columns * lines)];
    expect(found).toHaveLength(told.length);
    const [wanted] = reference(
      `
import nibabel
def reference(a, c): return np.asarray(nibabel.load(c['path']).dataobj)[:, :, c['k']].T`,
      [
        {
          ...{ values: new Float32Array(1), shape: [1], k: Number(answer.headers.get('x-frame')) },
          path: join(set, 'labels', `${row.split(',')[0]}.nii.gz`),
        },
      ],
    );
    expect(Float32Array.from(told)).toEqual(wanted);
    expect([...new Set(found)].sort()).toEqual([0, 1, 2]);
    const same = found.filter((label, at) => label === told[at]).length;
    expect(same / told.length).toBeGreaterThan(0.9);
    expect(same).toBeLessThan(told.length);
  });
});
