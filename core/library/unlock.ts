import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry, ZipReader } from '@zip.js/zip.js';
import { ProblemError } from '../contract/problems/index.ts';
import { isLitter } from './walk.ts';

/** All of an archive may unpack to this many bytes: a large study, not a disk. */
const LARGEST_WHOLE = 8 * 2 ** 30;

type UnlockOptions = { signal: AbortSignal; onProgress(done: number, total: number): void };

/**
 * Unpacks what is locked in a ZIP (PKWARE's own cipher or AES) into a folder, files by number: a name inside is never a
 * path. The archive itself stays as it is. Throws `ProblemError` for a wrong password, damage, and too much.
 */
export async function unlockArchive(
  path: string,
  password: string,
  folder: string,
  options: UnlockOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  const { BlobReader, configure, ERR_INVALID_PASSWORD, ZipReader } = await import('@zip.js/zip.js');
  const { memberFault } = await import('./archive.ts');
  const isWanted = (entry: Entry): entry is FileEntry =>
    !entry.directory && entry.encrypted && !memberFault(entry.filename) && !entry.filename.split('/').some(isLitter);
  // Threads of its own would need a page.
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new BlobReader(await openAsBlob(path)), { password, checkSignature: true });
  let unpacked = 0;
  let byOneByte = false;
  try {
    const entries = (await reader.getEntries()).filter(isWanted);
    let left = LARGEST_WHOLE;
    for (const entry of entries) {
      signal.throwIfAborted();
      byOneByte = entry.zipCrypto && unpacked === 0;
      left -= await unpack(entry, join(folder, `${unpacked + 1}.dcm`), left);
      onProgress(++unpacked, entries.length);
    }
  } catch (error) {
    if (error instanceof ProblemError || signal.aborted) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    if (code) throw error;
    // PKWARE's cipher checks a password by one byte (APPNOTE 6.1.6): one wrong password in 256 is found out only by
    // what it unpacks to. Once a file came out whole, the password is right and the archive is not.
    const wrong = message === ERR_INVALID_PASSWORD || byOneByte;
    throw wrong ? new ProblemError('archive-password-wrong', { path }) : new ProblemError('archive-damaged');
  } finally {
    await reader.close();
  }
}

type Entry = Awaited<ReturnType<ZipReader<Blob>['getEntries']>>[number];

/** Writes one file; answers its bytes. What unpacks to more than `most` is stopped on its way. */
async function unpack(entry: FileEntry, target: string, most: number): Promise<number> {
  const file = await open(target, 'wx');
  let size = 0;
  try {
    const writable = new WritableStream<Uint8Array>({
      async write(chunk) {
        size += chunk.length;
        if (size > most) throw new ProblemError('archive-bomb');
        await file.write(chunk);
      },
    });
    await entry.getData(writable);
    return size;
  } finally {
    await file.close();
  }
}
