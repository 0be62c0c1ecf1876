import { elements } from './elements.ts';

/** Value representation and keyword of a data element (PS3.6). `xs` is US or SS, as Pixel Representation says. */
type Entry = { vr: string; keyword: string };

/** What was found before: the tags of ordinary files are few, and the dictionary is long. */
const found = new Map<number, Entry>();

function entryOf(tag: number): Entry | undefined {
  const known = found.get(tag);
  if (known) return known;
  const entry = findTag(tag.toString(16).padStart(8, '0').toUpperCase());
  if (entry) found.set(tag, entry);
  return entry;
}

/** Halves the sorted lines, so that the dictionary need not be taken apart for the few tags of a file. */
function findTag(digits: string): Entry | undefined {
  let [from, to] = [0, elements.length];
  while (from < to) {
    const start = elements.lastIndexOf('\n', ((from + to) >> 1) - 1) + 1;
    const end = elements.indexOf('\n', start);
    const line = elements.slice(start, end < 0 ? elements.length : end);
    const tag = line.slice(0, 8);
    if (tag === digits) return { vr: line.slice(9, 11), keyword: line.slice(12) };
    if (tag < digits) from = start + line.length + 1;
    else to = start;
  }
  return undefined;
}

/** The dictionary's value representation of a tag, where it has one. */
export function vrOf(tag: number): string | undefined {
  if ((tag & 0xffff) === 0) return 'UL';
  if (isPrivate(tag)) return isPrivateCreator(tag) ? 'LO' : undefined;
  return entryOf(repeatingGroup(tag))?.vr;
}

/** Keyword of a tag; elements that the dictionary lacks are named by eight hexadecimal digits. */
export function keywordOf(tag: number): string {
  return entryOf(tag)?.keyword ?? tag.toString(16).padStart(8, '0').toUpperCase();
}

/** Tags of the keywords that were asked for, which are those of the program and not of a file. */
const known = new Map<string, number | undefined>();

/** Tag of a keyword, or of eight hexadecimal digits. */
export function tagOf(keyword: string): number | undefined {
  if (keyword.length === 8 && /^[0-9A-F]{8}$/i.test(keyword)) return Number.parseInt(keyword, 16);
  let tag = known.get(keyword);
  if (tag === undefined && !known.has(keyword)) {
    tag = findKeyword(keyword);
    known.set(keyword, tag);
  }
  return tag;
}

function findKeyword(keyword: string): number | undefined {
  const whole = elements.indexOf(` ${keyword}\n`);
  const at = whole >= 0 || !elements.endsWith(` ${keyword}`) ? whole : elements.length - keyword.length - 1;
  return at < 0 ? undefined : Number.parseInt(elements.slice(at - 11, at - 3), 16);
}

const isPrivate = (tag: number) => ((tag >>> 16) & 1) === 1;

const isPrivateCreator = (tag: number) => (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff;

/** Curves and overlays repeat over groups 50xx and 60xx (PS3.5 7.6); the table has the first of each. */
const repeatingGroup = (tag: number) => {
  const block = tag >>> 24;
  return block === 0x60 || block === 0x50 ? (tag & 0xff00ffff) >>> 0 : tag;
};
