import type { Note } from '../contract/index.ts';
import { vrOf } from './dictionary/index.ts';
import { type Coding, type ElementMap, formatTag, isVr } from './elements.ts';

/** What the dictionary leaves open, and what may stand for it (PS3.6 6). */
const EITHER: Record<string, string[]> = { ox: ['OB', 'OW'], xs: ['US', 'SS'], lt: ['US', 'SS', 'OW'], up: ['UL'] };
/** The group of items and delimiters, which have no representation (PS3.5 7.5). */
const ITEMS = 0xfffe;

/**
 * What is odd about how explicit elements are written: representations that are not the standard's (the first is
 * named), or none at all. They are read as they are written. UN may stand for any (PS3.5 6.2.2), OB and OW for each
 * other, as many writers have it.
 */
export function representationNotes(elements: ElementMap, bytes: Uint8Array, { explicit }: Coding): Note[] {
  if (!explicit) return [];
  const notes: Note[] = [];
  const wrong: { tag: number; written: string; expected: string }[] = [];
  let none = false;
  for (const [tag, { vr, offset }] of elements) {
    if (tag >>> 16 === ITEMS) continue;
    const written = writtenVr(bytes, offset, vr);
    const expected = vrOf(tag);
    if (written === expected) continue;
    if (!/^[A-Z]{2}$/.test(written)) none = true;
    else {
      if (!expected || written === 'UN' || isOne(written, expected)) continue;
      wrong.push({ tag, written, expected: EITHER[expected]?.[0] ?? expected });
    }
  }
  const [first] = wrong;
  if (first) notes.push({ code: 'vr-wrong', values: { ...first, tag: formatTag(first.tag), count: wrong.length } });
  if (none) notes.push({ code: 'vr-unexpected', values: {} });
  return notes;
}

/** The two letters before the length, which has 16 or 32 bits; what is read of them (`vr`) may be another. */
function writtenVr(bytes: Uint8Array, offset: number, vr: string): string {
  const letters = (at: number) => String.fromCharCode(bytes[at]!, bytes[at + 1]!);
  const short = letters(offset - 4);
  if (short === vr && vr !== 'UN') return short;
  const long = letters(offset - 8);
  return isVr(short) && !/^[A-Z]{2}$/.test(long) ? short : long;
}

const isOne = (written: string, expected: string) =>
  written === expected ||
  (EITHER[expected]?.includes(written) ?? false) ||
  (/^O[BW]$/.test(written) && /^O[BW]$/.test(expected));
