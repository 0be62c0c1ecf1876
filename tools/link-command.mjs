/*
 * Puts the command `skiagraph` into node_modules/.bin, where `npx skiagraph` finds it at once. A `bin` of the root
 * package would make npx install the checkout into its own cache first, which takes a second at every call.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const link = join(bin, 'skiagraph');

mkdirSync(bin, { recursive: true });
rmSync(link, { force: true });
if (process.platform === 'win32') {
  writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\cli\\skiagraph.mjs" %*\r\n');
} else {
  symlinkSync('../../cli/skiagraph.mjs', link);
  chmodSync(join(root, 'cli', 'skiagraph.mjs'), 0o755);
}
