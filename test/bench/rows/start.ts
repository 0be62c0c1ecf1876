import { type Row, runProcess } from '../pair.ts';
import { cli } from '../places.ts';

export const rows: Row[] = [
  {
    work: 'skiagraph --help',
    against: 'node -e 0',
    goal: 2.5,
    ours: () => runProcess(process.execPath, [cli, '--help']),
    theirs: () => runProcess(process.execPath, ['-e', '0']),
  },
];
