import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unlockArchive } from '../../core/library/unlock.ts';
import { writeCtPhantom } from '../../core/phantom/index.ts';
import { problemCode } from '../inference/fixtures.ts';
import { lockedZip, PASSWORD } from '../library/locked-zip.ts';
import { call, endOf, type Reached, transports } from './transports.ts';

const [direct] = transports;
const hasZip = existsSync('/usr/bin/zip');
if (!hasZip) console.warn('skipped: no Info-ZIP on this machine');

describe('The engine, with archives under a password', () => {
  let reached: Reached;
  let folder: string;
  let slices: string[];
  beforeAll(async () => {
    reached = await direct!.reach();
    folder = mkdtempSync(join(tmpdir(), 'locked-'));
    slices = await writeCtPhantom(join(folder, 'ct'), 3);
  });
  afterAll(async () => {
    await reached.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (path: string) => endOf(reached, await call(reached, 'open', { body: { paths: [path] } }));
  const unlock = async (path: string, password: string) =>
    endOf(reached, await call(reached, 'unlock', { body: { path, password } }));

  test.each([
    ['PKWARE', true],
    ['AES', false],
  ])('asks for the password of one in %s, refuses a wrong one, and opens it with the right one', async (name, old) => {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, await lockedZip(slices, old));
    const before = readFileSync(path);
    const refused = await open(path);
    expect(refused).toMatchObject({ status: 'failed', problem: { code: 'archive-locked', values: { archive: path } } });
    const wrong = await unlock(path, 'guess');
    expect(wrong).toMatchObject({ status: 'failed', problem: { code: 'archive-password-wrong' } });
    expect(readdirSync(join(reached.dataDir, 'incoming'))).toHaveLength(old ? 0 : 1);
    const done = await unlock(path, PASSWORD);
    expect(done).toMatchObject({ status: 'done' });
    expect(JSON.stringify(done)).not.toContain(PASSWORD);
    const [study] = (await call(reached, 'studies')).studies;
    expect(study!.series[0]).toMatchObject({ frames: 3, volume: true });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('calls a wrong password wrong, also where the one byte that the old cipher checks happens to fit', async () => {
    const path = join(folder, 'one-byte.zip');
    writeFileSync(path, await lockedZip(slices.slice(0, 1), true));
    const codes = new Set<string>();
    for (let n = 0; n < 1000; n++) {
      const target = mkdtempSync(join(folder, 'guess-'));
      const unlocking = unlockArchive(path, `guess ${n}`, target, {
        signal: new AbortController().signal,
        onProgress() {},
      });
      codes.add((await problemCode(unlocking))!);
    }
    expect([...codes]).toEqual(['archive-password-wrong']);
  });

  test('calls an archive damaged, and not the password wrong, where AES or the directory tells', async () => {
    const whole = await lockedZip(slices.slice(0, 1), false);
    const spoilt = whole.slice();
    spoilt[whole.length >> 1]! ^= 0xff;
    for (const [name, bytes] of Object.entries({ spoilt, cut: whole.subarray(0, whole.length >> 1) })) {
      const path = join(folder, `${name}.zip`);
      writeFileSync(path, bytes);
      const target = mkdtempSync(join(folder, 'damaged-'));
      const unlocking = unlockArchive(path, PASSWORD, target, {
        signal: new AbortController().signal,
        onProgress() {},
      });
      expect(await problemCode(unlocking)).toBe('archive-damaged');
    }
  });

  test.runIf(hasZip)('opens one that Info-ZIP made', async () => {
    const path = join(folder, 'info.zip');
    execFileSync('zip', ['-q', '-j', '-P', 'secret', path, ...slices]);
    expect((await open(path)).problem?.code).toBe('archive-locked');
    expect(await unlock(path, 'secret')).toMatchObject({ status: 'done' });
  });
});
