import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../cli/skiagraph.mjs', import.meta.url));

export type Ended = { code: number | null; out: string; err: string };

/** Starts `skiagraph` as a process of its own, with a data folder of the test's. */
export function start(
  dataDir: string,
  words: string[],
  env: Record<string, string> = {},
  input: 'ignore' | 'pipe' = 'ignore',
): ChildProcess {
  return spawn(process.execPath, [command, ...words], {
    env: { ...process.env, SKIAGRAPH_DATA_DIR: dataDir, LANG: 'C', DISPLAY: '', ...env },
    stdio: [input, 'pipe', 'pipe'],
  });
}

export function ended(child: ChildProcess): Promise<Ended> {
  const said = { out: '', err: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

export const skiagraph = (dataDir: string, words: string[], env?: Record<string, string>): Promise<Ended> =>
  ended(start(dataDir, words, env));

/** The same with a text on standard input. */
export function skiagraphFed(dataDir: string, words: string[], input: string): Promise<Ended> {
  const child = start(dataDir, words, {}, 'pipe');
  child.stdin!.end(input);
  return ended(child);
}
