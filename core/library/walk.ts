import type { Dirent, Stats } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { ProblemCode, Skipped } from '../contract/index.ts';

/** A regular file that may hold an instance or an archive; size in bytes, time of change in ms since 1970. */
export type FoundFile = { path: string; bytes: number; modified: number };

/** Leftovers of operating systems, never worth a word. */
const LITTER = /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX)$/i;
export const isLitter = (name: string) => LITTER.test(name);

/**
 * Every regular file at the paths, folders all the way down. Nothing is opened: pipes and devices are told by their
 * mode. A path that was given may be a link; links found inside a folder are not followed, since one that stays inside
 * leads to what is found anyway, and one that leaves is not what was asked for. A DICOMDIR stands for its folder.
 */
export async function* walk(paths: string[], signal?: AbortSignal): AsyncGenerator<FoundFile | Skipped> {
  const roots = [...new Set(paths.map((path) => resolve(path)))];
  const seen = new Set<string>();
  for (const root of roots) {
    signal?.throwIfAborted();
    const status = await attempt(() => stat(root));
    if (status instanceof Error) {
      yield status.code === 'ENOENT' ? skip(root, 'not-found', { what: root }) : unreadable(root, status);
    } else if (status.isDirectory()) {
      yield* walkFolder(root, seen, signal);
    } else if (status.isFile() && basename(root).toUpperCase() === 'DICOMDIR') {
      yield* walkFolder(dirname(root), seen, signal);
    } else {
      yield* fileOf(root, status, seen);
    }
  }
}

const skip = (path: string, code: ProblemCode, values: Skipped['values'] = {}): Skipped => ({ path, code, values });
const unreadable = (path: string, error: NodeJS.ErrnoException) =>
  error.code === 'ELOOP'
    ? skip(path, 'link-broken')
    : skip(path, 'file-unreadable', { path, reason: error.code ?? '?' });

async function attempt<Value>(action: () => Promise<Value>): Promise<Value | (Error & NodeJS.ErrnoException)> {
  try {
    return await action();
  } catch (error) {
    return error as Error & NodeJS.ErrnoException;
  }
}

function* fileOf(path: string, status: Stats, seen: Set<string>): Generator<FoundFile | Skipped> {
  if (seen.has(path)) return;
  seen.add(path);
  if (status.isFile()) yield { path, bytes: status.size, modified: status.mtimeMs };
  else yield skip(path, 'not-a-file', { path });
}

async function* walkFolder(root: string, seen: Set<string>, signal?: AbortSignal): AsyncGenerator<FoundFile | Skipped> {
  const inside = (await realpath(root)) + sep;
  const waiting = [root];
  let found = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal?.throwIfAborted();
    if (seen.has(folder)) continue;
    seen.add(folder);
    const children = await attempt(() => childrenOf(folder));
    if (!Array.isArray(children)) {
      yield unreadable(folder, children);
      continue;
    }
    const folders: string[] = [];
    for (const child of children) {
      const path = join(folder, child.name);
      if (child.isDirectory()) folders.push(path);
      else {
        found += 1;
        yield* lookAt(path, child, inside, seen);
      }
    }
    waiting.push(...folders.reverse());
  }
  if (found === 0) yield skip(root, 'nothing-here');
}

async function childrenOf(folder: string): Promise<Dirent[]> {
  const children: Dirent[] = [];
  for await (const child of await opendir(folder, { bufferSize: 256 })) {
    if (!isLitter(child.name)) children.push(child);
  }
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function* lookAt(path: string, child: Dirent, inside: string, seen: Set<string>) {
  if (child.isSymbolicLink()) {
    const target = await attempt(() => realpath(path));
    if (typeof target !== 'string') yield skip(path, 'link-broken');
    else if (!(target + sep).startsWith(inside)) yield skip(path, 'link-outside');
    return;
  }
  // A name of the file system may change its kind between listing and looking (HOSTILE 16), so this is asked again.
  const status = await attempt(() => lstat(path));
  if (status instanceof Error) yield unreadable(path, status);
  else yield* fileOf(path, status, seen);
}
