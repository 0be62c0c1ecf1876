import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCtPhantom } from '../../core/phantom/index.ts';
import { call, endOf, type Reached, request, transports } from './transports.ts';

const [direct] = transports;

describe('The engine, with folders that come and go', () => {
  let reached: Reached;
  let folder: string;
  beforeAll(async () => {
    reached = await direct!.reach();
    folder = mkdtempSync(join(tmpdir(), 'drive-'));
  });
  afterAll(async () => {
    await reached.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('keeps a study whose drive went away, says what is missing, and shows it again when the drive is back', async () => {
    const [drive, away] = [join(folder, 'drive'), join(folder, 'away')];
    await writeCtPhantom(drive, 3);
    await endOf(reached, await call(reached, 'open', { body: { paths: [drive] } }));
    const [study] = (await call(reached, 'studies')).studies;
    const pixels = () => reached.ask(`/api/series/${study!.series[0]!.seriesInstanceUid}/pixels?from=0&count=1`);
    renameSync(drive, away);
    const refused = await pixels();
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as { problem: { code: string } }).problem.code).toBe('file-unreadable');
    expect((await call(reached, 'studies')).studies).toHaveLength(1);
    renameSync(away, drive);
    expect((await pixels()).status).toBe(200);
  });

  test('watches a folder until it is told to stop', async () => {
    const inbox = join(folder, 'inbox');
    await writeCtPhantom(inbox, 2);
    const job = await call(reached, 'watch', { body: { folder: inbox } });
    const taken = async () => (await call(reached, 'jobs')).jobs.find(({ id }) => id === job.id);
    await expect.poll(async () => (await taken())?.done, { timeout: 30_000 }).toBe(2);
    await writeCtPhantom(inbox, 3);
    await expect.poll(async () => (await taken())?.done, { timeout: 30_000 }).toBeGreaterThan(2);
    await request(reached, 'cancel', { params: { jobId: job.id }, body: {} });
    await expect.poll(async () => (await taken())?.status, { timeout: 10_000 }).toBe('cancelled');
  });
});
