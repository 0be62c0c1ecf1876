import type { Note } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';

const CHANNELS = ['Red', 'Green', 'Blue'] as const;

/** What is odd about tables and planes beside the picture: they are left out, the picture opens. */
export function headerNotes(dataSet: DataSet): Note[] {
  const notes: Note[] = [];
  if (isPaletteDamaged(dataSet)) notes.push({ code: 'palette-damaged', values: {} });
  if (isOverlayDamaged(dataSet)) notes.push({ code: 'overlay-damaged', values: {} });
  return notes;
}

/** Is a colour table shorter than its descriptor says (PS3.3 C.7.6.3.1.5)? */
export function isPaletteDamaged(dataSet: DataSet): boolean {
  return CHANNELS.some((channel) => {
    const table = dataSet.bytes(`${channel}PaletteColorLookupTableData`);
    const [entries = 0, , bits = 16] = dataSet.numbers(`${channel}PaletteColorLookupTableDescriptor`);
    return table !== undefined && table.length < (entries || 65536) * (bits > 8 ? 2 : 1);
  });
}

/** Does an overlay in a group of its own have fewer bits than rows × columns (PS3.3 C.9.2)? */
function isOverlayDamaged(dataSet: DataSet): boolean {
  for (const group of dataSet.overlayGroups()) {
    const part = (element: string) => group.toString(16) + element;
    const data = dataSet.bytes(part('3000'));
    if (!data) continue;
    const bits = (dataSet.number(part('0010')) ?? 0) * (dataSet.number(part('0011')) ?? 0);
    if (data.length * 8 < bits) return true;
  }
  return false;
}
