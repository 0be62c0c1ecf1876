import type { Note } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { representationNotes } from './coding-notes.ts';
import { type DataSet, dataSetOf } from './data-set.ts';
import { type Coding, formatTag, isVr, MoreBytesNeeded, type Walked, walk } from './elements.ts';
import { fragmentNotes } from './fragment-notes.ts';
import { headerNotes } from './header-notes.ts';
import { syntaxes } from './transfer-syntax.ts';

/** Deflated data sets may unpack to this many bytes: more than any image, less than a machine minds. */
const LARGEST_INFLATED = 512 * 2 ** 20;

/** Deflate never does better (RFC 1951). */
const MOST_EXPANSION = 1032;

type ReadOptions = { untilPixels?: boolean; total?: number };

/**
 * Reads a whole instance (PS3.10): with or without preamble and meta header, in any uncompressed coding of the
 * elements, deflated too. Throws `ProblemError` where it is no DICOM or damaged.
 */
export function readDataSet(bytes: Uint8Array): DataSet {
  return readBytes(bytes, {});
}

/**
 * Reads the beginning of an instance up to its pixel data. Throws `MoreBytesNeeded` where `bytes`, the first of
 * `total`, ends before.
 */
export function readBeginning(bytes: Uint8Array, total: number): DataSet {
  const dataSet = readBytes(bytes, { untilPixels: true, total });
  const whole = bytes.length === total;
  if (whole) dataSet.notes.push(...fragmentNotes(dataSet, (at, length) => bytes.subarray(at, at + length)));
  return dataSet;
}

function readBytes(given: Uint8Array, options: ReadOptions): DataSet {
  // A Buffer's slice would be a view, and a frame must never share memory with the file it came from.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length === 0) throw new ProblemError('file-empty');
  const notes: Note[] = [];
  const meta = readMeta(bytes, options);
  const body = bodyOf(bytes, meta, options, notes);
  notes.push(...metaNotes(meta));
  const walked = walkBody(body, options);
  if (!looksLikeDicom(walked, meta.part10)) throw new ProblemError(...whatElse(bytes));
  notes.push(...representationNotes(walked.elements, body.bytes, body.coding));
  for (const tag of walked.damaged) notes.push({ code: 'sequence-damaged', values: { tag: formatTag(tag) } });
  const context = { bytes: body.bytes, total: body.total, transferSyntaxUid: body.syntax, notes };
  const dataSet = dataSetOf(walked.elements, context);
  notes.push(...headerNotes(dataSet));
  return dataSet;
}

/** DICM after 128 bytes; by chance it may also stand inside a data set that has no preamble. */
function hasPrefix(bytes: Uint8Array): boolean {
  if (bytes[128] !== 0x44 || bytes[129] !== 0x49 || bytes[130] !== 0x43 || bytes[131] !== 0x4d) return false;
  const startsWithElement = bytes[0] === 8 && bytes[1] === 0 && isVr(String.fromCharCode(bytes[4]!, bytes[5]!));
  return !startsWithElement || (bytes[132] === 2 && bytes[133] === 0);
}

/** `said`: what the group length says, against `length`, the bytes that follow it. */
type Meta = { part10: boolean; end: number; transferSyntaxUid?: string; said?: number; length?: number };

const META_GROUP_LENGTH = 0x00020000;

/** The file meta information (PS3.10 7.1): always explicit little endian, group 2; its own length is not trusted. */
function readMeta(bytes: Uint8Array, options: ReadOptions): Meta {
  const part10 = hasPrefix(bytes);
  const start = part10 ? 132 : 0;
  if (part10 && start === bytes.length) throw new ProblemError('element-too-long', { tag: formatTag(0x00020000) });
  const end = endOfGroup2(bytes, start, options);
  if (end === start) return { part10, end };
  const { elements } = walk(bytes.subarray(0, end), start, { explicit: true, littleEndian: true });
  const meta = dataSetOf(elements, { bytes, total: bytes.length, transferSyntaxUid: '', notes: [] });
  const { offset = start, length = 0 } = elements.get(META_GROUP_LENGTH) ?? {};
  const said = meta.number('FileMetaInformationGroupLength');
  return { part10, end, transferSyntaxUid: meta.text('TransferSyntaxUID'), said, length: end - offset - length };
}

/** What is odd about the file meta information; none of it is relied upon (PS3.10 7.1). */
function metaNotes({ part10, end, transferSyntaxUid, said, length = 0 }: Meta): Note[] {
  const notes: Note[] = [];
  if (!transferSyntaxUid) notes.push({ code: 'file-header-missing', values: {} });
  if (!part10 && end > 0) notes.push({ code: 'preamble-missing', values: {} });
  if (end > 0 && length > 0 && said !== length) {
    if (said === undefined) notes.push({ code: 'meta-length-missing', values: {} });
    else notes.push({ code: 'meta-length-wrong', values: { said, length } });
  }
  return notes;
}

function endOfGroup2(bytes: Uint8Array, start: number, { total = bytes.length }: ReadOptions): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  while (at + 8 <= bytes.length && view.getUint16(at, true) === 2) {
    const vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!);
    const long = at + 12 <= bytes.length && (/^(O.|SQ|U[CNRTV]|SV)$/.test(vr) || (/^[A-Z]{2}$/.test(vr) && !isVr(vr)));
    const next = long ? at + 12 + view.getUint32(at + 8, true) : at + 8 + view.getUint16(at + 6, true);
    if (!/^[A-Z]{2}$/.test(vr)) return start;
    if (next > total)
      throw new ProblemError('element-too-long', { tag: formatTag(0x00020000 + view.getUint16(at + 2, true)) });
    if (next > bytes.length) throw new MoreBytesNeeded();
    at = next;
  }
  return at;
}

