import { dirname, join } from 'node:path';
import { operations } from '../../../core/contract/index.ts';
import { createEngine } from '../../../core/engine/index.ts';
import { type Header, openLibrary } from '../../../core/library/index.ts';
import { type Row, runProcess, type Sample } from '../pair.ts';
import { python, scratch } from '../places.ts';

/* A library of made-up rows: only what a header says matters here, no file is read. */

const PER_STUDY = 500;

/** A CT slice of study `s`, as reading its header would have given it; the file itself is on a drive that is away. */
function reading(s: number, n: number) {
  const path = `/archive/study${s}/series${n % 5}/${n}.dcm`;
  const header: Header = {
    source: { path },
    bytes: 526_000,
    modified: 1,
    sopInstanceUid: `2.25.1.${s}.${n}`,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    studyInstanceUid: `2.25.2.${s}`,
    seriesInstanceUid: `2.25.3.${s}.${n % 5}`,
    instanceNumber: n,
    study: {
      patientName: `Patient${s}^Made Up`,
      patientId: `P${s}`,
      patientBirthDate: '19600101',
      patientSex: 'F',
      patientAge: '060Y',
      date: `20${20 + (s % 7)}0${1 + (s % 9)}15`,
      time: '101010',
      description: `Chest ${s}`,
      accessionNumber: `A${s}`,
    },
    series: { modality: 'CT', number: n % 5, description: 'axial', bodyPart: 'CHEST' },
    images: true,
    localiser: false,
    brokenGeometry: false,
    frames: 1,
    rows: 512,
    columns: 512,
    samplesPerPixel: 1,
    spacing: { rows: 0.7, columns: 0.7, source: 'PixelSpacing' },
    frameOfReferenceUid: `2.25.4.${s}`,
    references: [],
    planes: [{ position: [0, 0, n], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] }],
    notes: [],
  };
  return { file: { path, bytes: header.bytes, modified: 1 }, skipped: [], headers: [header] };
}

type Readings = Parameters<ReturnType<typeof openLibrary>['add']>[0];
const found = (readings: ReturnType<typeof reading>[]): Readings => ({
  readings,
  studies: [],
  skipped: [],
  instances: readings.length,
  elapsedMs: 0,
});

const made = new Map<string, Promise<string>>();
/** A library of this many studies on disk, made once. */
function libraryOf(studies: number, perStudy = PER_STUDY): Promise<string> {
  const make = async () => {
    const file = join(await scratch('library'), 'library.sqlite');
    const library = openLibrary(file);
    for (let s = 0; s < studies; s++) library.add(found(Array.from({ length: perStudy }, (_, n) => reading(s, n))));
    library.close();
    return file;
  };
  const name = `${studies} of ${perStudy}`;
  const known = made.get(name) ?? make();
  made.set(name, known);
  return known;
}

const STORE = new URL('../../../core/library/index.ts', import.meta.url).href;
const LIST = `
import { openLibrary } from ${JSON.stringify(STORE)};
const library = openLibrary(process.argv[1]);
const found = library.list().studies.filter(({ patientName }) => patientName.toLowerCase().includes('patient17'));
if (found.length === 0) process.exit(1);`;

const LIST_IN_PYTHON = `
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT study FROM study").fetchall()
studies = sorted((json.loads(row[0]) for row in rows), key=lambda s: s["date"] + s["time"], reverse=True)
assert [s for s in studies if "patient17" in s["patientName"].lower()]
`;

/** An engine that was just started answers the list of studies. */
async function answerList(studies: number, perStudy: number): Promise<Sample> {
  const dataDir = dirname(await libraryOf(studies, perStudy));
  const engine = createEngine({ dataDir, language: 'en', host: 'browser', version: '', shippedModels: dataDir });
  await (await engine.fetch(new Request('http://engine/api/jobs'))).text();
  const started = performance.now();
  await (await engine.fetch(new Request(`http://engine${operations.studies.path}`))).text();
  const ms = performance.now() - started;
  await engine.close();
  return { ms };
}

let added = PER_STUDY;
/** One more file of a study that is there. */
async function addOne(studies: number): Promise<Sample> {
  const library = openLibrary(await libraryOf(studies));
  library.list();
  const started = performance.now();
  library.add(found([reading(0, added++)]));
  const ms = performance.now() - started;
  library.close();
  return { ms };
}

export const rows: Row[] = [
  {
    work: 'answer the list of 4,000 studies with 100,000 instances',
    against: 'with 20,000',
    ours: () => answerList(4000, 25),
    theirs: () => answerList(4000, 5),
  },
  {
    work: 'open a library of 100,000 instances, list its studies newest first and find a patient, whole process',
    against: 'Python, sqlite3 and json on the same rows',
    ours: async () => runProcess(process.execPath, ['--input-type=module', '-e', LIST, await libraryOf(200)]),
    theirs: async () => runProcess(python, ['-c', LIST_IN_PYTHON, await libraryOf(200)]),
  },
  {
    work: 'take one more file into a library of 100,000 instances',
    against: 'into one of 500',
    ours: () => addOne(200),
    theirs: () => addOne(1),
  },
];
