import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEngine, type Engine, shippedModelsFolder } from '../../core/engine/index.ts';
import { temporaryFolder } from './transports.ts';

/* What became of a data folder while Skiagraph was closed is said in its window, and the rest works on. */
describe('The engine on a data folder that was damaged', () => {
  let dataDir: string;
  let engine: Engine;
  const answer = async (path: string) => (await engine.fetch(new Request(`http://engine${path}`))).json();

  beforeEach(async () => {
    dataDir = await temporaryFolder();
    const options = { dataDir, language: 'en', host: 'browser', version: '0.0.0' } as const;
    engine = createEngine({ ...options, shippedModels: shippedModelsFolder });
  });
  afterEach(async () => {
    await engine.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('says that the list of studies was started anew', async () => {
    await writeFile(
      join(dataDir, 'library.sqlite'),
      'this is no database, and it is long enough to be looked at'.repeat(100),
    );
    expect(await answer('/api/studies')).toMatchObject({ studies: [], problem: { code: 'library-renewed' } });
  });

  test('says why hanging protocols are not in use, and leaves them as they are', async () => {
    const file = join(dataDir, 'hanging.json');
    const broken = { '{ "rules": [': /JSON/, '{ "rules": [{ "name": 1 }] }': /rules\.0\.name/ };
    for (const [text, reason] of Object.entries(broken)) {
      await writeFile(file, text);
      const { problem, hanging } = await answer('/api/hanging');
      expect(problem).toMatchObject({ code: 'hanging-damaged', values: { reason: expect.stringMatching(reason) } });
      expect(hanging.rules.length).toBeGreaterThan(0);
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  test('names the installed model that cannot be used beside those that can', async () => {
    const folder = join(dataDir, 'models', 'half-a-model');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'model.json'), '{ "manifest": 1, ');
    const { models, errors } = await answer('/api/models');
    expect(models.length).toBeGreaterThan(0);
    expect(errors).toEqual([expect.objectContaining({ code: expect.stringContaining('manifest') })]);
  });
});
