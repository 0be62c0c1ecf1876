import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { problemOf } from '../../core/contract/index.ts';
import {
  decodeFrame,
  describeFrames,
  describeGeometry,
  readDataSet,
  readEntry,
  tarMembers,
} from '../../core/dicom/index.ts';
import { readBeginning } from '../../core/dicom/read.ts';
import { decoderFor } from '../../core/dicom/text.ts';
import { describeDocument } from '../../core/documents/index.ts';
import { listArchive } from '../../core/library/archive.ts';
import { parseManifestJson } from '../../core/models/json.ts';
import { parseManifest } from '../../core/models/parse.ts';
import { checkGraph, describeNetwork, readGraph } from '../../core/onnx/index.ts';
import { describeOverlay } from '../../core/overlays/index.ts';
import { readJpeg } from '../../core/pictures/jpeg.ts';
import { readNifti } from '../../core/pictures/nifti.ts';
import type { Content } from '../../core/pictures/picture.ts';
import { readPng } from '../../core/pictures/png.ts';
import { readTiff } from '../../core/pictures/tiff.ts';
import { part10, pixels, slice } from '../dicom/part10.ts';
import { dataFile, hasData } from '../dicom/shared.ts';
import { endlessLoop, tinyResnet } from '../onnx/tiny.ts';
import { codecs } from './codecs.ts';
import { jpeg, nifti, png, tar, tiffForms } from './seeds.ts';
import type { Target } from './target.ts';

/** Files of the open data below a size, of one ending or transfer syntax. */
const LARGEST_SEED = 60_000;
const folder = (path: string, ending = '') =>
  hasData
    ? readdirSync(dataFile(path))
        .map((name) => `${path}/${name}`)
        .filter((name) => name.endsWith(ending) && statSync(dataFile(name)).isFile())
        .filter((name) => statSync(dataFile(name)).size <= LARGEST_SEED)
        .map((name) => readFileSync(dataFile(name)))
    : [];

const plain = () => part10(Uint8Array.from([...slice(), ...pixels()]));
const isPixelFile = (bytes: Uint8Array) => {
  try {
    const dataSet = readDataSet(bytes);
    const [rows = 0, columns = 0] = [dataSet.number('Rows'), dataSet.number('Columns')];
    return dataSet.pixels() !== undefined && rows * columns <= 130 * 130;
  } catch {
    return false;
  }
};
const everyFile = () => [
  ...folder('pydicom-tests/test_files'),
  ...folder('pydicom-data'),
  ...folder('pylibjpeg-data/JPEGExtended'),
  ...folder('cornerstone-tests'),
];

/** Law: what is decoded has rows × columns × samples values, frame by frame. */
async function decodeAll(bytes: Uint8Array) {
  const dataSet = readDataSet(bytes);
  const frames = describeFrames(dataSet);
  for (const n of [0, frames.length - 1]) {
    const { rows, columns, samplesPerPixel, pixels: values } = await decodeFrame(dataSet, n);
    if (values.length !== rows * columns * samplesPerPixel) {
      throw new Error(`decoded ${values.length} values of ${rows} × ${columns} × ${samplesPerPixel}`);
    }
  }
}

/** Every way that a program asks a data set. */
function askAll(bytes: Uint8Array) {
  const dataSet = readDataSet(bytes);
  for (const keyword of dataSet.keywords()) {
    dataSet.texts(keyword);
    dataSet.numbers(keyword);
    for (const item of dataSet.items(keyword)) item.keywords();
  }
  for (const ask of [describeGeometry, describeFrames, describeOverlay, describeDocument]) forgiven(() => ask(dataSet));
}

/** A refusal ends one question, not the next. */
function forgiven(ask: () => unknown) {
  try {
    ask();
  } catch (error) {
    onlyRefusals(error);
  }
}

function askBeginning(bytes: Uint8Array) {
  try {
    readBeginning(bytes.subarray(0, 4096), bytes.length);
  } catch (error) {
    // Asking for more of the file is an answer.
    if ((error as Error).constructor.name !== 'MoreBytesNeeded') throw error;
  }
}

