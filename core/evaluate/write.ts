import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Evaluation, Language, ProblemError } from '../contract/index.ts';
import { caseTable } from './case-table.ts';
import { evaluationPage, pageName } from './page.ts';

/** The files of an evaluation, by name. */
const filesOf = (evaluation: Evaluation): Record<string, Uint8Array | string> => ({
  'evaluation.json': `${JSON.stringify(evaluation, null, 1)}\n`,
  'cases.csv': caseTable(evaluation),
  ...Object.fromEntries(Language.options.map((language) => [pageName(language), evaluationPage(evaluation, language)])),
});

/** Throws `export-exists` where files of an evaluation are there already: it is said before hours of running. */
export function refuseExisting(folder: string): void {
  const path = ['evaluation.json', 'cases.csv', ...Language.options.map(pageName)]
    .map((name) => join(folder, name))
    .find(existsSync);
  if (path) throw new ProblemError('export-exists', { path });
}

/** Writes an evaluation into a folder, which is made if need be. */
export async function writeEvaluation(evaluation: Evaluation, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(filesOf(evaluation))) await writeFile(join(folder, name), content);
}
