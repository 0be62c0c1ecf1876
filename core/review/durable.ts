import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../contract/index.ts';

/** Says a failure of disk or permissions as a problem; anything else is passed on as it is. */
export function diskProblemOf(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new ProblemError('disk-full', { path });
  if (code && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    return new ProblemError('not-writable', { path });
  return error;
}

/** Makes the names in a folder outlast a power cut. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Writes beside `file`, under `.<name>.<random>.tmp`, and syncs; returns that path. Nothing bears the final name yet. */
export async function writeAside(file: string, bytes: Uint8Array): Promise<string> {
  const aside = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(aside, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return aside;
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw diskProblemOf(error, file);
  }
}

/** Writes aside, syncs, renames, syncs the folder: a reader sees the whole file or none, also after a power cut. */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch((error) => {
    throw diskProblemOf(error, dirname(file));
  });
  const aside = await writeAside(file, bytes);
  try {
    await rename(aside, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw diskProblemOf(error, file);
  }
}