const SETS = [
  'ISO 2022 IR 87',
  'ISO 2022 IR 149',
  'ISO 2022 IR 58',
  'GB18030',
  'ISO_IR 192',
  'ISO_IR 166',
  'ISO_IR 13',
];

const temporary = join(mkdtempSync(join(tmpdir(), 'fuzz-')), 'archive.zip');

async function readArchive(bytes: Uint8Array) {
  writeFileSync(temporary, bytes);
  const { entries } = await listArchive(temporary);
  for (const entry of entries.slice(0, 4)) await readEntry(temporary, entry).catch(onlyRefusals);
}

async function readTape(bytes: Uint8Array) {
  writeFileSync(temporary, bytes);
  for await (const member of tarMembers(temporary, () => true)) member.bytes?.at(-1);
}

function onlyRefusals(error: unknown) {
  if (problemOf(error).code === 'bug') throw error;
}

function judgeNetwork(bytes: Uint8Array) {
  const graph = readGraph(bytes);
  checkGraph(graph);
  describeNetwork(graph);
}

/** Law: a frame of a picture has the values that its description promises. */
async function drawn({ infos, frame }: Content) {
  const [info] = infos;
  if (!info) return;
  const { pixels: values } = await frame(0);
  const promised = info.rows * info.columns * info.samplesPerPixel;
  if (values.length !== promised) throw new Error(`decoded ${values.length} values of ${promised}`);
}

export const targets: Target[] = [
  ...codecs,
  { name: 'data set', share: 30, seeds: () => [plain(), ...everyFile()], run: askAll },
  { name: 'beginning of a file', share: 10, seeds: () => [plain(), ...everyFile()], run: askBeginning },
  { name: 'picture', share: 30, seeds: () => [plain(), ...everyFile().filter(isPixelFile)], run: decodeAll },
  {
    name: 'deflated data set',
    share: 3,
    seeds: () => [part10(deflateRawSync(Uint8Array.from([...slice(), ...pixels()])), '1.2.840.10008.1.2.1.99')],
    run: decodeAll,
  },
  {
    name: 'text',
    share: 10,
    seeds: () => [
      Buffer.from('Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B', 'latin1'),
      Buffer.from('Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7', 'latin1'),
      Buffer.from('Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=', 'latin1'),
      Buffer.from('王^小东\\قباني^لنزار'),
    ],
    run: (bytes) => SETS.map((set) => decoderFor(['', set]).decode(bytes) + decoderFor([set]).decode(bytes)),
  },
  {
    name: 'archive',
    share: 3,
    seeds: () => [zipSync({ 'a/1.dcm': plain(), 'a/2.dcm': plain(), 'readme.txt': new Uint8Array(40) })],
    run: readArchive,
  },
  { name: 'tape archive', share: 3, seeds: () => [tar(), gzipSync(tar())], run: readTape },
  {
    name: 'network',
    share: 5,
    seeds: () => [tinyResnet(), tinyResnet({ how: 'floats' }), endlessLoop()],
    run: judgeNetwork,
  },
  {
    name: 'manifest',
    share: 3,
    seeds: () => [readFileSync(new URL('../../models/hippocampus-mr/model.json', import.meta.url))],
    run: (bytes) => parseManifest(parseManifestJson(bytes)),
  },
  { name: 'NIfTI', share: 2, seeds: () => [nifti()], run: (bytes) => drawn(readNifti(bytes)) },
  { name: 'PNG', share: 2, seeds: () => [png()], run: (bytes) => drawn(readPng(bytes)) },
  ...Object.entries(tiffForms()).map(
    ([name, form]): Target => ({ name, share: 1, seeds: () => [form], run: (bytes) => drawn(readTiff(bytes)) }),
  ),
  { name: 'JPEG', share: 2, seeds: () => [jpeg()], run: (bytes) => drawn(readJpeg(bytes)) },
];
