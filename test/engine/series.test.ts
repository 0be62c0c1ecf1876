import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeriesReader } from '../../core/engine/series.ts';
import { indexPaths, type Library, openLibrary } from '../../core/library/index.ts';
import { writeExampleStudy } from '../../core/phantom/index.ts';

describe('What is read of a series', () => {
  let folder: string;
  let library: Library;
  let uid: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'series-'));
    await writeExampleStudy(join(folder, 'study'));
    library = openLibrary(join(folder, 'library.sqlite'));
    const found = await indexPaths([join(folder, 'study')]);
    library.add(found);
    uid = found.studies[0]!.series[0]!.seriesInstanceUid;
  });
  afterAll(() => {
    library.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is read once, until files may have changed', async () => {
    const series = createSeriesReader(async () => library);
    const before = series.facts(uid);
    expect(series.facts(uid)).toBe(before);
    series.forget();
    const after = await series.facts(uid);
    expect(after).not.toBe(await before);
    expect(after.edition).toBeGreaterThan((await before).edition);
  });

  it('stays of the edition that its reading began in, and is not kept where files changed meanwhile', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const series = createSeriesReader(() => opened.then(() => library));
    const early = series.facts(uid);
    series.forget();
    open();
    const late = await series.facts(uid);
    expect((await early).edition).toBeLessThan(late.edition);
    expect(await series.facts(uid)).toBe(late);
  });
});
