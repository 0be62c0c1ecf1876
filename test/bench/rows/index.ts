import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexPaths } from '../../../core/library/index.ts';
import { type Row, runProcess } from '../pair.ts';
import { cli, ctPhantom, missing, once, python, scratch } from '../places.ts';

/* Files are in the page cache on both sides: the warm-up has read them. */

const work = 'index 1,000 CT slices, first time, whole process';

/** A new data folder each time, so that nothing is known from before. */
const indexAnew = async () =>
  runProcess(process.execPath, [cli, 'index', await ctPhantom(), '--json', '--data-dir', await scratch('data')]);

const READ_HEADERS = `
import sys, pathlib, pydicom
for path in pathlib.Path(sys.argv[1]).iterdir():
    pydicom.dcmread(str(path), stop_before_pixels=True).SeriesInstanceUID
`;

/** 10,000 files of text and noise, none of them DICOM. */
const strangers = once(async () => {
  const folder = await scratch('strangers');
  for (let n = 0; n < 10_000; n++) {
    const bytes = Buffer.alloc(200 + (n % 50) * 40, n % 3 ? `line ${n}\n` : undefined);
    await writeFile(join(folder, `${n}.${n % 2 ? 'txt' : 'bin'}`), bytes);
  }
  return folder;
});

const READ_132_BYTES = `
const { closeSync, openSync, readdirSync, readSync } = require('node:fs');
const bytes = Buffer.alloc(132);
const pass = () => {
  const started = performance.now();
  for (const name of readdirSync(process.argv[1])) {
    const file = openSync(process.argv[1] + '/' + name);
    readSync(file, bytes, 0, 132, 0);
    closeSync(file);
  }
  return performance.now() - started;
};
pass();
console.log(pass());
`;

export const rows: Row[] = [
  {
    work: 'reject 10,000 files that are not DICOM',
    against: 'reading 132 bytes of each in Node',
    goal: 2,
    async ours() {
      const started = performance.now();
      const { skipped } = await indexPaths([await strangers()], { threads: 1 });
      if (skipped.length !== 10_000) throw new Error(`${skipped.length} were left out`);
      return { ms: performance.now() - started };
    },
    async theirs() {
      const { stdout } = await runProcess(process.execPath, ['-e', READ_132_BYTES, await strangers()]);
      return { ms: Number(stdout) };
    },
  },
  {
    work,
    against: 'dcmdump on all',
    goal: 0.5,
    unavailable: () => missing('/usr/bin/dcmdump'),
    ours: indexAnew,
    theirs: async () => runProcess('sh', ['-c', 'dcmdump "$0"/* > /dev/null', await ctPhantom()]),
  },
  {
    work,
    against: 'pydicom, stopping before pixels',
    goal: 0.15,
    unavailable: () => missing('/usr/lib/python3/dist-packages/pydicom'),
    ours: indexAnew,
    theirs: async () => runProcess(python, ['-c', READ_HEADERS, await ctPhantom()]),
  },
];
