/*
 * `npm start [-- path…]` on a fresh clone, with any Node from 18 on: installs what is missing, builds what is stale,
 * fetches Electron's binary once if it can be had, and opens the app. Which host opens and why is said by the command.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { environment, installDependencies, root, run } from './dependencies.mjs';

const at = (...names) => join(root, ...names);

/** The newest change below these files and folders, in ms. */
function newest(...paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      if (!existsSync(path)) return 0;
      const found = statSync(path);
      if (!found.isDirectory()) return found.mtimeMs;
      return newest(...readdirSync(path).map((name) => join(path, name)));
    }),
  );
}

const isStale = (built, ...sources) => !existsSync(built) || statSync(built).mtimeMs < newest(...sources);

function buildPage() {
  if (!isStale(at('dist', 'renderer', 'index.html'), at('renderer'), at('core', 'contract'), at('package-lock.json')))
    return;
  console.error('Building the page.');
  run('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Electron's package fetches its binary by itself; where that fails, the browser host does the same work. */
function fetchElectron() {
  const electron = at('node_modules', 'electron');
  if (existsSync(join(electron, 'path.txt')) || process.env.ELECTRON_OVERRIDE_DIST_PATH) return;
  console.error("Fetching Electron's binary.");
  const done = spawnSync('node', [join(electron, 'install.js')], { env: environment, stdio: 'ignore' });
  if (done.status !== 0) console.error('It cannot be had on this machine.');
}

function emitForElectron() {
  if (!existsSync(at('node_modules', 'electron', 'path.txt')) && !process.env.ELECTRON_OVERRIDE_DIST_PATH) return;
  if (isStale(at('dist', 'app', 'electron', 'main.js'), at('core'), at('electron')))
    run('npm', ['run', '--silent', 'emit']);
}

installDependencies();
buildPage();
fetchElectron();
emitForElectron();
const app = spawn('node', [at('cli', 'skiagraph.mjs'), ...process.argv.slice(2)], {
  env: environment,
  stdio: 'inherit',
});
// Ctrl-C reaches the app by itself; npm passes on SIGTERM.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => app.kill('SIGTERM'));
app.on('exit', (code) => process.exit(code ?? 1));
