import { resolve } from 'node:path';
import { createEngine, type Engine, openPage, pageFolder, shippedModelsFolder } from '../core/engine/index.ts';
import { type BrowserHost, startBrowserHost } from './browser-host.ts';
import type { CommandContext } from './command.ts';

/** Starts the engine and the browser host in front of it. */
export async function startServing({ operands, dataDir, language, version, tell }: CommandContext, port: number) {
  const page = await openPage(pageFolder);
  const paths = operands.map((path) => resolve(path));
  const engine = createEngine({
    dataDir,
    language,
    version,
    host: 'browser',
    shippedModels: shippedModelsFolder,
    startPaths: paths,
  });
  const host: BrowserHost = await startBrowserHost({
    engine,
    page,
    port,
    onStranger: seldom(() => tell(`A browser came without a key. To let it in, open ${host.entrance()}`)),
  });
  if (paths.length) await openPaths(engine, paths);
  return { engine, host };
}

/** Opens paths as the page would; the page hears of it by the engine's events. */
const openPaths = (engine: Pick<Engine, 'fetch'>, paths: string[]) =>
  engine.fetch(
    new Request('http://engine/api/open', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ paths }),
    }),
  );

export const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    // A signal alone keeps no process alive, the listening server does.
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** At most once in ten seconds. */
function seldom(action: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < 10_000) return;
    last = performance.now();
    action();
  };
}
