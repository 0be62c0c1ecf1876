import { ProblemError } from '../contract/problems/index.ts';
import { vrOf } from './dictionary/index.ts';

/** One fragment of encapsulated pixel data (PS3.5 A.4): where its bytes lie. */
export type Fragment = { offset: number; length: number };

/** Where a data element lies in the bytes; `items` for sequences, `fragments` for encapsulated pixel data. */
export type Element = {
  vr: string;
  offset: number;
  length: number;
  items?: ElementMap[];
  /** The first fragment is the basic offset table. */
  fragments?: Fragment[];
  /** The file ends before the value does; `length` is what is there, `promised` what was announced. */
  promised?: number;
};
export type ElementMap = Map<number, Element> & { littleEndian: boolean };

/** How the bytes are coded (PS3.5 7 and 10). */
export type Coding = { explicit: boolean; littleEndian: boolean };

export type WalkOptions = {
  /** Stop at the first pixel data element of the top level. */
  untilPixels?: boolean;
  /** Bytes of the whole data set where `bytes` is only its beginning. */
  total?: number;
};

/** What was found: `end` is where the walk stopped, `damaged` the sequences that had to be left out. */
export type Walked = { elements: ElementMap; end: number; damaged: number[] };

/** Thrown where the beginning of a file ends before its header does. */
export class MoreBytesNeeded extends Error {}

/** Real reports were seen with 24 levels; a stack holds this many. */
const DEEPEST = 64;
const MOST_ELEMENTS = 3_000_000;
const UNDEFINED = 0xffffffff;
export const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;

const PIXEL_DATA = 0x7fe00010;
const PIXEL_TAGS = new Set([PIXEL_DATA, 0x7fe00008, 0x7fe00009]);

/** PS3.5 table 7.1-1: these have two reserved bytes and a length of 32 bits. */
const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const SHORT_VRS = new Set(
  'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '), // PS3.5 table 7.1-2
);
export const isVr = (vr: string) => SHORT_VRS.has(vr) || LONG_VRS.has(vr);

/** `(gggg,eeee)` */
export const formatTag = (tag: number) => {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
};

/**
 * Finds the elements of a data set that starts at `start` (PS3.5 7). Only positions are kept; no value is copied.
 * Throws `ProblemError` for lengths that the bytes do not have and for deep nesting, `MoreBytesNeeded` where `bytes`
 * ends too early and `total` says that there are more.
 */
export function walk(bytes: Uint8Array, start: number, coding: Coding, options: WalkOptions = {}): Walked {
  const walker: Walker = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    total: options.total ?? bytes.length,
    untilPixels: options.untilPixels ?? false,
    count: 0,
    damaged: [],
  };
  const elements = elementMap(coding);
  const end = walkElements(walker, elements, start, walker.total, coding, 0);
  return { elements, end, damaged: walker.damaged };
}

type Walker = {
  bytes: Uint8Array;
  view: DataView;
  total: number;
  untilPixels: boolean;
  count: number;
  damaged: number[];
};

const elementMap = (coding: Coding): ElementMap =>
  Object.assign(new Map<number, Element>(), { littleEndian: coding.littleEndian });

function need(walker: Walker, end: number, tag: number) {
  if (end > walker.total) throw new ProblemError('element-too-long', { tag: formatTag(tag) });
  if (end > walker.bytes.length) throw new MoreBytesNeeded();
}

function tagAt(walker: Walker, at: number, littleEndian: boolean): number {
  const group = walker.view.getUint16(at, littleEndian);
  return group * 0x10000 + walker.view.getUint16(at + 2, littleEndian);
}

/** Reads elements into `into` until `end` or a delimiter; answers the position after the last (before a delimiter). */
function walkElements(walker: Walker, into: ElementMap, start: number, end: number, coding: Coding, depth: number) {
  let at = start;
  while (at + 8 <= end) {
    need(walker, at + 8, 0);
    const tag = tagAt(walker, at, coding.littleEndian);
    if (tag === ITEM_END || tag === SEQUENCE_END) {
      if (depth > 0) return at;
      at += 8;
      continue;
    }
    // Zeros after the last element are padding, as some archives write it.
    if (tag === 0 && depth === 0 && start !== at) return at;
    // An item outside of a sequence: the length of the one before it lies.
    if (tag === ITEM && depth === 0) walker.damaged.push(tag);
    if (++walker.count > MOST_ELEMENTS) throw new ProblemError('too-many-elements');
    const head = elementHead(walker, at, tag, coding);
    const element: Element = { vr: head.vr, offset: head.offset, length: head.length };
    if (walker.untilPixels && depth === 0 && PIXEL_TAGS.has(tag)) {
      into.set(tag, cutToFile(walker, element));
      return at;
    }
    at = walkValue(walker, tag, element, coding, depth);
    into.set(tag, element);
  }
  return Math.max(at, Math.min(end, walker.total));
}

/** Pixel data whose bytes are not looked at: `length` is what the file has of them. */
function cutToFile({ total }: Walker, element: Element): Element {
  const present = total - element.offset;
  if (element.length === UNDEFINED) return { ...element, length: present };
  return element.length > present ? { ...element, length: present, promised: element.length } : element;
}

