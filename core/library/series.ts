import type { IndexedSeries, Instance, Note } from '../contract/index.ts';
import type { Header } from './header.ts';
import { isImageClass, kindOf } from './kind.ts';
import { dot, judgeStack, normalOf, type Slice, sameOrientation, smallest } from './stack.ts';

/** Kinds whose single images are slices of a body and should say where they lie. */
const CROSS_SECTIONAL = new Set(['CT', 'MR', 'PT']);

/** One series from the headers of its instances: reading order, can a volume be built, and what is odd about it. */
export function describeSeries(headers: Header[]): IndexedSeries {
  const notes: Note[] = [];
  const distinct = dropCopies(headers, notes);
  const pictures = distinct.filter((header) => header.images).sort(byNumber);
  const others = distinct.filter((header) => !header.images).sort(byNumber);
  const first = pictures[0] ?? others[0]!;

  noteIdentity(distinct, notes);
  const { ordered, sliceSpacing } = pictures.length > 0 ? orderPictures(pictures, notes) : NO_ORDER;
  noteMissing(others, pictures.length > 0, notes);
  const spacing = pictures[0]?.spacing;
  return {
    seriesInstanceUid: first.seriesInstanceUid,
    studyInstanceUid: first.studyInstanceUid,
    ...first.series,
    rows: pictures[0]?.rows,
    columns: pictures[0]?.columns,
    pixelSpacing: spacing?.source === 'PixelSpacing' ? [spacing.rows, spacing.columns] : undefined,
    sliceSpacing,
    frames: pictures.reduce((sum, header) => sum + header.frames, 0),
    documents: others.length,
    volume: sliceSpacing !== undefined,
    images: pictures.length > 0,
    kind: kindOf(first.sopClassUid, first.images),
    frameOfReferenceUid: common(pictures.map((header) => header.frameOfReferenceUid)),
    refersTo: [...new Set(distinct.flatMap(({ references }) => references.map((one) => one.seriesInstanceUid)))],
    notes: unique([...notes, ...distinct.flatMap((header) => header.notes)]),
    instances: [...ordered, ...others].map(instanceOf),
  };
}

const instanceOf = (header: Header): Instance => ({
  sopInstanceUid: header.sopInstanceUid,
  sopClassUid: header.sopClassUid,
  instanceNumber: header.instanceNumber,
  frames: header.frames,
  source: header.source,
});

const byNumber = (a: Header, b: Header) =>
  (a.instanceNumber ?? 0) - (b.instanceNumber ?? 0) || compare(a.source.path, b.source.path) || compareEntries(a, b);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const compareEntries = (a: Header, b: Header) => compare(a.source.entry ?? '', b.source.entry ?? '');

const unique = (notes: Note[]) => [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];

/** The same instance twice, byte by byte, is one; different bytes under one identifier stay, with a note (PS3.5 9). */
function dropCopies(headers: Header[], notes: Note[]): Header[] {
  const byUid = [...Map.groupBy(headers, (header) => header.sopInstanceUid).values()];
  const distinct = byUid.map((copies) => [
    ...new Map(copies.map((copy, i) => [copy.content ?? `unknown ${i}`, copy])).values(),
  ]);
  const clashes = distinct.filter((different) => different.length > 1);
  if (clashes.length > 0) {
    const values = { count: clashes.flat().length, identifiers: clashes.length, uid: clashes[0]![0]!.sopInstanceUid };
    notes.push({ code: 'same-identifier', values });
  }
  for (const different of clashes) notes.push(...samePictures(different));
  return distinct.flat();
}

/** Notes pictures that are there several times under different headers, and what those disagree on. */
function samePictures(headers: Header[]): Note[] {
  const pictures = headers.flatMap(({ picture }) => (picture ? [picture] : []));
  return [...Map.groupBy(pictures, ({ content }) => content).values()].flatMap((same) => {
    const differ = (keyword: string) => same.some(({ said }) => said[keyword] !== same[0]!.said[keyword]);
    const attributes = Object.keys(same[0]!.said).filter(differ);
    if (attributes.length === 0) return [];
    return [{ code: 'same-picture', values: { count: same.length, attributes: attributes.join(', ') } }];
  });
}

/** Who a header is about: the patient's ID, or the name where there is none. */
export const patientOf = ({ study }: Header) => study.patientId || study.patientName;

function noteIdentity(headers: Header[], notes: Note[]): void {
  const patients = new Set(headers.map(patientOf));
  if (patients.size > 1) {
    notes.push({ code: 'two-patients', values: { count: patients.size, patients: [...patients].join(', ') } });
  }
}

const NO_ORDER: Ordered = { ordered: [] };

/** The one value of all, if it is one. */
const common = <Value>(values: Value[]) => (values.every((value) => value === values[0]) ? values[0] : undefined);

/** Image files without pixels are told from objects that have none by their nature. */
function noteMissing(others: Header[], pictures: boolean, notes: Note[]): void {
  const missing = others.filter((header) => isImageClass(header.sopClassUid)).length;
  if (missing > 0) notes.push({ code: 'picture-missing', values: { count: missing } });
  else if (!pictures) notes.push({ code: 'no-images', values: {} });
}

/** Has every frame a place in the patient. */
const isPlaced = ({ planes, frames }: Header) => frames > 0 && planes.length === frames;

type Ordered = { ordered: Header[]; sliceSpacing?: number };

