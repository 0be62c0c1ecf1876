import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { nearestName, type Problem, ProblemError, problemOf } from '../contract/index.ts';
import { copyAside } from './copy.ts';
import { kindOf } from './inspect.ts';
import { readNetworkFile } from './network-file.ts';
import { checkUnlisted, type ModelPackage, readPackage, withSource } from './package.ts';
import { openFolder } from './source.ts';

/** The packages on this machine: those shipped with the app and those that a person installed. */
export type ModelStore = {
  /** Usable packages by id, of each the latest version, and folders that hold no usable package, with the reason. */
  list(): Promise<{ packages: ModelPackage[]; broken: { folder: string; problem: Problem }[] }>;
  /** Throws `no-such-model`, or the problem of a package that is there and broken. */
  get(id: string): Promise<ModelPackage>;
  /**
   * Copies a package of a folder or ZIP aside, checks it, lets `prove` try it, and then moves it in. The same version
   * with other bytes is refused; another version takes the place of what was installed.
   */
  install(path: string, prove?: (model: ModelPackage) => Promise<void>): Promise<ModelPackage>;
  /** Removes what a person installed; shipped packages stay. */
  remove(id: string): Promise<void>;
};

/** In `installed` every version has a folder `id@version`; what begins with a dot is not ready. */
export function openModelStore({ shipped, installed }: { shipped: string; installed: string }): ModelStore {
  const read = cachedReader();

  async function list() {
    const packages: ModelPackage[] = [];
    const broken: { folder: string; problem: Problem }[] = [];
    const folders = [
      ...(await packageFolders(shipped)).map((folder) => ({ folder, own: true })),
      ...(await packageFolders(installed)).map((folder) => ({ folder, own: false })),
    ];
    for (const { folder, own } of folders) {
      try {
        packages.push({ ...(await read(folder)), shipped: own });
      } catch (thrown) {
        broken.push({ folder, problem: problemOf(thrown) });
      }
    }
    return { packages: latestOfEach(packages), broken };
  }

  async function get(id: string) {
    const { packages, broken } = await list();
    const found = packages.find(({ manifest }) => manifest.id === id);
    if (found) return found;
    const unusable = broken.find(({ folder }) => basename(folder).split('@')[0] === id);
    if (unusable) throw new ProblemError(unusable.problem.code as 'package-file-changed', unusable.problem.values);
    const nearest = nearestName(
      id,
      packages.map(({ manifest }) => manifest.id),
    );
    throw new ProblemError('no-such-model', { id, nearest: nearest === undefined ? '' : ` (→ "${nearest}"?)` });
  }

  async function install(path: string, prove?: (model: ModelPackage) => Promise<void>) {
    if ((await kindOf(path)) === 'network') {
      await readNetworkFile(path);
      throw new ProblemError('onnx-without-manifest', { file: basename(path) });
    }
    await mkdir(installed, { recursive: true }).catch(diskProblem(installed));
    const aside = join(installed, `.incoming-${randomUUID()}`);
    try {
      const model = await withSource(path, async (source) => {
        const files = await copyAside(source, aside).catch(diskProblem(installed));
        const copy = await readPackage(aside);
        checkUnlisted(source, files);
        return copy;
      });
      const { id, version } = model.manifest;
      const before = (await list()).packages.find(({ manifest }) => manifest.id === id);
      if (before?.manifest.version === version) {
        if (before.sha256 === model.sha256) return before;
        throw new ProblemError('model-same-version', { id, version });
      }
      await prove?.(model);
      const folder = join(installed, `${id}@${version}`);
      await rm(folder, { recursive: true, force: true });
      await rename(aside, folder).catch(diskProblem(installed));
      if (before && !before.shipped) await rm(before.folder, { recursive: true });
      return { ...model, folder };
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  async function remove(id: string) {
    const mine = (await packageFolders(installed)).filter((folder) => basename(folder).split('@')[0] === id);
    if (mine.length === 0) {
      await get(id);
      throw new ProblemError('model-shipped', { id });
    }
    // Renamed first: a half-deleted package must not be listed as a broken one.
    for (const folder of mine) {
      const aside = join(installed, `.removed-${randomUUID()}`);
      await rename(folder, aside).catch(diskProblem(installed));
      await rm(aside, { recursive: true });
    }
  }

  return { list, get, install, remove };
}

/** Folders that hold a model.json, in the order of their names; a folder that is not there holds none. */
async function packageFolders(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const folders = names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(parent, name));
  const found = await Promise.all(folders.map((folder) => stat(join(folder, 'model.json')).catch(() => undefined)));
  return folders.filter((_, i) => found[i] !== undefined);
}

function latestOfEach(packages: ModelPackage[]): ModelPackage[] {
  const latest = new Map<string, ModelPackage>();
  for (const model of packages) {
    const known = latest.get(model.manifest.id);
    // What a person installed stands before what came with the app.
    if (!known || (known.shipped && !model.shipped) || isNewer(model, known)) latest.set(model.manifest.id, model);
  }
  return [...latest.values()];
}

function isNewer(a: ModelPackage, b: ModelPackage): boolean {
  if (a.shipped !== b.shipped) return false;
  return a.manifest.version.localeCompare(b.manifest.version, 'en', { numeric: true }) > 0;
}

/** Reads a package again only when one of its files has another size or time. */
function cachedReader(): (folder: string) => Promise<ModelPackage> {
  const known = new Map<string, { print: string; model: ModelPackage }>();
  return async (folder) => {
    const print = await fingerprint(folder);
    const cached = known.get(folder);
    if (cached?.print === print) return cached.model;
    const model = await readPackage(folder);
    known.set(folder, { print, model });
    return model;
  };
}

async function fingerprint(folder: string): Promise<string> {
  const paths = [...(await openFolder(folder)).sizes.keys()];
  const found = await Promise.all(paths.map((path) => stat(join(folder, path), { bigint: true })));
  return paths.map((path, i) => `${path} ${found[i]!.size} ${found[i]!.mtimeNs} ${found[i]!.ino}`).join('\n');
}

/** What a full or locked disk throws, as a problem. */
function diskProblem(path: string): (error: unknown) => never {
  return (error) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new ProblemError('disk-full', { path });
    if (code && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
      throw new ProblemError('not-writable', { path });
    throw error;
  };
}
