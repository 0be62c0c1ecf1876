/*
 * Emits core and electron as JavaScript into dist/app, for Electron: its packages are run as they lie. Files that are
 * read beside the sources (templates) go with them.
 */
import { cpSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { root, run } from './dependencies.mjs';

const target = join(root, 'dist', 'app');

rmSync(target, { recursive: true, force: true });
run('tsc', ['-p', 'tsconfig.emit.json']);
cpSync(join(root, 'core'), join(target, 'core'), {
  recursive: true,
  filter: (path) => !['.ts', '.cts'].includes(extname(path)),
});
