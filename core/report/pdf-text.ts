import { inflateSync } from 'node:zlib';

/** What the gate has to know of a PDF: the text of each page and the parts that make it a tagged PDF/A. */
export type PdfFacts = {
  pages: string[];
  tagged: boolean;
  language?: string;
  /** XMP packet. */
  metadata: string;
  /** Names of what a report must not have: scripts, forms, encryption. */
  forbidden: string[];
};

type PdfObject = { dictionary: string; stream?: Uint8Array };

/**
 * Reads a PDF as Typst writes it (ISO 32000-1: plain cross-reference table, no object streams, composite fonts with
 * ToUnicode). Not a general reader: whatever it does not find makes the gate refuse the file.
 */
export function readPdf(bytes: Uint8Array): PdfFacts {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const objects = objectsOf(latin);
  const catalog = [...objects.values()].find(({ dictionary }) => /\/Type\s*\/Catalog/.test(dictionary));
  const metadata = objects.get(reference(catalog?.dictionary ?? '', 'Metadata'));
  const root = objects.get(reference(catalog?.dictionary ?? '', 'Pages'));
  return {
    pages: pagesBelow(root, objects).map((page) => pageText(page, objects)),
    tagged: /\/StructTreeRoot/.test(catalog?.dictionary ?? '') && /\/Marked\s+true/.test(catalog?.dictionary ?? ''),
    language: /\/Lang\s*\(([^)]*)\)/.exec(catalog?.dictionary ?? '')?.[1],
    metadata: metadata?.stream ? Buffer.from(metadata.stream).toString('utf8') : '',
    forbidden: ['/JavaScript', '/JS', '/AcroForm', '/Encrypt', '/Launch', '/OpenAction'].filter((name) =>
      [...objects.values()].some(
        ({ dictionary }) => dictionary.includes(`${name} `) || dictionary.includes(`${name}/`),
      ),
    ),
  };
}

function objectsOf(latin: string): Map<number, PdfObject> {
  const objects = new Map<number, PdfObject>();
  const head = /(?:^|\n)(\d+) 0 obj\s/g;
  for (let match = head.exec(latin); match; match = head.exec(latin)) {
    const from = match.index + match[0].length;
    const end = latin.indexOf('endobj', from);
    const streamAt = latin.indexOf('stream', from);
    const hasStream = streamAt >= 0 && streamAt < end;
    const dictionary = latin.slice(from, hasStream ? streamAt : end);
    const object: PdfObject = { dictionary };
    if (hasStream) {
      const start = streamAt + (latin[streamAt + 6] === '\r' ? 8 : 7);
      const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0);
      object.stream = inflated(Buffer.from(latin.slice(start, start + length), 'latin1'), dictionary);
      head.lastIndex = start + length;
    }
    objects.set(Number(match[1]), object);
  }
  return objects;
}

const inflated = (stream: Buffer, dictionary: string): Uint8Array =>
  /\/Filter\s*\/FlateDecode/.test(dictionary) && !/\/Subtype\s*\/Image/.test(dictionary) ? inflateSync(stream) : stream;

const reference = (dictionary: string, key: string): number =>
  Number(new RegExp(`/${key}\\s+(\\d+) 0 R`).exec(dictionary)?.[1] ?? -1);

function pagesBelow(node: PdfObject | undefined, objects: Map<number, PdfObject>): PdfObject[] {
  if (!node) return [];
  const kids = /\/Kids\s*\[([^\]]*)\]/.exec(node.dictionary)?.[1];
  if (kids === undefined) return [node];
  return [...kids.matchAll(/(\d+) 0 R/g)].flatMap(([, id]) => pagesBelow(objects.get(Number(id)), objects));
}

function pageText(page: PdfObject, objects: Map<number, PdfObject>): string {
  const fonts = /\/Font\s*<<([^>]*)>>/.exec(page.dictionary)?.[1] ?? '';
  const maps = new Map(
    [...fonts.matchAll(/\/(\w+)\s+(\d+) 0 R/g)].map(([, name = '', id]) => [
      name,
      toUnicode(objects.get(reference(objects.get(Number(id))?.dictionary ?? '', 'ToUnicode'))),
    ]),
  );
  const content = objects.get(reference(page.dictionary, 'Contents'))?.stream ?? new Uint8Array();
  return shownText(Buffer.from(content).toString('latin1'), maps);
}

