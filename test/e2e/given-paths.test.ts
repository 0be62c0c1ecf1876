import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { type App, noBrowser, openApp } from './app.ts';

describe.skipIf(noBrowser)('paths on the command line', () => {
  let folder: string;
  let app: App;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-given-'));
    await writeExampleStudy(folder);
    app = await openApp({ language: 'en', paths: [folder] });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('open without a click, and the first volume is shown', async () => {
    await app.page.getByRole('application', { name: /T1 hippocampus crop/ }).waitFor();
    expect(await app.page.getByRole('button', { name: /Chest AP/ }).count()).toBe(1);
  });
});
