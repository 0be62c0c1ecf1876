import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import type { Skipped } from '../contract/index.ts';
import type { ProblemCode } from '../contract/problems/index.ts';

/** A regular file that may hold an instance or an archive; size in bytes, time of change in ms since 1970. */
export type FoundFile = { path: string; bytes: number; modified: number };

/** Leftovers of operating systems, never worth a word. */
const LITTER = /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX)$/i;
export const isLitter = (name: string) => LITTER.test(name);

/** How a place inside an archive is written in a list of paths. */
export const placeIn = (path: string, entry: string) => `${path}!${entry}`;

/**
 * Every regular file at the paths, folders all the way down. Nothing is opened: pipes and devices are told by their
 * mode. A path that was given may be a link; links found inside a folder are not followed, since one that stays inside
 * leads to what is found anyway, and one that leaves is not what was asked for. A DICOMDIR stands for its folder.
 * Blocks its thread: a call through the thread pool would cost more than the file system's answer.
 */
export function* walk(paths: string[]): Generator<FoundFile | Skipped> {
  const roots = [...new Set(paths.map((path) => resolve(path)))];
  const seen = new Set<string>();
  for (const root of roots) {
    const status = attempt(() => statSync(root));
    if (status instanceof Error) {
      yield status.code === 'ENOENT' ? skip(root, 'not-found', { what: root }) : unreadable(root, status);
    } else if (status.isDirectory()) {
      yield* walkFolder(root, seen);
    } else if (status.isFile() && basename(root).toUpperCase() === 'DICOMDIR') {
      yield* walkFolder(dirname(root), seen);
    } else if (!seen.has(root)) {
      seen.add(root);
      yield fileOf(root, status);
    }
  }
}

const skip = (path: string, code: ProblemCode, values: Skipped['values'] = {}): Skipped => ({ path, code, values });
const unreadable = (path: string, error: NodeJS.ErrnoException) =>
  error.code === 'ELOOP'
    ? skip(path, 'link-broken')
    : skip(path, 'file-unreadable', { path, reason: error.code ?? '?' });

function attempt<Value>(action: () => Value): Value | (Error & NodeJS.ErrnoException) {
  try {
    return action();
  } catch (error) {
    return error as Error & NodeJS.ErrnoException;
  }
}

const fileOf = (path: string, status: Stats): FoundFile | Skipped =>
  status.isFile() ? { path, bytes: status.size, modified: status.mtimeMs } : skip(path, 'not-a-file', { path });

function* walkFolder(root: string, seen: Set<string>): Generator<FoundFile | Skipped> {
  const inside = realpathSync(root) + sep;
  const waiting = [root];
  let found = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const children = attempt(() => childrenOf(folder!));
    if (!Array.isArray(children)) {
      yield unreadable(folder, children);
      continue;
    }
    const folders: string[] = [];
    const prefix = folder.endsWith(sep) ? folder : folder + sep;
    for (const child of children) {
      const path = prefix + child.name;
      if (child.isDirectory()) {
        folders.push(path);
        continue;
      }
      found += 1;
      if (seen.has(path)) continue;
      seen.add(path);
      const looked = lookAt(path, child, inside);
      if (looked) yield looked;
    }
    waiting.push(...folders.reverse());
  }
  if (found === 0) yield skip(root, 'nothing-here');
}

const childrenOf = (folder: string): Dirent[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !isLitter(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

function lookAt(path: string, child: Dirent, inside: string): FoundFile | Skipped | undefined {
  if (child.isSymbolicLink()) {
    const target = attempt(() => realpathSync(path));
    if (typeof target !== 'string') return skip(path, 'link-broken');
    return (target + sep).startsWith(inside) ? undefined : skip(path, 'link-outside');
  }
  // A name of the file system may change its kind between listing and looking (HOSTILE 16), so this is asked again.
  const status = attempt(() => lstatSync(path));
  return status instanceof Error ? unreadable(path, status) : fileOf(path, status);
}