/** Orders instances by position where all have one (else they stay by number) and decides whether they are a volume. */
function orderPictures(pictures: Header[], notes: Note[]): Ordered {
  const uneven = notes.some((note) => note.code === 'two-patients' || note.code === 'same-identifier');
  const alike = noteDifferences(pictures, notes);
  const single = pictures.reduce((sum, header) => sum + header.frames, 0) < 2;
  if (!pictures.every(isPlaced)) {
    notePlaceless(pictures, single, notes);
    return { ordered: pictures };
  }
  const localiser = pictures.some((header) => header.localiser);
  if (localiser) notes.push({ code: 'localiser', values: {} });

  const groups = byOrientation(pictures);
  const ordered = groups.flatMap(({ members, normal }) =>
    members
      .map((header) => ({ header, offset: smallest(header.planes.map((plane) => dot(plane.position, normal))) }))
      .sort((a, b) => a.offset - b.offset)
      .map(({ header }) => header),
  );
  if (kindOf(pictures[0]!.sopClassUid, true) === 'overlay' || single || localiser) return { ordered };
  if (groups.length > 1 || mixedInside(pictures)) {
    notes.push({ code: 'mixed-orientations', values: { count: Math.max(groups.length, 2) } });
    return { ordered };
  }
  const pixel = smallest(pictures.map(({ spacing }) => (spacing ? Math.min(spacing.rows, spacing.columns) : 1)));
  const stack = judgeStack(ordered.flatMap(slicesOf), pixel);
  notes.push(...stack.notes);
  const calibrated = pictures.every((header) => header.spacing?.source === 'PixelSpacing');
  return { ordered, sliceSpacing: alike && !uneven && calibrated ? stack.spacing : undefined };
}

const slicesOf = (header: Header): Slice[] =>
  header.planes.map((plane, frame) => ({
    plane,
    name: header.frames > 1 ? frame + 1 : (header.instanceNumber ?? '?'),
  }));

/** Rotating projections have an orientation each; beyond this many they are no longer told apart. */
const MOST_ORIENTATIONS = 100;

/** Orientations in the order of their lowest instance number. */
function byOrientation(pictures: Header[]) {
  const groups: { members: Header[]; normal: ReturnType<typeof normalOf>; header: Header }[] = [];
  for (const header of pictures) {
    const same = groups.find((known) => sameOrientation(known.header.planes[0]!, header.planes[0]!));
    const group = same ?? (groups.length < MOST_ORIENTATIONS ? undefined : groups.at(-1));
    if (group) group.members.push(header);
    else groups.push({ members: [header], normal: normalOf(header.planes[0]!), header });
  }
  return groups;
}

const mixedInside = (pictures: Header[]) =>
  pictures.some(({ planes }) => planes.some((plane) => !sameOrientation(planes[0]!, plane)));

function notePlaceless(pictures: Header[], single: boolean, notes: Note[]): void {
  const placeless = pictures.filter((header) => !isPlaced(header));
  const broken = placeless.some((header) => header.brokenGeometry);
  const expected = placeless.length < pictures.length || CROSS_SECTIONAL.has(pictures[0]!.series.modality);
  if (!broken && expected && !single) notes.push({ code: 'no-position', values: { count: placeless.length } });
}

/** Notes sizes, modalities, spacings, colours and frames of reference that differ or are missing; answers whether all is alike. */
function noteDifferences(pictures: Header[], notes: Note[]): boolean {
  const before = notes.length;
  const broken = pictures.filter((header) => header.brokenGeometry).length;
  if (broken > 0) notes.push({ code: 'broken-geometry', values: { count: broken } });

  const sizes = new Set(pictures.map((header) => `${header.columns} × ${header.rows}`));
  if (sizes.size > 1) notes.push({ code: 'mixed-sizes', values: { sizes: [...sizes].slice(0, 5).join(', ') } });
  const modalities = new Set(pictures.map((header) => header.series.modality));
  if (modalities.size > 1) notes.push({ code: 'mixed-modalities', values: { modalities: [...modalities].join(', ') } });
  const frames = new Set(pictures.map((header) => header.frameOfReferenceUid ?? ''));
  if (frames.size > 1) notes.push({ code: 'mixed-frames-of-reference', values: { count: frames.size } });
  noteSpacing(pictures, notes);

  const colour = pictures.some((header) => header.samplesPerPixel === 3);
  if (colour && pictures[0]!.planes.length > 0) notes.push({ code: 'colour-series', values: {} });
  return notes.length === before;
}

function noteSpacing(pictures: Header[], notes: Note[]): void {
  const inRegions = ({ notes }: Header) => notes.some(({ code }) => code === 'region-spacing');
  const without = pictures.filter((one) => !one.spacing && !one.brokenGeometry && !inRegions(one)).length;
  if (without > 0) notes.push({ code: 'no-pixel-spacing', values: { count: without } });
  const known = pictures.flatMap(({ spacing }) => (spacing ? [spacing] : []));
  if (known.some(({ source }) => source !== 'PixelSpacing')) notes.push({ code: 'detector-spacing', values: {} });
  const differs = (a: number, b: number) => Math.abs(a - b) > 1e-3 * b;
  const first = known[0];
  if (first && known.some((one) => differs(one.rows, first.rows) || differs(one.columns, first.columns))) {
    notes.push({ code: 'mixed-pixel-spacing', values: {} });
  }
}
