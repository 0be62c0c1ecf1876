import type { DocumentLine } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';

/** A document of more lines cannot be read by anybody. */
const MOST_LINES = 5000;
/** Values of more numbers are data, not text. */
const MOST_NUMBERS = 16;

/** Binary data has no words. */
const SILENT = /^(O[BDFLVW]|UN)$/;

/** `ReferencedSeriesSequence` → `Referenced Series Sequence`. */
const inWords = (keyword: string) =>
  keyword.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');

/** Every attribute of a data set that says something, sequences with their items below them. */
export function attributeLines(dataSet: DataSet): DocumentLine[] {
  const lines: DocumentLine[] = [];
  describe(dataSet, 0, lines);
  return lines;
}

function describe(dataSet: DataSet, depth: number, lines: DocumentLine[]): void {
  for (const keyword of dataSet.keywords()) {
    if (lines.length >= MOST_LINES) return;
    // Private elements have no name that a reader would know.
    if (/^[\dA-F]{8}$/.test(keyword)) continue;
    const vr = dataSet.vr(keyword) ?? 'UN';
    const name = inWords(keyword);
    if (vr === 'SQ') {
      const items = dataSet.items(keyword);
      if (items.length === 0) continue;
      lines.push({ depth, name });
      for (const item of items) describe(item, depth + 1, lines);
      continue;
    }
    const texts = SILENT.test(vr) ? [] : dataSet.texts(keyword);
    const value = texts.length > MOST_NUMBERS ? `${texts.slice(0, MOST_NUMBERS).join(', ')} …` : texts.join(', ');
    if (value) lines.push({ depth, name, value });
  }
}
