import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { BoxPx, EvaluatedCase } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import { readSource } from '../dicom/index.ts';
import type { Manifest } from '../models/index.ts';
import { type Row, readCsv } from './csv.ts';

/** One image or volume and what people say is in it. */
export type LabelledCase = Pick<EvaluatedCase, 'name' | 'path' | 'patient' | 'label' | 'marked'> & {
  /** Of a model of several series, where the table names their files: one for each channel, in their order. */
  channels?: (string | undefined)[];
  /** Segmentation: a picture of label numbers on the same grid, or a SEG. */
  mask?: string;
  /** Classes and boxes: a structured report that tells them. */
  report?: string;
  /** Verification: who it certainly is, where that is known better than by `patient`. */
  person: string;
  /** Has the person images in another split too? */
  elsewhere: boolean;
};

/** The table of a set, by its usual names. */
const TABLES = ['split.csv', 'labels.csv'];
/** A set without divisions was made for testing. */
const UNDIVIDED = 'test';
/** What a case without `file` may be called in `images` and `labels`: volumes first. */
const ENDINGS = ['.nii.gz', '.nii', '.png', '.jpg', '.dcm', ''];

/**
 * The cases of one split of a labelled set: a folder with `split.csv` (or `labels.csv`, all of it the test split), a row
 * a case. `file` is its path, or `case` its name in `images/` and `labels/`; of a model of several series also a column
 * for each channel, called by its key, with the path of its series; `patient` whose it is (none: its own);
 * `person` who it certainly is, where one id may be several persons'; `label` what it shows; `mask` the path of its mask;
 * `report` that of an SR which tells label or boxes; `boxes.csv` has `file,label,x0,y0,x1,y1`, a row a box. Whether the
 * files are there is seen case by case. Throws `ProblemError` for what is no such set or has no such split.
 */
export async function readLabelledSet(
  data: string,
  split: string,
  { task, input }: Pick<Manifest, 'task' | 'input'>,
): Promise<LabelledCase[]> {
  const folder = resolve(data);
  const table = TABLES.find((name) => existsSync(join(folder, name)));
  if (!table) throw new ProblemError('set-not-found', { path: join(folder, TABLES[0]!) });
  const { columns, rows } = await csvOf(join(folder, table));
  const keys = input.channels?.map(({ key }) => key) ?? [];
  const apart = keys.some((key) => columns.includes(key));
  const named = columns.includes('file') ? 'file' : columns.includes('case') || !apart ? 'case' : keys[0]!;
  demand(columns, table, [
    named,
    ...(apart ? keys : []),
    ...(task === 'classification' && !columns.includes('report') ? ['label'] : []),
    ...(task === 'verification' ? ['patient'] : []),
  ]);
  const chosen = columns.includes('split')
    ? rows.filter((row) => row.split === split)
    : split === UNDIVIDED
      ? rows
      : [];
  if (chosen.length === 0) {
    const splits = columns.includes('split') ? [...new Set(rows.map((row) => row.split!))] : [UNDIVIDED];
    throw new ProblemError('set-split-empty', { split, splits: splits.filter(Boolean).join(', ') });
  }
  const personOf = (row: Row) => row.person || row.patient || row[named]!;
  const others = new Set(rows.filter((row) => row.split !== chosen[0]!.split).map(personOf));
  const marked = task === 'detection' && !columns.includes('report') ? await boxesOf(folder) : undefined;
  return chosen.map((row) => {
    const name = row[named]!;
    if (task === 'classification' && !row.label && !row.report)
      throw new ProblemError('set-label-missing', { file: table, name });
    const channels = keys.map((key) => (row[key] ? within(folder, join(folder, row[key])) : undefined));
    const image = apart
      ? (channels[0] ?? folder)
      : named === 'file'
        ? join(folder, name)
        : fileOf(folder, 'images', name);
    const mask = row.mask ? join(folder, row.mask) : fileOf(folder, 'labels', name);
    return {
      name,
      patient: row.patient || name,
      person: personOf(row),
      elsewhere: others.has(personOf(row)),
      ...(row.label && { label: row.label }),
      path: within(folder, image),
      ...(apart && { channels }),
      ...(task === 'segmentation' && { mask: within(folder, mask) }),
      ...(row.report && { report: within(folder, join(folder, row.report)) }),
      ...(task === 'detection' && !row.report && { marked: marked?.get(name) ?? [] }),
    };
  });
}

async function boxesOf(folder: string) {
  const path = join(folder, 'boxes.csv');
  if (!existsSync(path)) throw new ProblemError('set-not-found', { path });
  const { columns, rows } = await csvOf(path);
  const corners = ['x0', 'y0', 'x1', 'y1'] as const;
  demand(columns, 'boxes.csv', ['file', 'label', ...corners]);
  const marked = new Map<string, NonNullable<EvaluatedCase['marked']>>();
  for (const row of rows) {
    const [x0, y0, x1, y1] = corners.map((corner) => Number(row[corner] || Number.NaN)) as BoxPx;
    if (!(x1 > x0 && y1 > y0)) throw new ProblemError('set-box-impossible', { file: row.file! });
    marked.set(row.file!, [...(marked.get(row.file!) ?? []), { label: row.label!, boxPx: [x0, y0, x1, y1] }]);
  }
  return marked;
}

const csvOf = async (path: string): Promise<{ columns: string[]; rows: Row[] }> => readCsv(await readSource({ path }));

function demand(columns: string[], file: string, wanted: string[]): void {
  const column = wanted.find((name) => !columns.includes(name));
  if (column) throw new ProblemError('set-column-missing', { file, column });
}

/** The file of a case in a folder of the set; where there is none, what it would be called. */
function fileOf(folder: string, kind: string, name: string): string {
  const paths = ENDINGS.map((ending) => join(folder, kind, `${name}${ending}`));
  return paths.find((path) => existsSync(path)) ?? paths[0]!;
}

/** A table leads to no file beside its own set. */
function within(folder: string, path: string): string {
  if (relative(folder, path).split(sep)[0] === '..') throw new ProblemError('set-file-outside', { path });
  return path;
}
