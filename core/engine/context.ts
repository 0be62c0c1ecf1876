import type { Job, Language } from '../contract/index.ts';
import type { RunnerProcess } from '../inference/index.ts';
import type { Jobs } from './jobs.ts';
import type { SeriesReader } from './series.ts';
import type { Stations } from './stations.ts';

export type EngineOptions = {
  dataDir: string;
  language: Language;
  host: 'electron' | 'browser' | 'command line';
  version: string;
  /** Folder of the packages that come with the program. */
  shippedModels: string;
  /** Paths given at the start: the page opens them first. */
  startPaths?: string[];
  now?: () => Date;
  /** How a runner process is started from its file; by default as a child of Node. */
  forkRunner?: (file: string) => RunnerProcess;
};

/** What a screen should fetch again. */
type Changed = 'studies' | 'runs' | 'models' | 'journal' | 'measurements';

export type EngineEvent = { type: 'job'; job: Job } | { type: 'changed'; what: Changed };

/** What every operation of the engine is handed. */
export type EngineContext = {
  options: EngineOptions & { now(): Date };
  stations: Stations;
  jobs: Jobs;
  series: SeriesReader;
  emit(event: EngineEvent): void;
};
