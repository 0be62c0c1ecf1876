/**
 * Character sets of DICOM text (PS3.3 C.12.1.1.2, PS3.5 6.1): single byte sets, ISO 2022 with code extensions, UTF-8
 * and GB18030. A character that cannot be decoded becomes U+FFFD; nothing throws.
 */
export type Decoder = {
  /** Decodes a value, several of them still joined by backslashes; a backslash inside a two-byte code stays part of it. */
  decode(bytes: Uint8Array): string;
  /** Did U+FFFD have to stand in for something, so far. */
  readonly damaged: boolean;
  /** Defined terms that are unknown. */
  readonly unknown: string[];
};

/** A set of characters that one escape sequence switches on: in which half of the code table, with which codec. */
type CodedSet = { half: 'G0' | 'G1'; bytes: 1 | 2; toText: (codes: number[]) => string };

const codecs = new Map<string, TextDecoder>();
const codec = (label: string) => {
  const known = codecs.get(label);
  if (known) return known;
  const made = new TextDecoder(label);
  codecs.set(label, made);
  return made;
};

const through = (label: string) => (codes: number[]) => codec(label).decode(Uint8Array.from(codes));
/** TextDecoder has windows-1252 under the name latin1, which differs from ISO 8859-1 at 0x80–0x9F. */
const latin1 = (codes: number[]) => String.fromCharCode(...codes);
const ascii = (codes: number[]) => codes.map((c) => (c < 0x80 ? String.fromCharCode(c) : '\ufffd')).join('');
const upper = (codes: number[]) => codes.map((c) => c | 0x80);

const G0 = (toText: CodedSet['toText'], bytes: 1 | 2 = 1): CodedSet => ({ half: 'G0', bytes, toText });
const G1 = (toText: CodedSet['toText'], bytes: 1 | 2 = 1): CodedSet => ({ half: 'G1', bytes, toText });

const ASCII = G0(ascii);
const ROMAN = G0(ascii);
const KATAKANA = G1(through('shift_jis'));

/** Escape sequences (after ESC) and the set each switches on (PS3.3 tables C.12-3 and C.12-4). */
const ESCAPES: Record<string, CodedSet> = {
  '(B': ASCII,
  '(J': ROMAN,
  ')I': KATAKANA,
  '-A': G1(latin1),
  '-B': G1(through('iso-8859-2')),
  '-C': G1(through('iso-8859-3')),
  '-D': G1(through('iso-8859-4')),
  '-L': G1(through('iso-8859-5')),
  '-G': G1(through('iso-8859-6')),
  '-F': G1(through('iso-8859-7')),
  '-H': G1(through('iso-8859-8')),
  '-M': G1(through('windows-1254')),
  '-T': G1(through('windows-874')),
  '-b': G1(through('iso-8859-15')),
  $B: G0((codes) => through('euc-jp')(upper(codes)), 2),
  '$(D': G0((codes) => through('euc-jp')(upper(codes).flatMap((c, i) => (i % 2 === 0 ? [0x8f, c] : [c]))), 2),
  '$)C': G1(through('euc-kr'), 2),
  '$)A': G1(through('gb18030'), 2),
};

/** What a value starts with under the first defined term, by the number in `ISO_IR n` and `ISO 2022 IR n`. */
const STARTS: Record<string, string> = {
  '6': '(B',
  '13': ')I',
  '58': '$)A',
  '87': '(B',
  '100': '-A',
  '101': '-B',
  '109': '-C',
  '110': '-D',
  '126': '-F',
  '127': '-G',
  '138': '-H',
  '144': '-L',
  '148': '-M',
  '149': '$)C',
  '159': '(B',
  '166': '-T',
  '203': '-b',
};

const LATIN = new Set(['(B', '-A', '-B', '-C', '-D', '-M', '-b']);

const WHOLE: Record<string, string> = { '192': 'utf-8', GB18030: 'gb18030', GBK: 'gb18030' };

/** Numbers of the parts of ISO 8859, for writers that name the standard and not the registration. */
const PARTS: Record<string, string> = {
  '1': '100',
  '2': '101',
  '3': '109',
  '4': '110',
  '5': '144',
  '6': '127',
  '7': '126',
  '8': '138',
  '9': '148',
  '11': '166',
  '15': '203',
};

/** Parts of ISO 8859 whose alphabets are numbered otherwise: Latin 5 is part 9, Latin 9 is part 15. */
const LATIN_PARTS: Record<string, string> = { '1': '1', '2': '2', '3': '3', '4': '4', '5': '9', '9': '15' };

