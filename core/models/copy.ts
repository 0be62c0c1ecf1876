import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import { checkListed, readList } from './package.ts';
import type { PackageFiles } from './parse.ts';
import type { PackageSource } from './source.ts';

/** Bytes of a whole package; more than any network and its golden cases need. */
const LARGEST_PACKAGE = 4 * 2 ** 30;

/**
 * Copies model.json and the files that it lists into a new folder, each on disk before this returns. No file grows
 * beyond its listed size; what is copied is not judged here (`readPackage` does that on the copy). Gives the list.
 */
export async function copyAside(source: PackageSource, folder: string): Promise<PackageFiles> {
  const { files } = await readList(source);
  checkListed(source, files);
  const total = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LARGEST_PACKAGE) throw new ProblemError('package-too-big', { limit: '4 GB' });
  for (const path of ['model.json', ...Object.keys(files)]) await copyFile(source, path, join(folder, path));
  return files;
}

async function copyFile(source: PackageSource, path: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const target = await open(to, 'wx');
  try {
    let left = source.sizes.get(path) ?? 0;
    for await (const chunk of await source.stream(path)) {
      left -= chunk.length;
      if (left < 0) throw new ProblemError('package-zip-bomb', { file: path });
      await target.writeFile(chunk);
    }
    await target.sync();
  } finally {
    await target.close();
  }
}
