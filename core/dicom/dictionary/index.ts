import { elements } from './elements.ts';

/** Value representation and keyword of a data element (PS3.6). `xs` is US or SS, as Pixel Representation says. */
type Entry = { vr: string; keyword: string };

let byTag: Map<number, Entry> | undefined;

/** Taken apart at the first question for a tag: explicit files that are read by keyword never ask one. */
function tags(): Map<number, Entry> {
  if (byTag) return byTag;
  byTag = new Map();
  for (const line of elements.split('\n')) {
    byTag.set(Number.parseInt(line.slice(0, 8), 16), { vr: line.slice(9, 11), keyword: line.slice(12) });
  }
  return byTag;
}

/** The dictionary's value representation of a tag, where it has one. */
export function vrOf(tag: number): string | undefined {
  if ((tag & 0xffff) === 0) return 'UL';
  if (isPrivate(tag)) return isPrivateCreator(tag) ? 'LO' : undefined;
  return tags().get(repeatingGroup(tag))?.vr;
}

/** Keyword of a tag; elements that the dictionary lacks are named by eight hexadecimal digits. */
export function keywordOf(tag: number): string {
  return tags().get(tag)?.keyword ?? tag.toString(16).padStart(8, '0').toUpperCase();
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
