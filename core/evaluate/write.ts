import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Evaluation, ProblemError } from '../contract/index.ts';
import { caseTable } from './case-table.ts';

/** The files of an evaluation, by name. */
const filesOf = (evaluation: Evaluation): Record<string, Uint8Array | string> => ({
  'evaluation.json': `${JSON.stringify(evaluation, null, 1)}\n`,
  'cases.csv': caseTable(evaluation),
});

/** Throws `export-exists` where files of an evaluation are there already: it is said before hours of running. */
export function refuseExisting(folder: string): void {
  const path = ['evaluation.json', 'cases.csv'].map((name) => join(folder, name)).find(existsSync);
  if (path) throw new ProblemError('export-exists', { path });
}

/** Writes an evaluation into a folder, which is made if need be. */
export async function writeEvaluation(evaluation: Evaluation, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(filesOf(evaluation))) await writeFile(join(folder, name), content);
}
