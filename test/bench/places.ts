import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indexPaths } from '../../core/library/index.ts';
import { writeCtPhantom, writeExampleStudy } from '../../core/phantom/index.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const cli = join(root, 'cli/skiagraph.mjs');
export const python = '/usr/bin/python3';

const scratchFolders: string[] = [];
process.on('exit', () => {
  for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the bench ends. */
export async function scratch(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `skiagraph-bench-${name}-`));
  scratchFolders.push(folder);
  return folder;
}

export const once = <Value>(make: () => Promise<Value>) => {
  let value: Promise<Value> | undefined;
  return () => {
    value ??= make();
    return value;
  };
};

/** 1,000 CT slices of 512 × 512, made once a bench. */
export const ctPhantom = once(async () => {
  const folder = await scratch('ct');
  await writeCtPhantom(folder, 1000);
  return folder;
});

/** The example studies, of no real patient. */
export const exampleStudy = once(async () => {
  const folder = await scratch('example');
  await writeExampleStudy(folder);
  return folder;
});

const exampleSeries = once(async () => {
  const { studies } = await indexPaths([await exampleStudy()]);
  return studies.flatMap((study) => study.series.map((series) => ({ study, series })));
});

/** Of the examples the MR crop of a hippocampus. */
export const hippocampusCrop = async () =>
  (await exampleSeries()).find(({ series }) => series.description.includes('hippocampus'))!;

/** Of the examples the radiograph of a chest. */
export const radiograph = async () => (await exampleSeries()).find(({ series }) => series.modality !== 'MR')!;

export const missing = (...paths: string[]) => {
  const absent = paths.find((path) => !existsSync(path));
  return Promise.resolve(absent && `${absent} is not on this machine`);
};
