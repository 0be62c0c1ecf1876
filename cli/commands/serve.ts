import { resolve } from 'node:path';
import { ProblemError } from '../../core/contract/index.ts';
import { createEngine, openPage, pageFolder, shippedModelsFolder } from '../../core/engine/index.ts';
import { type BrowserHost, startBrowserHost } from '../browser-host.ts';
import type { Command, CommandContext } from '../perform.ts';

/** `skiagraph serve [--port n] [path…]`: until Ctrl-C. */
export const serve: Command = async (context) => {
  const { engine, host } = await startServing(context, portOf(context.options.port));
  context.print(host.entrance());
  context.tell('This address works once and on this machine only. Ctrl-C ends Skiagraph.');
  await untilStopped(context.signal);
  await host.close();
  await engine.close();
  return {};
};

export async function startServing({ operands, dataDir, language, version, tell }: CommandContext, port: number) {
  const page = await openPage(pageFolder);
  const engine = createEngine({
    dataDir,
    language,
    version,
    host: 'browser',
    shippedModels: shippedModelsFolder,
    startPaths: operands.map((path) => resolve(path)),
  });
  const host: BrowserHost = await startBrowserHost({
    engine,
    page,
    port,
    onStranger: seldom(() => tell(`A browser came without a key. To let it in, open ${host.entrance()}`)),
  });
  return { engine, host };
}

export const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    // A signal alone keeps no process alive, the listening server does.
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function portOf(text: unknown): number {
  const port = text === undefined ? 0 : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new ProblemError('wrong-use', { message: `--port ${text} is not a port` });
  return port;
}

/** At most once in ten seconds. */
function seldom(action: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < 10_000) return;
    last = performance.now();
    action();
  };
}
