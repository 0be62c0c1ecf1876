import { setTimeout as wait } from 'node:timers/promises';
import { type FoundFile, walk } from './walk.ts';

/** How often a folder is looked at; a look never takes more than a tenth of the time. */
const EVERY_MS = 2000;
const SHARE = 10;

export type WatchOptions = { signal: AbortSignal; everyMs?: number };

/** What came into a folder since the last look, complete; `there` is false while the folder cannot be reached. */
export type Arrivals = { paths: string[]; there: boolean };

/**
 * Looks at a folder again and again until it is aborted, and answers each time what is new or has changed. A file that
 * is still being written is left for later: it counts once two looks in a row found the same size and time of change.
 * Files are looked at and not listened for, since network drives tell of nothing; one that goes away is waited for.
 */
export async function* watchFolder(folder: string, options: WatchOptions): AsyncGenerator<Arrivals> {
  const { signal, everyMs = EVERY_MS } = options;
  let before = new Map<string, string>();
  const taken = new Map<string, string>();
  while (!signal.aborted) {
    const started = performance.now();
    const { found, there } = lookAt(folder);
    const settled = [...found].filter(([path, state]) => before.get(path) === state && taken.get(path) !== state);
    for (const [path, state] of settled) taken.set(path, state);
    yield { paths: settled.map(([path]) => path), there };
    if (there) before = found;
    const took = performance.now() - started;
    await wait(Math.max(everyMs, took * SHARE), undefined, { signal }).catch(() => {});
  }
}

function lookAt(folder: string): { found: Map<string, string>; there: boolean } {
  const found = new Map<string, string>();
  let there = true;
  for (const one of walk([folder])) {
    if (!('code' in one)) found.set(one.path, stateOf(one));
    else if (one.path === folder && one.code !== 'nothing-here') there = false;
  }
  return { found, there };
}

const stateOf = ({ bytes, modified }: FoundFile) => `${bytes} ${modified}`;
