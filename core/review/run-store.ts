import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError, Run } from '../contract/index.ts';
import { canonicalJson, sha256Of } from './canonical.ts';
import { writeDurably } from './durable.ts';

/**
 * Runs and the masks and maps they name: each file lies under its own SHA-256 and is never changed.
 * `<folder>/files/<2 digits>/<sha256>`; `<folder>/ids/<run id>` holds the SHA-256 of the run with that id.
 */
export type RunStore = {
  /** Keeps bytes and returns their SHA-256; on disk before it returns. */
  keep(bytes: Uint8Array): Promise<string>;
  /** The bytes under a SHA-256, compared with it. Throws `artefact-missing`, `artefact-damaged`. */
  bytes(sha256: string): Promise<Uint8Array>;
  /** Keeps a run as canonical JSON and returns the SHA-256 that names it. A run id is used once. */
  save(run: Run): Promise<string>;
  /** Throws `no-such-run`, `artefact-missing`, `artefact-damaged`. */
  run(id: string): Promise<Run>;
  /** All runs, oldest first. */
  runs(): Promise<Run[]>;
};

/** The SHA-256 that names a run: over its canonical JSON. */
export const runSha256 = (run: Run): string => sha256Of(canonicalJson(run));

export function openRunStore(folder: string): RunStore {
  const pathOf = (sha256: string) => join(folder, 'files', sha256.slice(0, 2), sha256);
  const idPath = (id: string) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) throw new ProblemError('no-such-run', { run: id });
    return join(folder, 'ids', id);
  };

  async function keep(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    const there = await read(pathOf(sha256));
    // A file whose bytes rotted on the disk gets back exactly what its name promises.
    if (!there || sha256Of(there) !== sha256) await writeDurably(pathOf(sha256), bytes);
    return sha256;
  }

  async function bytes(sha256: string): Promise<Uint8Array> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new ProblemError('artefact-missing', { sha256 });
    const found = await read(pathOf(sha256));
    if (!found) throw new ProblemError('artefact-missing', { sha256 });
    if (sha256Of(found) !== sha256) throw new ProblemError('artefact-damaged', { sha256 });
    return found;
  }

  async function run(id: string): Promise<Run> {
    const sha256 = await read(idPath(id));
    if (!sha256) throw new ProblemError('no-such-run', { run: id });
    return Run.parse(JSON.parse(new TextDecoder().decode(await bytes(new TextDecoder().decode(sha256)))));
  }

  return {
    keep,
    bytes,
    run,
    async save(run) {
      const sha256 = await keep(new TextEncoder().encode(canonicalJson(run)));
      const named = await read(idPath(run.id));
      if (named && new TextDecoder().decode(named) !== sha256) throw new Error(`run id ${run.id} is in use`);
      if (!named) await writeDurably(idPath(run.id), new TextEncoder().encode(sha256));
      return sha256;
    },
    async runs() {
      const ids = (await readdir(join(folder, 'ids')).catch(() => [])).filter((name) => !name.startsWith('.'));
      const runs = await Promise.all(ids.map(run));
      return runs.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.id < b.id ? -1 : 1));
    },
  };
}

/** The bytes of a file, or undefined where there is none. */
async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
