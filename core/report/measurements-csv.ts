import { numberCell, textCell, writeRows } from './csv.ts';
import type { Measured } from './measured.ts';

export const MEASUREMENT_COLUMNS = [
  ...['id', 'tool', 'quantity', 'value', 'unit', 'spacing', 'plane', 'slab', 'slabMm', 'sopInstanceUid', 'frame'],
  ...['trackingUid', 'by', 'at'],
] as const;

/** A row a number, in the order of drawing; one without a number has a row of its own. Written like `findings.csv`. */
export const writeMeasurementsCsv = (measured: Measured[]): Uint8Array =>
  writeRows(MEASUREMENT_COLUMNS.join(), measured.flatMap(rowsOf));

function rowsOf({ measurement, trackingUid, by, at }: Measured): string[][] {
  const { id, tool, spacing, plane, slab, sopInstanceUid = '', frame, readings } = measurement;
  const numbers = readings.length
    ? readings.map(({ quantity, value, unit }) => [quantity, numberCell(value), textCell(unit)])
    : [['', '', '']];
  return numbers.map((number) => [
    ...[textCell(id), tool, ...number, spacing, plane, slab?.mode ?? '', numberCell(slab?.mm)],
    ...[textCell(sopInstanceUid), numberCell(frame), trackingUid, textCell(by), at],
  ]);
}
