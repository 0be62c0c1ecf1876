import { constants, createReadStream } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ProblemError } from '../contract/index.ts';

/** The files of a package where they lie: in a folder or in a ZIP. */
export type PackageSource = {
  /** Bytes of every file by its path inside the package; throws for links, devices and what lies outside. */
  sizes: ReadonlyMap<string, number>;
  stream(path: string): Promise<Readable>;
  close(): void;
};

export const MOST_FILES = 1000;

/** What operating systems leave behind in folders; no part of any package. */
export const isLitter = (path: string): boolean =>
  /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX(\/.*)?|\._[^/]*)$/.test(path);

export async function openFolder(folder: string): Promise<PackageSource> {
  const sizes = new Map<string, number>();
  await walk(folder, '', sizes);
  return {
    sizes,
    // Not through a link that took the file's place since it was listed.
    async stream(path) {
      const handle = await open(join(folder, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      return createReadStream('', { fd: handle });
    },
    close() {},
  };
}

async function walk(folder: string, inside: string, sizes: Map<string, number>): Promise<void> {
  for (const name of (await readdir(join(folder, inside))).sort()) {
    const path = inside ? `${inside}/${name}` : name;
    if (isLitter(path)) continue;
    const found = await lstat(join(folder, path));
    if (found.isDirectory()) await walk(folder, path, sizes);
    else if (found.isFile()) sizes.set(path, found.size);
    else throw new ProblemError('package-link', { file: path });
    if (sizes.size > MOST_FILES || path.length > 400)
      throw new ProblemError('package-too-many-files', { limit: MOST_FILES });
  }
}

/** A whole file in one piece of memory, of the size that was listed and no other. */
export async function readWhole(source: PackageSource, path: string): Promise<Uint8Array> {
  const size = source.sizes.get(path);
  if (size === undefined) throw new ProblemError('package-file-missing', { file: path });
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of await source.stream(path)) {
    if (at + chunk.length > size) throw new ProblemError('package-file-changed', { file: path });
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at !== size) throw new ProblemError('package-file-changed', { file: path });
  return bytes;
}
