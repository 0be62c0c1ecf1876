import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { InstanceSource } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { readEntry } from './archive.ts';
import type { DataSet } from './data-set.ts';
import { MoreBytesNeeded } from './elements.ts';
import { fragmentNotes } from './fragment-notes.ts';
import { readBeginning, readDataSet } from './read.ts';

/** Most headers were seen to end within this; long ones need a few rounds more. */
const FIRST_CHUNK = 8 * 2 ** 10;
const GROWTH = 4;
/** One read call takes at most 2 GiB. */
const LARGEST_READ = 2 ** 30;
/** A pipe must not keep us waiting for its other end. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads an instance up to its pixel data, from the first bytes of the file only. Throws `ProblemError` for what is no
 * DICOM, is damaged or is no file.
 */
export async function readHeader(source: InstanceSource): Promise<DataSet> {
  if (source.entry !== undefined) {
    const bytes = await readEntry(source.path, source.entry);
    return readBeginning(bytes, bytes.length);
  }
  return withFile(source.path, async (file, size) => {
    let bytes = new Uint8Array(0);
    for (let wanted = FIRST_CHUNK; ; wanted *= GROWTH) {
      const asked = Math.min(wanted, size);
      bytes = await readMore(file, bytes, asked);
      const header = headerWithin(bytes, bytes.length < asked ? bytes.length : size);
      if (header) return header;
    }
  });
}

/** Where `withHeaderSync` reads the beginnings of files to, one after the other. */
const beginning = new Uint8Array(FIRST_CHUNK);

/**
 * What `use` makes of the header that `readHeader` would give, which is good only until `use` returns: the next one
 * takes its memory. Blocks its thread: for threads that do nothing else, where six trips through the thread pool would
 * take ten times as long as the reading. The caller has seen that it is a regular file.
 */
export function withHeaderSync<T>(path: string, use: (header: DataSet) => T): T {
  return withFileSync(path, (file, size) => {
    let bytes = new Uint8Array(0);
    for (let wanted = FIRST_CHUNK; ; wanted *= GROWTH) {
      const asked = Math.min(wanted, size);
      bytes = readMoreSync(file, bytes, wanted === FIRST_CHUNK ? beginning.subarray(0, asked) : new Uint8Array(asked));
      const header = headerWithin(bytes, bytes.length < asked ? bytes.length : size);
      if (!header) continue;
      if (bytes.length < size)
        header.notes.push(...fragmentNotes(header, (at, length) => readAtSync(file, at, length)));
      return use(header);
    }
  });
}

/** The header, if it ends within these first bytes of `size` (less than was said where the file shrinks meanwhile). */
function headerWithin(bytes: Uint8Array, size: number): DataSet | undefined {
  try {
    return readBeginning(bytes, size);
  } catch (error) {
    if (error instanceof MoreBytesNeeded && bytes.length < size) return undefined;
    throw error;
  }
}

/** Reads a whole instance. Throws as `readHeader` does. */
export async function readInstance(source: InstanceSource): Promise<DataSet> {
  return readDataSet(await readSource(source));
}

/** Like `readInstance` of a file, but blocks its thread, as `withHeaderSync` does. */
export function readInstanceSync(path: string): DataSet {
  return readDataSet(withFileSync(path, (file, size) => readMoreSync(file, new Uint8Array(0), new Uint8Array(size))));
}

/** The bytes of a file. Only regular files are opened: never a device or a pipe. */
export async function readSource({ path, entry }: InstanceSource): Promise<Uint8Array> {
  if (entry !== undefined) return readEntry(path, entry);
  return withFile(path, (file, size) => readMore(file, new Uint8Array(0), size));
}

async function withFile<T>(path: string, use: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await openRegular(path);
  try {
    return await use(file, (await file.stat()).size);
  } catch (error) {
    throw asProblem(path, error);
  } finally {
    await file.close();
  }
}

function withFileSync<T>(path: string, use: (file: number, size: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, READ_ONLY);
    const status = fstatSync(file);
    if (!status.isFile()) throw new ProblemError('not-a-file', { path });
    return use(file, status.size);
  } catch (error) {
    throw asProblem(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Looks before it opens, and looks again at what it opened, without waiting for the other end of a pipe. */
async function openRegular(path: string): Promise<FileHandle> {
  try {
    if (!(await stat(path)).isFile()) throw new ProblemError('not-a-file', { path });
    const file = await open(path, READ_ONLY);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new ProblemError('not-a-file', { path });
  } catch (error) {
    throw asProblem(path, error);
  }
}

/** What the system says about a file is the user's to know; anything else stays what it is. */
function asProblem(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code && syscall ? new ProblemError('file-unreadable', { path, reason: code }) : error;
}

/** Grows `bytes`, the beginning of the file, to `wanted` bytes; shorter where the file became so meanwhile. */
async function readMore(file: FileHandle, bytes: Uint8Array, wanted: number): Promise<Uint8Array<ArrayBuffer>> {
  const grown = new Uint8Array(wanted);
  grown.set(bytes);
  let at = bytes.length;
  while (at < wanted) {
    const { bytesRead } = await file.read(grown, at, Math.min(wanted - at, LARGEST_READ), at);
    if (bytesRead === 0) return grown.slice(0, at);
    at += bytesRead;
  }
  return grown;
}

function readAtSync(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}

/** Like `readMore`, into memory that is there. */
function readMoreSync(file: number, bytes: Uint8Array, grown: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  grown.set(bytes);
  let at = bytes.length;
  while (at < grown.length) {
    const read = readSync(file, grown, at, Math.min(grown.length - at, LARGEST_READ), at);
    if (read === 0) return grown.subarray(0, at);
    at += read;
  }
  return grown;
}
