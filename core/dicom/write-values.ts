/** Longest value of a representation in characters (PS3.5 table 6.2-1); PN per component group. */
const LONGEST: Record<string, number> = { SH: 16, LO: 64, ST: 1024, LT: 10240, PN: 64 };
const PARAGRAPHS = new Set(['ST', 'LT', 'UT']);
const ONE_LINE = new Set(['SH', 'LO', 'PN', 'UC']);

/** A text as its representation allows it: no control characters, no separator of values, not too long. */
export function fitText(text: string, vr: string): string {
  if (PARAGRAPHS.has(vr)) return shorten(text.replace(/[^\P{Cc}\t\n\f\r]/gu, ' '), LONGEST[vr]);
  if (!ONE_LINE.has(vr)) return text;
  const line = text.replace(/\p{Cc}/gu, ' ').replaceAll('\\', '/');
  if (vr !== 'PN') return shorten(line, LONGEST[vr]);
  return line
    .split('=')
    .map((group) => shorten(group, LONGEST.PN))
    .join('=');
}

/** PS3.5 counts characters, some programs bytes: "…" has three. */
function shorten(text: string, longest: number | undefined): string {
  const characters = [...text];
  return longest === undefined || characters.length <= longest ? text : `${characters.slice(0, longest - 3).join('')}…`;
}

/** DS holds 16 characters: the number with as many digits as fit, with an exponent where more of them do. */
export function formatDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} cannot be a decimal string`);
  for (let digits = 17; ; digits--) {
    const rounded = Number(value.toPrecision(digits));
    const fitting = [String(rounded), rounded.toExponential()].find((text) => text.length <= 16);
    if (fitting) return fitting;
  }
}

/** IS holds 32-bit whole numbers. */
export function formatInteger(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 31) throw new Error(`${value} cannot be an integer string`);
  return String(value);
}
