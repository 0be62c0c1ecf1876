import { open, stat } from 'node:fs/promises';
import type { Entry, ZipFile } from 'yauzl';
import { ProblemError } from '../contract/problems/index.ts';

/** An instance in an archive may have this many bytes: it has to be unpacked into memory whole. */
const LARGEST_ENTRY = 2 ** 31;

type Directory = { key: string; entries: Map<string, Entry> };

/** Directory of the archive that was read last, since the instances of a study are asked for one after another. */
let last: Directory | undefined;

/**
 * Unpacks one entry of a ZIP or tape archive into memory; nothing is written. Throws `ProblemError` where it is locked,
 * damaged or holds more than its directory says.
 */
export async function readEntry(path: string, name: string): Promise<Uint8Array> {
  try {
    if (!(await isZip(path))) {
      const { mtimeMs, size } = await stat(path);
      const { readTarFile } = await import('./tar.ts');
      return await readTarFile(path, name, `${path}\0${mtimeMs}\0${size}`);
    }
    const { openPromise } = await import('yauzl');
    const zip = await openPromise(path, { decodeStrings: false, autoClose: false });
    try {
      const entry = (await directoryOf(path, zip)).entries.get(name);
      if (!entry) throw new Error(`${name} is missing`);
      if (entry.uncompressedSize > LARGEST_ENTRY) throw new ProblemError('unpacks-too-far');
      const chunks: Uint8Array[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('archive-unreadable', { path, reason: (error as Error).message });
  }
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2), position: 0 });
    return bytesRead === 2 && buffer.toString('latin1') === 'PK';
  } finally {
    await file.close();
  }
}

async function directoryOf(path: string, zip: ZipFile): Promise<Directory> {
  const { mtimeMs, size } = await stat(path);
  const key = `${path}\0${mtimeMs}\0${size}`;
  if (last?.key === key) return last;
  const { getFileNameLowLevel } = await import('yauzl');
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const { generalPurposeBitFlag, fileName, extraFields } = entry;
    const name = getFileNameLowLevel(generalPurposeBitFlag, fileName as unknown as Buffer, extraFields, false);
    if (!entries.has(name)) entries.set(name, entry);
  }
  last = { key, entries };
  return last;
}