/**
 * The registration number in a defined term, or the term itself. `ISO_IR 100` and `ISO 2022 IR 100` are often written
 * otherwise: with other separators, in small letters, by the name of the standard.
 */
function registered(term: string): string {
  const plain = term
    .toUpperCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  const number = /^ISO(?: 2022)? ?IR ?(\d+)$/.exec(plain)?.[1];
  if (number) return number;
  const [, part, latin = ''] = /^(?:ISO ?8859 ?(\d+)|LATIN ?(\d+))$/.exec(plain) ?? [];
  const registration = PARTS[part ?? LATIN_PARTS[latin] ?? ''];
  if (registration) return registration;
  return /^UTF ?8$/.test(plain) ? '192' : plain;
}

type Choice = { unknown: string[]; decode: (bytes: Uint8Array) => string };

/** Choices made before: the files of a study name the same sets. Files of strangers may name any, so few are kept. */
const choices = new Map<string, Choice>();
const MOST_CHOICES = 16;

function choiceFor(terms: string[]): Choice {
  const key = terms.join('\\');
  const known = choices.get(key);
  if (known) return known;
  const unknown: string[] = [];
  const choice = { unknown, decode: chooseDecoder(terms, unknown) };
  if (choices.size >= MOST_CHOICES) choices.clear();
  choices.set(key, choice);
  return choice;
}

/** The decoder for a Specific Character Set (0008,0005). */
export function decoderFor(terms: string[]): Decoder {
  const { decode, unknown } = choiceFor(terms);
  const state = { damaged: false };
  return {
    decode(bytes) {
      const text = decode(bytes);
      if (text.includes('\ufffd')) state.damaged = true;
      return text;
    },
    get damaged() {
      return state.damaged;
    },
    unknown,
  };
}

function chooseDecoder(terms: string[], unknown: string[]): (bytes: Uint8Array) => string {
  const first = registered(terms[0] || 'ISO_IR 6');
  const whole = WHOLE[first];
  if (whole) return (bytes) => codec(whole).decode(bytes);
  for (const term of terms) if (term && !STARTS[registered(term)]) unknown.push(term);
  const designation = STARTS[first] ?? '(B';
  const start = ESCAPES[designation]!;
  return (bytes) => {
    if (isPlain(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    // Many programs write UTF-8 and say ISO_IR 100, or nothing. In Latin text valid UTF-8 by chance is as good as
    // impossible; in katakana or Cyrillic it is not.
    if (LATIN.has(designation)) {
      const utf8 = strictUtf8(bytes);
      if (utf8 !== undefined) return utf8;
    }
    return decodeIso2022(bytes, start);
  };
}

const ESC = 0x1b;

/** Nothing but ASCII, in which all sets agree. */
function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80 || bytes[i] === ESC) return false;
  return true;
}

function strictUtf8(bytes: Uint8Array): string | undefined {
  if (bytes.includes(ESC) || bytes.every((byte) => byte < 0x80)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** PS3.5 6.1.2.5.3: after these the sets of the first defined term are in force again. */
const RESETS = new Set(['\\', '^', '=', '\t', '\n', '\f', '\r'].map((c) => c.charCodeAt(0)));

function decodeIso2022(bytes: Uint8Array, start: CodedSet): string {
  const initial = { G0: ASCII, G1: start };
  let sets = initial;
  let text = '';
  let run: number[] = [];
  let runSet: CodedSet | undefined;
  const flush = () => {
    if (runSet && run.length > 0) text += runSet.toText(run);
    run = [];
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === ESC) {
      flush();
      const name = escapeAt(bytes, at + 1);
      if (name) {
        const set = ESCAPES[name]!;
        sets = set.half === 'G0' ? { ...sets, G0: set } : { ...sets, G1: set };
        at += name.length;
      } else text += '\ufffd';
      continue;
    }
    const set = byte >= 0x80 ? sets.G1 : sets.G0;
    const single = set.bytes === 1 || byte < 0x21;
    const chosen = single && byte < 0x80 ? ASCII : set;
    if (chosen !== runSet) flush();
    runSet = chosen;
    if (single) {
      run.push(byte);
      if (RESETS.has(byte)) sets = initial;
    } else if (at + 1 < bytes.length && bytes[at + 1] !== ESC) run.push(byte, bytes[++at]!);
    else {
      flush();
      text += '\ufffd';
    }
  }
  flush();
  return text;
}

/** The known escape sequence that stands at `at`, without its ESC. */
function escapeAt(bytes: Uint8Array, at: number): string | undefined {
  for (const length of [2, 3]) {
    const name = String.fromCharCode(...bytes.subarray(at, at + length));
    if (Object.hasOwn(ESCAPES, name)) return name;
  }
  return undefined;
}
