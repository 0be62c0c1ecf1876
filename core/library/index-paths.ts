import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import type { Index, Skipped } from '../contract/index.ts';
import { groupHeaders } from './group.ts';
import type { Header } from './header.ts';
import type { FileReading } from './read.ts';
import { readMany } from './read-many.ts';
import { type FoundFile, walk } from './walk.ts';

/** What was read before. `openLibrary(…).known` is one. */
export type KnownFiles = {
  /** What a file gave, where it has not changed since; else undefined. */
  of(file: FoundFile): FileReading | undefined;
  /** Every file that holds one of these SOP Instance UIDs. */
  withInstances(uids: Set<string>): FileReading[];
};

export type IndexOptions = {
  /** `done` of `total` files and entries of archives; `total` grows as archives are opened. */
  onProgress?(done: number, total: number): void;
  signal?: AbortSignal;
  /** Worker threads; by default as many as pay off for the number of files. */
  threads?: number;
  /** Others wait for this thread: files are read in worker threads however few they are. */
  background?: boolean;
  known?: KnownFiles;
  /** Takes in research pictures too: NIfTI, PNG, JPEG. */
  pictures?: boolean;
};

/** An index with what it was made of, as `Library.add` wants it. */
export type FileIndex = Index & { readings: FileReading[] };

/** Walking keeps the thread no longer than this from answering anybody else. */
const HOLD_MS = 20;
/** Below this number of files threads cost more than they save (seen for 10,000 on two cores: 3.0 s against 1.8 s). */
const WORTH_THREADS = 20_000;

/**
 * Looks at files, folders (all the way down) and ZIP archives (read in place) and groups what is DICOM into studies and
 * series. Only headers are read. What cannot be used is in `skipped` with its reason; nothing of the input's content
 * makes this throw. Throws the signal's reason when aborted.
 */
export async function indexPaths(paths: string[], options: IndexOptions = {}): Promise<FileIndex> {
  const { signal, known } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const leftOut: Skipped[] = [];
  const readings: FileReading[] = [];
  const files: FoundFile[] = [];
  let since = performance.now();
  for (const found of walk(paths)) {
    if (performance.now() - since > HOLD_MS) {
      await turn();
      signal?.throwIfAborted();
      since = performance.now();
    }
    const before = 'code' in found ? undefined : known?.of(found);
    if ('code' in found) leftOut.push(found);
    else if (before) readings.push(before);
    else files.push(found);
  }

  const progress = progressOf(files.length + readings.length, options.onProgress);
  progress.file(readings.length);
  const keep = (reading: FileReading) => {
    readings.push(reading);
    progress.file(readings.length);
  };
  const threads = options.threads ?? (files.length < WORTH_THREADS ? 1 : availableParallelism());
  const reading = { signal, onEntries: progress.entries, pictures: options.pictures };
  if (threads < 2 && !options.background) await readMany(files, keep, reading);
  else await (await import('./threads.ts')).readInThreads(files, threads, keep, reading);

  readings.sort((a, b) => compare(a.file.path, b.file.path));
  const headers = readings.flatMap((reading) => reading.headers);
  const others = withSameInstances(readings, headers, known);
  const all = [...headers, ...others.flatMap((reading) => reading.headers)];
  const distinct = new Set(all.map(({ sopInstanceUid }) => sopInstanceUid));
  if (distinct.size < all.length) await (await import('./copies.ts')).hashCopies(all, signal);
  return {
    studies: groupHeaders(headers),
    skipped: [...leftOut, ...readings.flatMap(({ skipped }) => skipped)].sort((a, b) => compare(a.path, b.path)),
    instances: headers.length,
    elapsedMs: Math.round(performance.now() - started),
    readings: [...readings, ...others],
  };
}

/** Adds up files and, as they become known, entries of archives. */
function progressOf(files: number, tell: IndexOptions['onProgress'] = () => {}) {
  const archives = new Map<string, { done: number; total: number }>();
  let filesDone = 0;
  const sum = (key: 'done' | 'total') => [...archives.values()].reduce((all, archive) => all + archive[key], 0);
  const say = () => tell(filesDone + sum('done'), files + sum('total'));
  return {
    file(done: number) {
      filesDone = done;
      say();
    },
    entries(path: string, done: number, total: number) {
      archives.set(path, { done, total });
      say();
    },
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What the library has from other files, that are still there, under the identifiers that were found here. */
function withSameInstances(readings: FileReading[], headers: Header[], known?: KnownFiles): FileReading[] {
  if (!known) return [];
  const here = new Set(readings.map(({ file }) => file.path));
  const uids = new Set(headers.map(({ sopInstanceUid }) => sopInstanceUid));
  return known.withInstances(uids).filter(({ file }) => !here.has(file.path) && existsSync(file.path));
}
