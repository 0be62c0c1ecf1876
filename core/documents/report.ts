import type { DocumentLine } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';

/** Meaning of the code in a sequence of one. */
export const meaningOf = (dataSet: DataSet, sequence: string): string => {
  const [code] = dataSet.items(sequence);
  return code?.text('CodeMeaning') ?? code?.text('CodeValue') ?? '';
};

/** The content tree of a structured report or key object (PS3.3 C.17.3), line by line in reading order. */
export function reportLines(root: DataSet): DocumentLine[] {
  const lines: DocumentLine[] = [];
  // Lines are collected from a stack and not by recursion: the tree is as deep as its writer liked.
  const waiting = [{ item: root, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { item, depth } = next;
    const name = meaningOf(item, 'ConceptNameCodeSequence') || item.text('ValueType') || '';
    const value = contentOf(item);
    lines.push({ depth, name, ...(value && { value }) });
    const children = item.items('ContentSequence').map((child) => ({ item: child, depth: depth + 1 }));
    waiting.push(...children.reverse());
  }
  return lines;
}

/** What a content item says, by its value type (PS3.3 table C.17.3-7). */
function contentOf(item: DataSet): string {
  const text = (keyword: string) => item.text(keyword) ?? '';
  switch (item.text('ValueType')) {
    case 'TEXT':
      return text('TextValue');
    case 'CODE':
      return meaningOf(item, 'ConceptCodeSequence');
    case 'NUM':
      return numberOf(item);
    case 'PNAME':
      return text('PersonName');
    case 'DATE':
      return text('Date');
    case 'TIME':
      return text('Time');
    case 'DATETIME':
      return text('DateTime');
    case 'UIDREF':
      return text('UID');
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM':
      return objectOf(item);
    case 'SCOORD':
    case 'SCOORD3D':
      return `${text('GraphicType')} ${item.numbers('GraphicData').join(' ')}`;
    case 'TCOORD':
      return text('TemporalRangeType');
    case 'CONTAINER':
      return '';
    default:
      return item.numbers('ReferencedContentItemIdentifier').join('.');
  }
}

function numberOf(item: DataSet): string {
  const [measured] = item.items('MeasuredValueSequence');
  if (!measured) return meaningOf(item, 'NumericValueQualifierCodeSequence');
  const [unit] = measured.items('MeasurementUnitsCodeSequence');
  const symbol = unit?.text('CodeValue') ?? '';
  return [measured.texts('NumericValue').join(' '), symbol === '1' ? '' : symbol].join(' ').trim();
}

function objectOf(item: DataSet): string {
  const [object] = item.items('ReferencedSOPSequence');
  const frames = object?.numbers('ReferencedFrameNumber') ?? [];
  return [object?.text('ReferencedSOPInstanceUID') ?? '', frames.length ? `[${frames.join(', ')}]` : '']
    .join(' ')
    .trim();
}
