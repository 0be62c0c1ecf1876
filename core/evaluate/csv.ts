/** One row, by the names of the first line. */
export type Row = Record<string, string>;

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** Reads comma-separated values (RFC 4180), UTF-8; blank lines are left out, missing cells are empty. */
export function readCsv(bytes: Uint8Array): { columns: string[]; rows: Row[] } {
  const text = new TextDecoder().decode(bytes);
  const lines: string[][] = [[]];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const cell = CELL.exec(text);
    // A stray quote: the rest is no table.
    if (!cell) break;
    lines.at(-1)!.push(cell[1]?.replaceAll('""', '"') ?? cell[2]!);
    if (cell[3] !== ',') lines.push([]);
  }
  const [columns = [], ...rest] = lines.filter((cells) => cells.some((cell) => cell !== ''));
  return { columns, rows: rest.map((cells) => Object.fromEntries(columns.map((name, n) => [name, cells[n] ?? '']))) };
}

/** Writes comma-separated values with a byte order mark: without it spreadsheets guess the encoding. */
export function writeCsv(columns: string[], rows: (string | number | undefined)[][]): Uint8Array {
  const lines = [columns, ...rows].map((cells) => cells.map(written).join(','));
  return new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`);
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection). */
function written(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
