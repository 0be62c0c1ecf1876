import { decimal, type Evidence, type EvidenceFinding } from './evidence.ts';

const COLUMNS =
  'id,kind,label,probability,operatingPoint,positive,voxels,volumeMl,x0,y0,x1,y1,z0,z1,sopInstanceUid,frame,trackingUid,review';

/** RFC 4180, UTF-8 with a byte order mark (without it spreadsheets guess the encoding); absent values are empty. */
export function writeCsv({ findings }: Evidence): Uint8Array {
  return writeRows(COLUMNS, findings.map(cells));
}

export function writeRows(columns: string, rows: string[][]): Uint8Array {
  const lines = [columns, ...rows.map((row) => row.join(','))];
  return new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`);
}

function cells({ finding, review }: EvidenceFinding): string[] {
  const box = finding.boxPx ?? [undefined, undefined, undefined, undefined];
  const across = finding.boxSlices ?? [undefined, undefined];
  const numbers = [finding.voxels, finding.volumeMl, ...box, ...across];
  return [
    textCell(finding.id),
    finding.kind,
    textCell(finding.label),
    numberCell(finding.probability),
    numberCell(finding.operatingPoint),
    finding.positive === undefined ? '' : String(finding.positive),
    ...numbers.map(numberCell),
    textCell(finding.sopInstanceUid ?? ''),
    numberCell(finding.frame),
    finding.trackingUid,
    review.status,
  ];
}

export const numberCell = (value: number | undefined): string => (value === undefined ? '' : decimal(value));

/** A cell that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection). */
export function textCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
