import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type Problem, ProblemError } from '../contract/index.ts';
import { type Draft, draftPackage } from './draft.ts';
import { importFrom } from './import.ts';
import type { Imported } from './import-values.ts';
import { parseManifestJson } from './json.ts';
import { Manifest } from './manifest.ts';
import { readNetworkFile } from './network-file.ts';
import { type ModelPackage, readPackage, withSource } from './package.ts';
import { parseManifest } from './parse.ts';
import { type PackageSource, readWhole } from './source.ts';
import { refuseTodo, todosIn } from './todo.ts';

/** What an author still has to write, and where. */
export type Drafted = { folder: string; todo: { where: string; todo: string }[] };

/**
 * Starts a package in a new folder: the network, a manifest and a card with what the graph tells (`draftPackage`), and
 * an empty folder for golden cases. Throws a ProblemError; a folder that has files is left alone.
 */
export async function newPackage(o: {
  file: string;
  folder: string;
  schema: string;
  /** Files of another framework that say more (`importFrom`). */
  from?: string;
}): Promise<Drafted> {
  const { file, folder, schema, from } = o;
  if (!(await stat(file).catch(() => undefined))) throw new ProblemError('not-found', { what: file });
  const draft = draftPackage(await readNetworkFile(file), { id: idOf(folder), schema });
  const manifest = from === undefined ? draft.manifest : merged(draft.manifest, await importFrom(from));
  if ((await readdir(folder).catch(() => [])).length) throw new ProblemError('package-folder-used', { path: folder });
  await mkdir(join(folder, 'golden'), { recursive: true });
  await copyFile(file, join(folder, 'model.onnx'));
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(folder, 'CARD.md'), draft.card);
  return { folder, todo: todosIn(manifest) };
}

/** What is left to write in a package's folder, or what is wrong with what was written. */
export type DraftState = Drafted & {
  problem?: Problem;
  /** How pictures are prepared, once that much is written. */
  preparation?: Pick<Manifest, 'prepare' | 'input' | 'network'>;
};

/** Reads the manifest of a folder as far as its author has come. Throws a ProblemError where there is none. */
export async function checkDraft(folder: string): Promise<DraftState> {
  return withSource(folder, async (source) => {
    const json = parseManifestJson(await readWhole(source, 'model.json'));
    const preparation = Preparing.safeParse(json).data;
    const state = { folder, todo: todosIn(json), ...(preparation && { preparation }) };
    if (state.todo.length) return state;
    try {
      await sealed(json as object, source);
      return state;
    } catch (thrown) {
      if (!(thrown instanceof ProblemError)) throw thrown;
      return { ...state, problem: thrown.problem };
    }
  });
}

const Preparing = z.object({
  prepare: Manifest.shape.prepare,
  input: Manifest.shape.input,
  network: Manifest.shape.network,
});

/** What was imported in the place of what a graph cannot say. */
function merged(manifest: Draft['manifest'], imported: Imported): object {
  const labels = imported.labels ?? [];
  if (imported.labels && labels.length !== manifest.labels.length)
    throw new ProblemError('package-label-count', { labels: labels.length, channels: manifest.labels.length });
  const [channels, inputs] = [imported, { manifest }].map((one) => one.manifest.input?.channels?.length ?? 1);
  if (channels !== inputs) throw new ProblemError('package-channel-count', { channels: channels!, inputs: inputs! });
  return {
    ...manifest,
    ...imported.manifest,
    labels: manifest.labels.map((label, n) => ({ ...label, ...labels[n] })),
  };
}

/** A folder's name as an id: small letters, digits and hyphens. */
const idOf = (folder: string) =>
  basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64) || 'model';

/**
 * Seals a package: writes size and SHA-256 of every file into its model.json, and checks it as an installation does, but
 * for the golden cases. Throws a ProblemError, of which the manifest's own come before anything is written.
 */
export async function packPackage(folder: string): Promise<ModelPackage> {
  const manifest = await withSource(folder, async (source) => {
    const { $schema: _, ...json } = parseManifestJson(await readWhole(source, 'model.json')) as Record<string, unknown>;
    refuseTodo(json);
    return sealed(json, source);
  });
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return readPackage(folder);
}

/** A manifest with the list of its files. Throws a ProblemError for what is not right or not there. */
async function sealed(json: object, source: PackageSource): Promise<object> {
  await refuseUnfinishedCard(source);
  const manifest: Record<string, unknown> = { ...json, files: await listFiles(source) };
  refuseMissingGolden(manifest, source);
  parseManifest(manifest);
  return manifest;
}

async function refuseUnfinishedCard(source: PackageSource): Promise<void> {
  if (!source.sizes.has('CARD.md')) throw new ProblemError('package-file-missing', { file: 'CARD.md' });
  const text = new TextDecoder().decode(await readWhole(source, 'CARD.md'));
  const line = text.split('\n').find((each) => /^(# )?TODO:/.test(each));
  if (line) throw new ProblemError('package-todo', { where: 'CARD.md', todo: line });
}

function refuseMissingGolden({ golden }: { golden?: unknown }, source: PackageSource): void {
  for (const one of Array.isArray(golden) ? golden : [])
    for (const file of [one?.input, one?.output])
      if (typeof file === 'string' && !source.sizes.has(file)) throw new ProblemError('golden-not-there', { file });
}

async function listFiles(source: PackageSource) {
  const files: Record<string, { sha256: string; bytes: number }> = {};
  for (const [path, bytes] of source.sizes) {
    if (path === 'model.json') continue;
    const hash = createHash('sha256');
    await pipeline(await source.stream(path), hash);
    files[path] = { sha256: hash.digest('hex'), bytes };
  }
  return files;
}
