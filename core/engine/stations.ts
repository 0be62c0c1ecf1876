import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameDecoder } from '../dicom/index.ts';
import type { Runner, RunnerProcess } from '../inference/index.ts';
import type { Library } from '../library/index.ts';
import type { ModelStore } from '../models/index.ts';
import type { Journal, RunStore } from '../review/index.ts';
import { diskProblem } from './disk.ts';
import type { Proofs } from './proofs.ts';

/** The stations of the river, each opened when it is first asked for: `doctor` must not wait for a database. */
export type Stations = {
  library(): Promise<Library>;
  journal(): Promise<Journal>;
  runStore(): Promise<RunStore>;
  modelStore(): Promise<ModelStore>;
  decoder(): Promise<FrameDecoder>;
  runner(): Promise<Runner>;
  proofs(): Promise<Proofs>;
  close(): Promise<void>;
};

export function openStations(o: {
  dataDir: string;
  shippedModels: string;
  now(): Date;
  forkRunner?: (file: string) => RunnerProcess;
}): Stations {
  const closers: (() => unknown)[] = [];
  const inDataDir = (name: string) => join(o.dataDir, name);

  const dataDir = once(async () => {
    await mkdir(o.dataDir, { recursive: true }).catch((error) => {
      throw diskProblem(error, o.dataDir);
    });
  });

  /** Opened once, in the data folder, and closed with the engine. */
  function station<T>(open: () => Promise<T>, close?: (opened: T) => unknown): () => Promise<T> {
    return once(async () => {
      await dataDir();
      const opened = await open().catch((error) => {
        throw diskProblem(error, o.dataDir);
      });
      if (close) closers.push(() => close(opened));
      return opened;
    });
  }

  const newRunner = async () => {
    const { createRunner, forkRunner, runnerFile } = await import('../inference/index.ts');
    const { forkRunner: given } = o;
    return createRunner({ fork: given ? () => given(runnerFile) : forkRunner });
  };
  const runner = once(async () => {
    const runner = await newRunner();
    closers.push(() => runner.close());
    return runner;
  });

  return {
    library: station(
      async () => (await import('../library/index.ts')).openLibrary(inDataDir('library.sqlite')),
      (library) => library.close(),
    ),
    journal: station(
      async () => (await import('../review/index.ts')).openJournal(inDataDir('journal.sqlite'), { now: o.now }),
      (journal) => journal.close(),
    ),
    runStore: station(async () => (await import('../review/index.ts')).openRunStore(inDataDir('runs'))),
    modelStore: once(async () =>
      (await import('../models/index.ts')).openModelStore({
        shipped: o.shippedModels,
        installed: inDataDir('models'),
      }),
    ),
    decoder: once(async () => {
      const decoder = (await import('../dicom/index.ts')).createFrameDecoder();
      closers.push(() => decoder.close());
      return (await import('../pictures/index.ts')).withPictures(decoder);
    }),
    runner,
    proofs: once(async () =>
      (await import('./proofs.ts')).openProofs({ dataDir: o.dataDir, runner, throwAway: newRunner, now: o.now }),
    ),
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };
}

/** Makes a value at the first call; a failure is not kept, so that a freed disk is seen at the next. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
