import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { programRoot } from '../../core/engine/index.ts';
import type { Command } from '../command.ts';
import { startServing, untilStopped } from '../serving.ts';

/** `skiagraph [path…]`: the app in its own window where Electron is there, else in the browser. */
export const open: Command = async (context) => {
  const electron = electronBinary();
  if (electron) {
    context.tell('Opening the app in Electron.');
    return { exit: await runElectron(electron, context.operands, context.dataDir, context.language) };
  }
  const { engine, host } = await startServing(context, 0);
  const address = host.entrance();
  const browser = browserCommand();
  context.tell("Electron's program file is not here, so the app opens in the browser, from this machine only.");
  context.tell(
    browser ? 'If no browser appears, open this address:' : 'There is no browser to start here; open this address:',
  );
  context.print(address);
  // Only an address of ours is ever handed over, and never through a shell.
  if (browser)
    spawn(browser[0]!, [...browser.slice(1), address], { stdio: 'ignore', detached: true }).on('error', () => {});
  context.tell('Ctrl-C ends Skiagraph.');
  await untilStopped(context.signal);
  await host.close();
  await engine.close();
  return {};
};

/** Where Electron's own package would start it from, if the binary has been fetched. */
function electronBinary(): string | undefined {
  const home = join(programRoot, 'node_modules', 'electron');
  const recorded = join(home, 'path.txt');
  const name = existsSync(recorded) ? readFileSync(recorded, 'utf8') : 'electron';
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist'), name);
  const built = existsSync(join(programRoot, 'dist', 'app', 'electron', 'main.js'));
  return built && existsSync(binary) ? binary : undefined;
}

/** Paths go after `--`, so that none is taken for a switch of Chromium or Node (HOSTILE 39). */
function runElectron(binary: string, paths: string[], dataDir: string, language: string): Promise<number> {
  const child = spawn(binary, [programRoot, '--', ...paths.map((path) => resolve(path))], {
    stdio: 'inherit',
    env: { ...process.env, SKIAGRAPH_DATA_DIR: dataDir, SKIAGRAPH_LANGUAGE: language, ELECTRON_RUN_AS_NODE: undefined },
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => done(code ? 1 : 0));
  });
}

/** The desktop's way to open an address, where there is a desktop. */
function browserCommand(): string[] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, 'xdg-open'))) ? ['xdg-open'] : undefined;
}