type Body = { bytes: Uint8Array; start: number; total: number; coding: Coding; syntax: string };

/** The data set behind the meta header, inflated where it is deflated, and how its elements are coded. */
function bodyOf(bytes: Uint8Array, meta: Meta, options: ReadOptions, notes: Note[]): Body {
  const uid = meta.transferSyntaxUid;
  const total = options.total ?? bytes.length;
  if (uid === syntaxes.deflatedExplicitLittleEndian) {
    const inflated = inflate(bytes.subarray(meta.end), options);
    const most = total === bytes.length ? inflated.length : total * MOST_EXPANSION;
    return { bytes: inflated, start: 0, total: most, coding: { explicit: true, littleEndian: true }, syntax: uid };
  }
  const coding = guessCoding(bytes, meta);
  if (!coding) {
    if (meta.part10 && meta.end >= total) throw new ProblemError('element-too-long', { tag: formatTag(0x00080005) });
    throw new ProblemError(...whatElse(bytes));
  }
  const said = uid && codingOf(uid);
  if (said && (said.explicit !== coding.explicit || said.littleEndian !== coding.littleEndian)) {
    notes.push({ code: 'vr-unexpected', values: {} });
  }
  const syntax = uid && (!said || sameEncapsulation(said, coding)) ? uid : uidOf(coding);
  return { bytes, start: meta.end, total, coding, syntax };
}

function walkBody(body: Body, { untilPixels }: ReadOptions): Walked {
  return walk(body.bytes, body.start, body.coding, { untilPixels, total: body.total });
}

const codingOf = (uid: string): Coding => ({
  explicit: uid !== syntaxes.implicitLittleEndian,
  littleEndian: uid !== syntaxes.explicitBigEndian,
});
const uidOf = ({ explicit, littleEndian }: Coding) =>
  explicit
    ? littleEndian
      ? syntaxes.explicitLittleEndian
      : syntaxes.explicitBigEndian
    : syntaxes.implicitLittleEndian;
/** A wrong word on the coding of elements does not touch that on the compression of pixels. */
const sameEncapsulation = (said: Coding, found: Coding) => said.littleEndian === found.littleEndian;

/** Without prefix a data set must start in the command, file, directory or identifying groups. */
const HIGHEST_FIRST_GROUP = 0x0010;

/** How the first element is coded; undefined where it is none. */
function guessCoding(bytes: Uint8Array, { end: at, part10 }: Meta): Coding | undefined {
  if (at + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const explicit = isVr(String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!));
  const little = view.getUint16(at, true);
  const big = view.getUint16(at, false);
  // Data sets start in a low group; its two bytes are in the other order in big endian, which is always explicit.
  if (little > 0x00ff && big <= HIGHEST_FIRST_GROUP && explicit) return { explicit, littleEndian: false };
  if (little > (part10 ? 0x7fe0 : HIGHEST_FIRST_GROUP)) return undefined;
  return { explicit, littleEndian: true };
}

function inflate(deflated: Uint8Array, { total }: ReadOptions): Uint8Array {
  // Hardly any file is deflated, and loading this takes longer than reading a hundred headers.
  const { constants, inflateRawSync } = process.getBuiltinModule('node:zlib');
  try {
    const finishFlush = total === undefined ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const inflated = inflateRawSync(deflated, { finishFlush, maxOutputLength: LARGEST_INFLATED });
    return new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.byteLength);
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new ProblemError(tooLarge ? 'unpacks-too-far' : 'deflate-damaged');
  }
}

const SOP_CLASS_UID = 0x00080016;
const ROWS = 0x00280010;
const SERIES_INSTANCE_UID = 0x0020000e;
const DIRECTORY_RECORDS = 0x00041220;

/** A file without prefix must at least name its class or hold a picture; noise does not. */
const looksLikeDicom = ({ elements }: Walked, part10: boolean) =>
  part10 || [SOP_CLASS_UID, ROWS, SERIES_INSTANCE_UID, DIRECTORY_RECORDS].some((tag) => elements.has(tag));

const FORMATS: [start: string, format: string][] = [
  ['\xff\xd8\xff', 'JPEG'],
  ['\x89PNG', 'PNG'],
  ['GIF8', 'GIF'],
  ['BM', 'BMP'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['%PDF', 'PDF'],
  ['PK\x03\x04', 'ZIP'],
  ['PK\x05\x06', 'ZIP'],
  ['PK\x07\x08', 'ZIP'],
  ['\x1f\x8b', 'GZIP'],
  ['n+1', 'NIfTI'],
];

/** What a file that is no DICOM is instead, as far as its first bytes tell. */
function whatElse(bytes: Uint8Array): ConstructorParameters<typeof ProblemError> {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1');
  if (/^\s*<(!doctype\s+html|html|head|body)/i.test(start)) return ['web-page'];
  if (start.slice(257, 262) === 'ustar') return ['other-format', { format: 'TAR' }];
  const format = FORMATS.find(([magic]) => start.startsWith(magic))?.[1];
  return format ? ['other-format', { format }] : ['not-dicom'];
}