/** A ToUnicode map (ISO 32000-1 9.10.3): two-byte codes to text. */
function toUnicode(object: PdfObject | undefined): Map<number, string> {
  const text = Buffer.from(object?.stream ?? []).toString('latin1');
  return new Map(
    [...text.matchAll(/<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>/g)].map(([, code = '', hex = '']) => [
      Number.parseInt(code, 16),
      utf16(Buffer.from(hex, 'hex')),
    ]),
  );
}

const utf16 = (bytes: Buffer): string =>
  Buffer.from(bytes)
    .swap16()
    .toString('utf16le')
    .replace(/^\ufeff/, '');

const TOKEN = /<[0-9A-Fa-f\s]*>|<<|>>|\/[^\s<>()[\]/]+|[[\]]|[^\s<>()[\]/]+|\(/g;

/** Tokens of a content stream; a literal string may hold balanced brackets (ISO 32000-1 7.3.4.2). */
function* tokensOf(content: string): Generator<string> {
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(content); match; match = TOKEN.exec(content)) {
    if (match[0] !== '(') {
      yield match[0];
      continue;
    }
    let end = match.index + 1;
    for (let depth = 1; depth > 0 && end < content.length; end += 1) {
      if (content[end] === '\\') end += 1;
      else if (content[end] === '(') depth += 1;
      else if (content[end] === ')') depth -= 1;
    }
    TOKEN.lastIndex = end;
    yield content.slice(match.index, end);
  }
}

type Run = { text: string; replaced: boolean };

/**
 * The text of a content stream, block by block. Runs marked as reversed lie from left to right as they are seen: glyphs
 * and runs are turned round. A run with an ActualText stands for it.
 */
function shownText(content: string, maps: Map<string, Map<number, string>>): string {
  const blocks: string[] = [];
  const marks: { reversed: boolean; actual?: string }[] = [];
  let runs: Run[] = [];
  let rightToLeft = false;
  let font = new Map<number, string>();
  let operands: string[] = [];
  for (const token of tokensOf(content)) {
    if (token === 'Tf') font = maps.get(operands.at(-2)?.slice(1) ?? '') ?? new Map();
    else if (token === 'BMC') marks.push({ reversed: operands.at(-1) === '/ReversedChars' });
    else if (token === 'BDC') marks.push({ reversed: false, actual: actualText(operands) });
    else if (token === 'EMC') {
      const actual = marks.pop()?.actual;
      if (actual !== undefined) runs.push({ text: actual, replaced: true });
    } else if (token === 'TJ' || token === 'Tj') {
      const glyphs = operands.filter(isString).flatMap((operand) => glyphTexts(bytesOf(operand), font));
      const reversed = marks.some((mark) => mark.reversed);
      rightToLeft ||= reversed;
      if (reversed) glyphs.reverse();
      if (!marks.some(({ actual }) => actual !== undefined)) runs.push({ text: glyphs.join(''), replaced: false });
    } else if (token === 'ET') {
      blocks.push(inOrder(runs, rightToLeft));
      [runs, rightToLeft] = [[], false];
    } else {
      operands.push(token);
      continue;
    }
    operands = [];
  }
  return blocks.join(' ');
}

/** A letter and its mark are two runs that both stand for the pair: it counts once. */
const inOrder = (runs: Run[], rightToLeft: boolean): string =>
  (rightToLeft ? [...runs].reverse() : runs)
    .filter(({ text, replaced }, n, all) => !(replaced && all[n - 1]?.replaced && all[n - 1]?.text === text))
    .map(({ text }) => text)
    .join('');

function actualText(operands: string[]): string | undefined {
  const at = operands.lastIndexOf('/ActualText');
  const value = operands[at + 1];
  if (at < 0 || !value) return undefined;
  const bytes = bytesOf(value);
  // Text strings are UTF-16 with a byte order mark or PDFDocEncoding (ISO 32000-1 7.9.2.2).
  return bytes[0] === 0xfe && bytes[1] === 0xff ? utf16(bytes) : bytes.toString('latin1');
}

const isString = (token: string): boolean => /^[(<](?!<)/.test(token);

/** The bytes of a literal or hexadecimal string. */
const bytesOf = (token: string): Buffer =>
  token.startsWith('<')
    ? Buffer.from(token.replace(/[^0-9A-Fa-f]/g, ''), 'hex')
    : Buffer.from(unescaped(token), 'latin1');

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A literal string without its brackets (ISO 32000-1 7.3.4.2). */
const unescaped = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(/\\([0-7]{1,3}|[\s\S])/g, (_, code: string) =>
      /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
    );

const glyphTexts = (codes: Buffer, font: Map<number, string>): string[] =>
  Array.from({ length: codes.length >> 1 }, (_, n) => font.get(codes.readUInt16BE(2 * n)) ?? '');
