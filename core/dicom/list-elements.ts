import type { ListedElement } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';
import { tagOf } from './dictionary/index.ts';
import { formatTag } from './elements.ts';

/** Characters of one value; the rest can be read where it lies. */
const LONGEST = 1024;
/** Lines of one list: enhanced series of thousands of frames have a hundred elements a frame. */
const MOST = 50_000;

const BYTES = new Set(['OB', 'OW', 'OL', 'OV', 'OF', 'OD', 'UN']);

/** The elements of a data set, as many as a reader can look through; `complete` where all are there. */
export function listElements(dataSet: DataSet): { elements: ListedElement[]; complete: boolean } {
  const elements: ListedElement[] = [];
  const complete = listInto(elements, dataSet, 0);
  return { elements, complete };
}

function listInto(into: ListedElement[], dataSet: DataSet, depth: number): boolean {
  const keywords = dataSet.keywords().map((keyword) => ({ keyword, tag: tagOf(keyword)! }));
  for (const { keyword, tag } of keywords.sort((a, b) => a.tag - b.tag)) {
    if (into.length >= MOST) return false;
    const items = dataSet.items(keyword);
    const vr = items.length > 0 ? 'SQ' : (dataSet.vr(keyword) ?? 'UN');
    const length = vr === 'SQ' ? items.length : (dataSet.bytes(keyword)?.length ?? 0);
    const line = { depth, tag: formatTag(tag), name: nameOf(dataSet, keyword, tag), vr, length };
    into.push({ ...line, ...(vr === 'SQ' ? { value: '', cut: false } : shownValueOf(dataSet, keyword, vr)) });
    for (const item of items) {
      if (into.length >= MOST) return false;
      const count = item.keywords().length;
      into.push({ depth: depth + 1, tag: '', name: '', vr: '', length: count, value: '', cut: false });
      if (!listInto(into, item, depth + 2)) return false;
    }
  }
  return true;
}

/** The keyword, or who made a private element: the creator of its block (PS3.5 7.8.1). */
function nameOf(dataSet: DataSet, keyword: string, tag: number): string {
  if (!/^[0-9A-F]{8}$/.test(keyword)) return keyword;
  const block = (tag & 0xffff) >>> 8;
  if (((tag >>> 16) & 1) === 0 || block < 0x10) return '';
  const creator = ((tag & 0xffff0000) >>> 0) + block;
  return dataSet.text(creator.toString(16).padStart(8, '0')) ?? '';
}

function shownValueOf(dataSet: DataSet, keyword: string, vr: string): { value: string; cut: boolean } {
  if (BYTES.has(vr)) {
    const bytes = dataSet.bytes(keyword) ?? new Uint8Array();
    const shown = bytes.subarray(0, LONGEST / 8);
    return {
      value: Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
      cut: shown.length < bytes.length,
    };
  }
  const values = vr === 'AT' ? dataSet.numbers(keyword).map(formatTag) : dataSet.texts(keyword);
  const text = values.join('\\');
  return { value: text.slice(0, LONGEST), cut: text.length > LONGEST };
}
