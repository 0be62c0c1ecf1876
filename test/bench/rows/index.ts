import { type Row, runProcess } from '../pair.ts';
import { cli, ctPhantom, missing, python, scratch } from '../places.ts';

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

export const rows: Row[] = [
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
