import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCtPhantom } from '../../core/phantom/index.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { lockedZip, PASSWORD } from '../library/locked-zip.ts';
import { skiagraph, skiagraphFed } from './command.ts';

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('skiagraph-unlocked-'));

describe('The command line, with an archive under a password', () => {
  let folder: string;
  let data: string;
  beforeAll(async () => {
    [folder, data] = [await temporaryFolder(), await temporaryFolder()];
    const slices = await writeCtPhantom(join(folder, 'slices'), 3);
    writeFileSync(join(folder, 'disc.zip'), await lockedZip(slices, false));
    rmSync(join(folder, 'slices'), { recursive: true });
  });
  afterAll(() => {
    for (const one of [folder, data]) rmSync(one, { recursive: true, force: true });
  });

  test('says how to give the password, and lists the images once it is given on standard input', async () => {
    const without = await skiagraph(data, ['index', folder]);
    expect(without.code).not.toBe(0);
    expect(without.err).toContain('--password-stdin');
    const before = leftovers();
    const listed = await skiagraphFed(data, ['index', folder, '--json', '--password-stdin'], `${PASSWORD}\n`);
    expect(listed).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(listed.out)).toMatchObject({ instances: 3, skipped: [] });
    expect(leftovers()).toEqual(before);
  });

  test('refuses a wrong password and an empty one, in words', async () => {
    const wrong = await skiagraphFed(data, ['index', folder, '--password-stdin'], 'something else\n');
    expect(wrong.code).not.toBe(0);
    expect(wrong.err).toContain('disc.zip');
    const none = await skiagraphFed(data, ['index', folder, '--password-stdin'], '');
    expect(none.err).toContain('needs a password on standard input');
  });

  test('analyses what was locked, and keeps the images that its runs name', async () => {
    const out = join(folder, 'out');
    const words = ['analyse', folder, '--out', out, '--model', 'hippocampus-mr', '--json', '--password-stdin'];
    const ended = await skiagraphFed(data, words, PASSWORD);
    // A CT: the model reads MR only, so what is said is of the series, no longer of the archive.
    expect(ended.err).not.toContain('--password-stdin');
    expect(JSON.stringify(JSON.parse(ended.out).refused)).toContain('hippocampus-mr');
    const kept = readdirSync(join(data, 'incoming'), { recursive: true }).filter((name) => `${name}`.endsWith('.dcm'));
    expect(kept).toHaveLength(3);
    expect(readFileSync(join(folder, 'disc.zip')).subarray(0, 2).toString()).toBe('PK');
  });
});
