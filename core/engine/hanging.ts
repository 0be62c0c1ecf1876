import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hanging, type Problem, ProblemError } from '../contract/index.ts';
import type { EngineContext } from './context.ts';

/** Where nothing is said, a study starts with one image. Radiographs and mammograms hang as they are read. */
const DEFAULT: Hanging = Hanging.parse({
  rules: [
    {
      name: 'Mammogram, four views',
      modality: 'MG',
      layout: '2x2',
      panes: [
        { view: 'CC', laterality: 'R' },
        { view: 'CC', laterality: 'L' },
        { view: 'MLO', laterality: 'R' },
        { view: 'MLO', laterality: 'L' },
      ],
    },
    { name: 'Digital radiograph, two views', modality: 'DX', layout: '1x2', panes: [{}, {}] },
    { name: 'Computed radiograph, two views', modality: 'CR', layout: '1x2', panes: [{}, {}] },
  ],
});

const fileOf = ({ options }: EngineContext) => join(options.dataDir, 'hanging.json');
const textOf = (hanging: Hanging) => new TextEncoder().encode(`${JSON.stringify(hanging, null, 2)}\n`);

/**
 * The user's hanging protocols, written down at the first question so that they can be edited. A file that cannot be
 * understood is left as it is: the defaults are used, and `problem` says why.
 */
export async function readHanging(
  context: EngineContext,
): Promise<{ hanging: Hanging; path: string; problem?: Problem }> {
  const path = fileOf(context);
  try {
    if (!existsSync(path)) await write(context, DEFAULT);
    return { hanging: await stored(path), path };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { hanging: DEFAULT, path, problem: error.problem };
  }
}

const stored = async (path: string) => (existsSync(path) ? understood(await readFile(path, 'utf8'), path) : DEFAULT);

function understood(text: string, path: string): Hanging {
  const damaged = (reason: string) => new ProblemError('hanging-damaged', { path, reason });
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const parsed = Hanging.safeParse(written);
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0]!;
  throw damaged(`${at.join('.')}: ${message}`);
}

/** Remembers the layout that was chosen for a modality. Throws 'hanging-damaged' rather than write over the user's file. */
export const rememberLayout = (
  context: EngineContext,
  { modality, layout }: { modality: string; layout: Hanging['layouts'][string] },
): Promise<{ hanging: Hanging }> =>
  change(context, (hanging) => ({ ...hanging, layouts: { ...hanging.layouts, [modality]: layout } }));

/** Keeps the rules as a reader edited them. Throws 'hanging-damaged' rather than write over the user's file. */
export const keepRules = (context: EngineContext, { rules }: Pick<Hanging, 'rules'>): Promise<{ hanging: Hanging }> =>
  change(context, (hanging) => ({ ...hanging, rules }));

const lastChanges = new WeakMap<EngineContext, Promise<unknown>>();

/** One change after another: what two windows change at the same time is read only when the change before is written. */
function change(context: EngineContext, next: (hanging: Hanging) => Hanging): Promise<{ hanging: Hanging }> {
  const before = lastChanges.get(context) ?? Promise.resolve();
  const changed = before
    .catch(() => {})
    .then(async () => {
      const hanging = next(await stored(fileOf(context)));
      await write(context, hanging);
      return { hanging };
    });
  lastChanges.set(context, changed);
  return changed;
}

async function write(context: EngineContext, hanging: Hanging) {
  const { writeDurably } = await import('../review/index.ts');
  await writeDurably(fileOf(context), textOf(hanging));
}
