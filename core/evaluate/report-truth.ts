import { type BoxPx, ProblemError, type Vector3 } from '../contract/index.ts';
import { type DataSet, readInstance } from '../dicom/index.ts';
import type { Manifest } from '../models/index.ts';

type Label = Manifest['labels'][number];

/** Where a report says that a thing lies: around it on an image, or at places in the patient (LPS, mm). */
export type ToldRegion =
  | { boxPx: BoxPx; sopInstanceUid?: string; frame: number }
  | { pointsMm: Vector3[]; graphic: string; frameOfReferenceUid?: string };

/** What a structured report says of one thing: whose label it is, how probable, where, how large. */
export type ToldFinding = { label: string; probability?: number; regions: ToldRegion[]; volumeMl?: number };

/** Concepts of TID 1500 and 1501 (PS3.16): scheme and value. */
const GROUP = 'DCM 125007';
const FINDING = 'DCM 121071';
/** Image Region, Volume Surface. */
const REGIONS = ['DCM 111030', 'DCM 121231'];
const PROBABILITY = 'DCM 122157';
/** SNOMED CT, and the SRT code that older reports have (PS3.16 annex on retired codes). */
const VOLUME = ['SCT 118565006', 'SRT G-D705'];
/** In ml (UCUM). */
const VOLUME_UNITS: Record<string, number> = { ml: 1, mL: 1, cm3: 1, mm3: 0.001 };

/**
 * The findings of a structured report that a model has a label for: those of its measurement groups (TID 1500), by the
 * code of the label, its key or its English name. A region on an image is told by the rectangle around it, in pixels with
 * 0,0 the outer corner of the first. Throws `truth-no-report` for what is no report, `truth-not-told` where it has no finding
 * that is a label, and what reading throws.
 */
export async function readToldFindings(path: string, labels: Label[]): Promise<ToldFinding[]> {
  const root = await readInstance({ path });
  if (root.items('ContentSequence').length === 0) throw new ProblemError('truth-no-report', { name: path });
  const groups = itemsBelow(root).filter((item) => conceptOf(item) === GROUP);
  const found = groups.flatMap((group) => {
    const finding = group.items('ContentSequence').find((item) => conceptOf(item) === FINDING);
    const [code] = finding?.items('ConceptCodeSequence') ?? [];
    return code ? [{ group, code, label: labels.find((label) => names(code, label)) }] : [];
  });
  const told = found.flatMap(({ group, label }) => (label ? [{ label: label.key, ...factsOf(group) }] : []));
  if (told.length > 0) return told;
  const others = found.map(({ code }) => code.text('CodeMeaning') ?? code.text('CodeValue') ?? '');
  throw new ProblemError('truth-not-told', {
    name: path,
    found: others.join(', ') || '–',
    known: labels.map(({ key }) => key).join(', '),
  });
}

/** What an image shows: the most probable finding, or the first where none has a probability. */
export const toldLabel = (told: ToldFinding[]): string =>
  told.reduce((best, one) => ((one.probability ?? 0) > (best.probability ?? 0) ? one : best)).label;

/** All content items, from a stack and not by recursion: the tree is as deep as its writer liked. */
function itemsBelow(root: DataSet): DataSet[] {
  const found: DataSet[] = [];
  const waiting = [root];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next);
    waiting.push(...next.items('ContentSequence').reverse());
  }
  return found;
}

const codeText = (code: DataSet | undefined) => `${code?.text('CodingSchemeDesignator')} ${code?.text('CodeValue')}`;
const conceptOf = (item: DataSet) => codeText(item.items('ConceptNameCodeSequence')[0]);

function names(found: DataSet, { key, name, code }: Label): boolean {
  if (code && codeText(found) === `${code.type.scheme} ${code.type.value}`) return true;
  const [value, meaning] = ['CodeValue', 'CodeMeaning'].map((keyword) => found.text(keyword)?.toLowerCase());
  return value === key.toLowerCase() || meaning === key.toLowerCase() || meaning === name.en.toLowerCase();
}

function factsOf(group: DataSet): Omit<ToldFinding, 'label'> {
  const facts: Omit<ToldFinding, 'label'> = { regions: [] };
  for (const item of group.items('ContentSequence')) {
    const concept = conceptOf(item);
    const [measured] = item.items('MeasuredValueSequence');
    const [value] = measured?.numbers('NumericValue') ?? [];
    if (concept === PROBABILITY && value !== undefined) facts.probability = value;
    if (VOLUME.includes(concept) && value !== undefined) {
      const factor = VOLUME_UNITS[measured!.items('MeasurementUnitsCodeSequence')[0]?.text('CodeValue') ?? ''];
      if (factor !== undefined) facts.volumeMl = value * factor;
    }
    const region = REGIONS.includes(concept) ? regionOf(item) : undefined;
    if (region) facts.regions.push(region);
  }
  return facts;
}

/** Spatial coordinates (PS3.3 C.18.6) and those in the patient (C.18.9); none of other items. */
function regionOf(item: DataSet): ToldRegion | undefined {
  const kind = item.text('ValueType');
  if (kind === 'SCOORD3D') {
    const data = item.numbers('GraphicData');
    const pointsMm = Array.from(
      { length: Math.floor(data.length / 3) },
      (_, n) => data.slice(3 * n, 3 * n + 3) as Vector3,
    );
    const frameOfReferenceUid = item.text('ReferencedFrameOfReferenceUID');
    return { pointsMm, graphic: item.text('GraphicType') ?? '', ...(frameOfReferenceUid && { frameOfReferenceUid }) };
  }
  const boxPx = kind === 'SCOORD' ? boxAround(item) : undefined;
  const [image] = item.items('ContentSequence').flatMap((selected) => selected.items('ReferencedSOPSequence'));
  const sopInstanceUid = image?.text('ReferencedSOPInstanceUID');
  const frame = (image?.number('ReferencedFrameNumber') ?? 1) - 1;
  return boxPx && { boxPx, ...(sopInstanceUid && { sopInstanceUid }), frame };
}

/**
 * Around a graphic of column, row pairs; of a circle, around its middle and the point on it (PS3.3 C.18.6.1). None
 * around less than two points.
 */
function boxAround(item: DataSet): BoxPx | undefined {
  const points = item.numbers('GraphicData');
  if (points.length < 4) return undefined;
  const columns = points.filter((_, n) => n % 2 === 0);
  const rows = points.filter((_, n) => n % 2 === 1);
  if (item.text('GraphicType') === 'CIRCLE') {
    const [x = 0, y = 0] = points;
    const radius = Math.hypot(columns[1]! - x, rows[1]! - y);
    return [x - radius, y - radius, x + radius, y + radius];
  }
  return [Math.min(...columns), Math.min(...rows), Math.max(...columns), Math.max(...rows)];
}
