import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Study } from '../../core/contract/index.ts';
import { indexPaths, type Library, openLibrary } from '../../core/library/index.ts';
import { writeCtPhantom } from '../../core/phantom/index.ts';

/** The only series of a library, as reading it finds it. */
function onlySeries(library: Library) {
  const series = library.list().studies.flatMap((study) => study.series);
  expect(series).toHaveLength(1);
  return library.series(series[0]!.seriesInstanceUid)!.series;
}

describe('the library on disk', () => {
  let folder: string;
  let file: string;
  let slices: string[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'library-'));
    file = join(folder, 'data', 'library.sqlite');
    slices = await writeCtPhantom(join(folder, 'ct'), 6);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('remembers what was opened', async () => {
    const index = await indexPaths([join(folder, 'ct')]);
    const first = openLibrary(file);
    first.add(index);
    first.close();
    const second = openLibrary(file);
    const uid = index.studies[0]!.series[0]!.seriesInstanceUid;
    expect([second.series(uid)?.study]).toEqual(JSON.parse(JSON.stringify(index.studies)));
    expect(second.series(uid)?.series.instances).toHaveLength(6);
    expect(second.problem).toBeUndefined();
    second.close();
  });

  it('puts slices that are opened one after another into one series', async () => {
    const library = openLibrary(file);
    for (const path of slices) library.add(await indexPaths([path], { known: library.known }));
    const series = onlySeries(library);
    expect(series).toMatchObject({ frames: 6, volume: true });
    expect(series.instances.map(({ instanceNumber }) => instanceNumber)).toEqual([1, 2, 3, 4, 5, 6]);
    library.close();
  });

  it('sees a copy that is opened later as a copy, and a changed one as another', async () => {
    const library = openLibrary(file);
    library.add(await indexPaths([slices[0]!], { known: library.known }));
    const copy = join(folder, 'copy.dcm');
    copyFileSync(slices[0]!, copy);
    library.add(await indexPaths([copy], { known: library.known }));
    expect(onlySeries(library).instances).toHaveLength(1);

    const bytes = readFileSync(copy);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(copy, bytes);
    library.add(await indexPaths([copy], { known: library.known }));
    expect(onlySeries(library).instances).toHaveLength(2);
    expect(onlySeries(library).notes.map(({ code }) => code)).toContain('same-identifier');
    library.close();
  });

  it('reads a file again only when it has changed', async () => {
    const library = openLibrary(file);
    const index = await indexPaths([join(folder, 'ct')], { known: library.known });
    library.add(index);
    for (const { file: found } of index.readings) expect(library.known.of(found)).toBeDefined();
    const again = await indexPaths([join(folder, 'ct')], { known: library.known });
    expect(again.studies).toEqual(JSON.parse(JSON.stringify(index.studies)));
    const [first] = index.readings;
    expect(library.known.of({ ...first!.file, modified: first!.file.modified + 1 })).toBeUndefined();
    library.close();
  });

  it('forgets files that are gone once their study is opened again', async () => {
    const library = openLibrary(file);
    library.add(await indexPaths([join(folder, 'ct')], { known: library.known }));
    rmSync(slices[5]!);
    library.add(await indexPaths([join(folder, 'ct')], { known: library.known }));
    expect(onlySeries(library).instances).toHaveLength(5);
    library.close();
  });

  it('keeps what lies on a drive that went away when more of its study is opened, and follows a folder that moved', async () => {
    const library = openLibrary(file);
    const [drive, away, other] = ['drive', 'away', 'other'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(drive);
    mkdirSync(other);
    for (const [n, path] of slices.entries()) renameSync(path, join(n < 4 ? drive : other, `${n}.dcm`));
    library.add(await indexPaths([drive], { known: library.known }));
    renameSync(drive, away);
    library.add(await indexPaths([other], { known: library.known }));
    expect(onlySeries(library).instances).toHaveLength(6);
    library.add(await indexPaths([away], { known: library.known }));
    const series = onlySeries(library);
    expect(series.instances.map(({ source }) => source.path.startsWith(drive))).not.toContain(true);
    expect(series).toMatchObject({ frames: 6, volume: true, notes: [] });
    library.close();
  });

  it('can be thrown away, and is the same once the folders are opened again', async () => {
    const first = openLibrary(file);
    first.add(await indexPaths([join(folder, 'ct')], { known: first.known }));
    const before = [first.list().studies, onlySeries(first)];
    first.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    const again = openLibrary(file);
    expect(again.problem).toBeUndefined();
    expect(again.list().studies).toEqual([]);
    again.add(await indexPaths([join(folder, 'ct')], { known: again.known }));
    expect([again.list().studies, onlySeries(again)]).toEqual(before);
    again.close();
  });

  it('is opened without the schemas of the contract, which take longer to load than headers to read', () => {
    const place = new URL('../../core/library/index.ts', import.meta.url).href;
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { if (url.includes('/zod/')) console.log(url); return next(url, context); } });
      const { openLibrary } = await import(${JSON.stringify(place)});
      openLibrary(process.argv[1]).close();`;
    const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { encoding: 'utf8' });
    expect(loaded).toBe('');
  });

  it('serves two programs at once', async () => {
    const [one, two] = [openLibrary(file), openLibrary(file)];
    one.add(await indexPaths(slices.slice(0, 3)));
    expect(two.list().studies[0]!.series[0]!.frames).toBe(3);
    two.add(await indexPaths(slices.slice(3)));
    expect(one.list().studies[0]!.series[0]!.frames).toBe(6);
    one.close();
    two.close();
  });

  it('lists studies without their instances, and once listed only what has changed since', async () => {
    const [other] = await writeCtPhantom(join(folder, 'other'), 1);
    const bytes = readFileSync(other!, 'latin1');
    const uid = (await indexPaths([other!])).studies[0]!.studyInstanceUid;
    writeFileSync(other!, bytes.replaceAll(uid, `${uid.slice(0, -1)}${uid.endsWith('1') ? 2 : 1}`), 'latin1');
    const library = openLibrary(file);
    library.add(await indexPaths(slices.slice(0, 3), { known: library.known }));
    const first = library.list();
    expect(first).toMatchObject({ whole: true, gone: [] });
    expect(JSON.stringify(first)).not.toContain(slices[0]!);

    library.add(await indexPaths([other!], { known: library.known }));
    const second = library.list(first.edition);
    expect(second).toMatchObject({ whole: false, gone: [] });
    expect(second.studies).toHaveLength(1);
    expect(second.studies[0]!.studyInstanceUid).not.toBe(uid);
    expect(library.list(second.edition)).toEqual({ ...second, studies: [] });

    // What is opened again as it was has not changed.
    library.add(await indexPaths(slices.slice(0, 3), { known: library.known }));
    expect(library.list(second.edition).studies).toEqual([]);
    library.add(await indexPaths(slices, { known: library.known }));
    expect(library.list(second.edition).studies.map(({ series }) => series[0]!.frames)).toEqual([6]);
    library.close();
  });

  it('says which studies have left the list', async () => {
    const library = openLibrary(file);
    library.add(await indexPaths([slices[0]!], { known: library.known }));
    const { edition, studies } = library.list();
    writeFileSync(slices[0]!, 'no longer an image');
    library.add(await indexPaths([slices[0]!], { known: library.known }));
    const [{ studyInstanceUid, series }] = studies as [Study];
    expect(library.list(edition)).toMatchObject({ whole: false, gone: [studyInstanceUid], studies: [] });
    expect(library.list()).toMatchObject({ whole: true, gone: [], studies: [] });
    expect(library.series(series[0]!.seriesInstanceUid)).toBeUndefined();
    library.close();
  });

  it('answers an edition that another program gave with the whole list', async () => {
    const [one, two] = [openLibrary(file), openLibrary(file)];
    one.add(await indexPaths(slices));
    const { edition } = one.list();
    for (const since of [edition, '', 'nonsense', `${edition.split('.')[0]}.nonsense`])
      expect(two.list(since)).toMatchObject({ whole: true, studies: [expect.anything()] });
    one.close();
    two.close();
  });

  it('starts anew where its file is broken, and says so', async () => {
    openLibrary(file).close();
    writeFileSync(file, 'this is not a database, and longer than a page header '.repeat(200));
    const library = openLibrary(file);
    expect(library.problem?.code).toBe('library-renewed');
    library.add(await indexPaths([slices[0]!]));
    library.close();
    const again = openLibrary(file);
    expect(again.problem).toBeUndefined();
    expect(again.list().studies).toHaveLength(1);
    again.close();
  });

  it('stays in memory where nothing can be written, and says so', async () => {
    writeFileSync(join(folder, 'not-a-folder'), '');
    const library = openLibrary(join(folder, 'not-a-folder', 'library.sqlite'));
    expect(library.problem?.code).toBe('library-renewed');
    library.add(await indexPaths([slices[0]!]));
    expect(library.list().studies).toHaveLength(1);
    library.close();
  });
});
