import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openModelStore } from '../../core/models/index.ts';
import { tinyResnet } from '../onnx/tiny.ts';
import { type Files, refused, temporary, tinyPackage, write } from './packages.ts';

async function setup(shippedFiles?: Files) {
  const home = await temporary();
  const shipped = join(home, 'shipped');
  const installed = join(home, 'data', 'models');
  if (shippedFiles) await write(join(shipped, 'tiny'), shippedFiles);
  await mkdir(join(shipped, 'training'), { recursive: true });
  await writeFile(join(shipped, 'training', 'package.py'), '');
  return { home, shipped, installed, store: openModelStore({ shipped, installed }) };
}

const other = (version: string, id = 'tiny') =>
  tinyPackage((m) => Object.assign(m, { id, version, licence: 'another' }));

const ids = async (store: ReturnType<typeof openModelStore>) =>
  (await store.list()).packages.map(
    ({ manifest, shipped }) => `${manifest.id} ${manifest.version}${shipped ? ' shipped' : ''}`,
  );

describe('The store', () => {
  it('lists what is shipped, and leaves out folders that are no packages', async () => {
    const { store } = await setup(tinyPackage());
    expect(await ids(store)).toEqual(['tiny 1.0.0 shipped']);
    expect((await store.list()).broken).toEqual([]);
    expect((await store.get('tiny')).shipped).toBe(true);
  });

  it('names the nearest model for one that is not there', async () => {
    const { store } = await setup(tinyPackage());
    expect(await refused(store.get('tyni'))).toMatchObject({
      code: 'no-such-model',
      values: { nearest: ' (→ "tiny"?)' },
    });
  });

  it('installs a folder or a ZIP with every byte, and removes it again', async () => {
    const { home, installed, store } = await setup();
    const zip = join(home, 'tiny.zip');
    await writeFile(
      zip,
      zipSync(Object.fromEntries(Object.entries(tinyPackage()).map(([path, bytes]) => [`tiny-1/${path}`, bytes]))),
    );
    for (const path of [await write(join(home, 'given'), tinyPackage()), zip]) {
      const model = await store.install(path);
      expect(await readFile(join(model.folder, 'model.onnx'))).toEqual(Buffer.from(tinyResnet()));
      expect(await ids(store)).toEqual(['tiny 1.0.0']);
      await store.remove('tiny');
      expect(await ids(store)).toEqual([]);
      expect(await readdir(installed)).toEqual([]);
    }
  });

  it('leaves nothing behind and changes nothing when a package is refused', async () => {
    const { home, installed, store } = await setup();
    await store.install(await write(join(home, 'good'), tinyPackage()));
    const bad = await write(join(home, 'bad'), { ...other('2.0.0'), 'CARD.md': Buffer.from('# Tony\n') });
    expect((await refused(store.install(bad))).code).toBe('package-file-changed');
    expect(await readdir(installed)).toEqual(['tiny@1.0.0']);
  });

  it('installs only what its golden cases prove', async () => {
    const { home, installed, store } = await setup();
    const given = await write(join(home, 'given'), tinyPackage());
    await expect(store.install(given, () => Promise.reject(new Error('not the same numbers')))).rejects.toThrow(
      'not the same',
    );
    expect(await readdir(installed)).toEqual([]);
  });

  it('refuses the same version with other bytes, and takes another version in its place', async () => {
    const { home, store } = await setup();
    const first = await store.install(await write(join(home, 'a'), tinyPackage()));
    expect((await store.install(join(home, 'a'))).sha256).toBe(first.sha256);
    expect((await refused(store.install(await write(join(home, 'b'), other('1.0.0'))))).code).toBe(
      'model-same-version',
    );
    expect((await store.get('tiny')).sha256).toBe(first.sha256);
    await store.install(await write(join(home, 'c'), other('1.10.0')));
    expect(await ids(store)).toEqual(['tiny 1.10.0']);
    await store.install(await write(join(home, 'd'), other('1.9.0')));
    expect(await ids(store)).toEqual(['tiny 1.9.0']);
  });

  it('puts an installed version before the shipped one, and gives that back', async () => {
    const { home, store } = await setup(tinyPackage());
    expect((await refused(store.remove('tiny'))).code).toBe('model-shipped');
    expect((await refused(store.install(await write(join(home, 'b'), other('1.0.0'))))).code).toBe(
      'model-same-version',
    );
    await store.install(await write(join(home, 'c'), other('1.1.0')));
    expect(await ids(store)).toEqual(['tiny 1.1.0']);
    await store.remove('tiny');
    expect(await ids(store)).toEqual(['tiny 1.0.0 shipped']);
  });

  it('sees that a byte of an installed package changed, and says which file', async () => {
    const { home, store } = await setup();
    const { folder } = await store.install(await write(join(home, 'a'), tinyPackage()));
    expect(await ids(store)).toHaveLength(1);
    await writeFile(join(folder, 'CARD.md'), '# Tony\n');
    const { packages, broken } = await store.list();
    expect(packages).toEqual([]);
    expect(broken).toMatchObject([{ problem: { code: 'package-file-changed', values: { file: 'CARD.md' } } }]);
    expect((await refused(store.get('tiny'))).code).toBe('package-file-changed');
  });

  it('takes an ONNX file alone for what it is', async () => {
    const { home, store } = await setup();
    const path = join(await write(home, { 'net.onnx': tinyResnet() }), 'net.onnx');
    expect((await refused(store.install(path))).code).toBe('onnx-without-manifest');
    await writeFile(path, 'not a network');
    expect((await refused(store.install(path))).code).toBe('not-onnx');
  });

  it('says that a folder cannot be written', async () => {
    const { home, shipped } = await setup();
    await writeFile(join(home, 'file'), '');
    const store = openModelStore({ shipped, installed: join(home, 'file') });
    expect((await refused(store.install(await write(join(home, 'a'), tinyPackage())))).code).toBe('not-writable');
  });
});

describe('A hostile ZIP', () => {
  const zipped = async (entries: Record<string, Uint8Array>, edit = (bytes: Uint8Array) => bytes) => {
    const { home, installed, store } = await setup();
    const path = join(home, 'pack.zip');
    await writeFile(path, edit(zipSync(entries)));
    const problem = await refused(store.install(path));
    expect(await readdir(installed).catch(() => [])).toEqual([]);
    return problem;
  };

  it.each(['../../slip.js', '/slip.js', 'C:/slip.js', '..\\slip.js'])(
    'with an entry %s is refused as a whole',
    async (name) => expect((await zipped({ ...tinyPackage(), [name]: Buffer.from('1') })).code).toBe('package-outside'),
  );

  it('cut in the middle is damaged', async () =>
    expect((await zipped(tinyPackage(), (bytes) => bytes.subarray(0, bytes.length / 2))).code).toBe(
      'package-zip-damaged',
    ));

  it('that unpacks to more than it lists is stopped', async () => {
    const bomb = { ...tinyPackage(), 'CARD.md': new Uint8Array(50_000_000) };
    expect(['package-file-changed', 'package-zip-bomb']).toContain((await zipped(bomb)).code);
  });
});

describe('A shipped package', () => {
  it('that was copied over a read-only mount is only read', async () => {
    const { home, shipped } = await setup(tinyPackage());
    await cp(shipped, join(home, 'again'), { recursive: true });
    const before = await readdir(join(home, 'again'), { recursive: true });
    await openModelStore({ shipped: join(home, 'again'), installed: join(home, 'none') }).list();
    expect(await readdir(join(home, 'again'), { recursive: true })).toEqual(before);
  });
});
