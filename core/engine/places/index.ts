import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The platform's usual place for a program's own data; `SKIAGRAPH_DATA_DIR` puts it elsewhere. */
export function defaultDataDir(platform = process.platform, env = process.env, home = homedir()): string {
  if (env.SKIAGRAPH_DATA_DIR) return env.SKIAGRAPH_DATA_DIR;
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Skiagraph');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Skiagraph');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'skiagraph');
}

/** Root of the program: the nearest folder above with its package.json, be this file a source or an emitted one. */
export const programRoot = rootAbove(import.meta.dirname);
export const shippedModelsFolder = join(programRoot, 'models');
export const pageFolder = join(programRoot, 'dist', 'renderer');

function rootAbove(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : rootAbove(above);
}
