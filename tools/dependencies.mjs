/*
 * Brings a checkout to the state that package-lock.json describes. Plain JavaScript for any Node from 18 on, because
 * it runs before the pinned Node is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.installed');

/** The environment in which `node` is the pinned one and the tools of node_modules are found first. */
export const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

/** Runs a command in the root with its output shown; ends this process with its status if it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (done.error || done.status !== 0) {
    console.error(`${command} ${args.join(' ')} ended with ${done.error?.message ?? done.status ?? done.signal}`);
    process.exit(done.status || 1);
  }
}

/** `npm ci`, unless what is installed is already what the lock file says. */
export function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing dependencies (once; about a minute).');
  // npm before 11 does not know allowScripts: the runtime's own switch keeps it from fetching CUDA there too.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env });
  writeFileSync(stamp, wanted);
}
