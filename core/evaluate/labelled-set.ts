import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type BoxPx, CaseFacts, type EvaluatedCase, ProblemError, type Vector3 } from '../contract/index.ts';
import { readSource } from '../dicom/index.ts';
import type { Manifest } from '../models/index.ts';
import { type Row, readCsv } from './csv.ts';

/** A box in the patient (LPS, mm), along the patient's axes. */
export type BoxMm = { label: string; low: Vector3; high: Vector3 };

/** One image or volume and what people say is in it. */
export type LabelledCase = Pick<EvaluatedCase, 'name' | 'path' | 'patient' | 'label' | 'marked'> & {
  /** Of a model of several series, where the table names their files: one for each channel, in their order. */
  channels?: (string | undefined)[];
  /** Detection in volumes: boxes of the table. */
  markedMm?: BoxMm[];
  /** Segmentation: a picture of label numbers on the same grid, or a SEG. Detection in volumes: a SEG. */
  mask?: string;
  /** Classes and boxes: a structured report that tells them. */
  report?: string;
  /** What the table says of patient and images. */
  facts: CaseFacts;
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
 * `report` that of an SR which tells label or boxes; `boxes.csv` has `file,label,x0,y0,x1,y1`, a row a box, of volumes
 * also `z0` and `z1`, all in mm (LPS). `age` (years), `sex` and the like are read where headers tell none. Whether the
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
  const detects = task === 'detection';
  const volumes = input.kind === 'volume';
  const inFiles = columns.includes('report') || (volumes && columns.includes('mask'));
  const asked = detects && (!inFiles || existsSync(join(folder, BOXES)));
  const boxes = asked ? await boxesOf(folder, volumes ? VOLUME_EDGES : IMAGE_EDGES) : undefined;
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
    const mask = row.mask ? join(folder, row.mask) : task === 'segmentation' && fileOf(folder, 'labels', name);
    const marks = detects && !row.report ? (boxes?.get(name) ?? []) : undefined;
    return {
      name,
      patient: row.patient || name,
      person: personOf(row),
      elsewhere: others.has(personOf(row)),
      facts: factsIn(row),
      ...(row.label && { label: row.label }),
      path: within(folder, image),
      ...(apart && { channels }),
      ...(mask && (task === 'segmentation' || (detects && volumes)) && { mask: within(folder, mask) }),
      ...(row.report && { report: within(folder, join(folder, row.report)) }),
      ...(marks && (volumes ? { markedMm: marks.map(inPatient) } : { marked: marks.map(onImage) })),
    };
  });
}

/** Columns are called as the facts are. */
function factsIn(row: Row): CaseFacts {
  const { age, ...words } = Object.fromEntries(
    CaseFacts.keyof().options.flatMap((key) => (row[key] ? [[key, row[key]]] : [])),
  );
  return { ...words, ...(age && Number.isFinite(Number(age)) && { age: Number(age) }) };
}

type Box = { label: string; edges: number[] };
const BOXES = 'boxes.csv';
const IMAGE_EDGES = ['x0', 'y0', 'x1', 'y1'];
const VOLUME_EDGES = ['x0', 'y0', 'z0', 'x1', 'y1', 'z1'];

const onImage = ({ label, edges }: Box) => ({ label, boxPx: edges as BoxPx });
const inPatient = ({ label, edges }: Box): BoxMm => ({
  label,
  low: edges.slice(0, 3) as Vector3,
  high: edges.slice(3) as Vector3,
});

async function boxesOf(folder: string, names: string[]): Promise<Map<string, Box[]>> {
  const path = join(folder, BOXES);
  if (!existsSync(path)) throw new ProblemError('set-not-found', { path });
  const { columns, rows } = await csvOf(path);
  demand(columns, BOXES, ['file', 'label', ...names]);
  const marked = new Map<string, Box[]>();
  for (const { file = '', label = '', ...row } of rows) {
    const edges = names.map((name) => Number(row[name] || Number.NaN));
    const axes = edges.length / 2;
    if (!edges.every((edge, n) => n < axes || edge > edges[n - axes]!))
      throw new ProblemError('set-box-impossible', { file });
    marked.set(file, [...(marked.get(file) ?? []), { label, edges }]);
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