/** The head of an element: representation, where the value starts, how long it says it is. */
function elementHead(walker: Walker, at: number, tag: number, { explicit, littleEndian }: Coding) {
  const { view, bytes } = walker;
  if (explicit) {
    const vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!);
    if (SHORT_VRS.has(vr)) return { vr, offset: at + 8, length: view.getUint16(at + 6, littleEndian) };
    // PS3.5 6.2: a representation that is not known yet has a length of 32 bits.
    if (LONG_VRS.has(vr) || /^[A-Z]{2}$/.test(vr)) {
      need(walker, at + 12, tag);
      return { vr: LONG_VRS.has(vr) ? vr : 'UN', offset: at + 12, length: view.getUint32(at + 8, littleEndian) };
    }
    // No letters: an implicit element among explicit ones, or a blank where the representation should be.
    if (at + 8 + view.getUint32(at + 4, littleEndian) > walker.total) {
      return { vr: vrOf(tag) ?? 'UN', offset: at + 8, length: view.getUint16(at + 6, littleEndian) };
    }
  }
  return { vr: vrOf(tag) ?? 'UN', offset: at + 8, length: view.getUint32(at + 4, littleEndian) };
}

/** Steps over a value, into it where it is a sequence; answers the position behind it. */
function walkValue(walker: Walker, tag: number, element: Element, coding: Coding, depth: number): number {
  const { vr, offset, length } = element;
  if (length === UNDEFINED) {
    if (tag === PIXEL_DATA || /^O[BDFLVW]$/.test(vr)) return walkFragments(walker, element, coding.littleEndian);
    // PS3.5 6.2.2 note 2: UN of undefined length is a sequence, its inside implicit little endian.
    const inside = vr === 'UN' && coding.explicit ? { explicit: false, littleEndian: true } : coding;
    element.vr = 'SQ';
    const end = walkItems(walker, tag, element, walker.total, true, inside, depth);
    element.length = end - offset;
    return end;
  }
  const end = offset + length;
  if (end > walker.total && PIXEL_TAGS.has(tag) && depth === 0) {
    element.promised = length;
    element.length = walker.total - offset;
    return walker.total;
  }
  need(walker, end, tag);
  const known = vr === 'UN' && coding.explicit ? vrOf(tag) : vr;
  if (known !== 'SQ') {
    element.vr = known ?? vr;
    return end;
  }
  element.vr = 'SQ';
  try {
    walkItems(walker, tag, element, end, false, vr === 'UN' ? { explicit: false, littleEndian: true } : coding, depth);
  } catch (error) {
    // The sequence's own length still leads past it; the items before the damage stay.
    if (!(error instanceof ProblemError) || error.problem.code !== 'element-too-long') throw error;
    walker.damaged.push(tag);
  }
  return end;
}

/** The items of a sequence (PS3.5 7.5). */
function walkItems(
  walker: Walker,
  tag: number,
  element: Element,
  end: number,
  delimited: boolean,
  coding: Coding,
  depth: number,
): number {
  if (depth >= DEEPEST) throw new ProblemError('nested-too-deeply', { levels: DEEPEST });
  element.items = [];
  let at = element.offset;
  while (at + 8 <= end) {
    need(walker, at + 8, tag);
    const itemTag = tagAt(walker, at, coding.littleEndian);
    const length = walker.view.getUint32(at + 4, coding.littleEndian);
    at += 8;
    if (itemTag === SEQUENCE_END) return at;
    if (itemTag === ITEM_END) continue;
    if (itemTag !== ITEM) throw new ProblemError('element-too-long', { tag: formatTag(tag) });
    if (++walker.count > MOST_ELEMENTS) throw new ProblemError('too-many-elements');
    const item = elementMap(coding);
    const itemEnd = length === UNDEFINED ? end : at + length;
    if (itemEnd > end) throw new ProblemError('element-too-long', { tag: formatTag(tag) });
    const stop = walkElements(walker, item, at, itemEnd, coding, depth + 1);
    element.items.push(item);
    at = length === UNDEFINED ? stop : itemEnd;
  }
  if (delimited && walker.bytes.length < walker.total) throw new MoreBytesNeeded();
  return end;
}

/** The fragments of encapsulated pixel data (PS3.5 A.4). A missing last delimiter is forgiven, a length that lies not. */
function walkFragments(walker: Walker, element: Element, littleEndian: boolean): number {
  element.fragments = [];
  let at = element.offset;
  while (at + 8 <= walker.total) {
    need(walker, at + 8, PIXEL_DATA);
    const tag = tagAt(walker, at, littleEndian);
    const length = walker.view.getUint32(at + 4, littleEndian);
    at += 8;
    if (tag !== ITEM) {
      element.length = at - element.offset;
      return at;
    }
    if (at + length > walker.total) {
      element.promised = at + length - element.offset;
      break;
    }
    element.fragments.push({ offset: at, length });
    at += length;
  }
  element.length = walker.total - element.offset;
  return walker.total;
}
