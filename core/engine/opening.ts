import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Index, Job } from '../contract/index.ts';
import type { EngineContext } from './context.ts';
import { diskProblem } from './disk.ts';
import type { JobReport } from './jobs.ts';
import { receiveFiles } from './multipart.ts';

/** What a page may send at once: a large study, not a disk. */
const UPLOAD_LIMIT = 8 * 2 ** 30;

type Work = { signal: AbortSignal; report: JobReport };

/** A job that indexes paths and puts what it finds into the library. */
export function openJob(context: EngineContext, paths: string[]): Job {
  return context.jobs.start({ kind: 'open', title: paths.join(', ') }, (work) => open(context, paths, work));
}

/**
 * A job that takes in what is in a folder and what comes into it, until it is cancelled. While the folder cannot be
 * reached, as on a network drive that went away, its stage is `away`, and it goes on when the folder is back.
 */
export function watchJob(context: EngineContext, folder: string): Job {
  return context.jobs.start({ kind: 'watch', title: folder }, async ({ signal, report }) => {
    const { watchFolder } = await import('../library/index.ts');
    const path = resolve(folder);
    let taken = 0;
    for await (const { paths, there } of watchFolder(path, { signal })) {
      if (paths.length > 0) {
        const { instances } = await indexIntoLibrary(context, paths, { signal, onProgress: () => {} });
        taken += instances;
      }
      report({ stage: there ? 'watch' : 'away', done: taken, total: taken });
    }
    return undefined;
  });
}

/** Unpacks what is locked in a ZIP into the data folder, then opens it. The password is used once and kept nowhere. */
export async function unlockJob(context: EngineContext, asked: { path: string; password: string }): Promise<Job> {
  const folder = join(context.options.dataDir, 'incoming', randomUUID());
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw diskProblem(error, folder);
  });
  return context.jobs.start({ kind: 'open', title: folder }, async (work) => {
    const { unlockArchive } = await import('../library/index.ts');
    const onProgress = (done: number, total: number) => work.report({ stage: 'unpack', done, total });
    try {
      await unlockArchive(asked.path, asked.password, folder, { signal: work.signal, onProgress });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw diskProblem(error, folder);
    }
    return open(context, [folder], work);
  });
}

/** Makes the example study (no real patient) in the data folder, then opens it. */
export function exampleJob(context: EngineContext): Job {
  return context.jobs.start({ kind: 'open', title: 'example' }, async (work) => {
    work.report({ stage: 'write', done: 0, total: 1 });
    const folder = join(context.options.dataDir, 'example');
    await mkdir(folder, { recursive: true }).catch((error) => {
      throw diskProblem(error, folder);
    });
    const { writeExampleStudy } = await import('../phantom/index.ts');
    await writeExampleStudy(folder);
    return open(context, [folder], work);
  });
}

/** Takes a browser's files into the data folder, then opens them. */
export async function uploadJob(context: EngineContext, request: Request): Promise<Job> {
  const folder = join(context.options.dataDir, 'incoming', randomUUID());
  const files = await receiveFiles(request, folder, UPLOAD_LIMIT).catch((error) => {
    throw diskProblem(error, folder);
  });
  return context.jobs.start({ kind: 'open', title: `${files.length}` }, (work) => open(context, [folder], work));
}

async function open(context: EngineContext, paths: string[], { signal, report }: Work): Promise<Partial<Job>> {
  const index = await indexIntoLibrary(context, paths, {
    signal,
    onProgress: (done, total) => report({ stage: 'index', done, total }),
  });
  const { nothingFound } = await import('../library/index.ts');
  const problem = index.studies.length ? undefined : nothingFound(index, paths).problem;
  const studies = index.studies.map((study) => study.studyInstanceUid);
  return { studies, skipped: index.skipped, ...(problem && { problem }) };
}

/** Indexes paths, reading again only what has changed since, and keeps what was found. */
export async function indexIntoLibrary(
  context: EngineContext,
  paths: string[],
  o: { signal: AbortSignal; onProgress(done: number, total: number): void },
): Promise<Index> {
  const { indexPaths } = await import('../library/index.ts');
  const library = await context.stations.library();
  const index = await indexPaths(paths, { ...o, known: library.known, background: true, pictures: true });
  library.add(index);
  context.series.forget();
  context.emit({ type: 'changed', what: 'studies' });
  return index;
}
