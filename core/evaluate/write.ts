import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Evaluation, Language, ProblemError } from '../contract/index.ts';
import { caseTable } from './case-table.ts';
import { evaluationPage, pageName } from './page.ts';

/** The files of an evaluation, by name. */
const FILES: Record<string, (evaluation: Evaluation) => Uint8Array | string> = {
  'evaluation.json': (evaluation) => `${JSON.stringify(evaluation, null, 1)}\n`,
  'cases.csv': caseTable,
  ...Object.fromEntries(
    Language.options.map((language) => [
      pageName(language),
      (evaluation: Evaluation) => evaluationPage(evaluation, language),
    ]),
  ),
};

/** Throws `export-exists` where files of an evaluation are there already: it is said before hours of running. */
export function refuseExisting(folder: string): void {
  const path = Object.keys(FILES)
    .map((name) => join(folder, name))
    .find(existsSync);
  if (path) throw new ProblemError('export-exists', { path });
}

/** Writes an evaluation into a folder, which is made if need be, and says which files. */
export async function writeEvaluation(evaluation: Evaluation, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (const [name, contentOf] of Object.entries(FILES)) await writeFile(join(folder, name), contentOf(evaluation));
  return Object.keys(FILES);
}
