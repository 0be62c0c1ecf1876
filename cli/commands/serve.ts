import { ProblemError } from '../../core/contract/index.ts';
import type { Command } from '../command.ts';
import { startServing, untilStopped } from '../serving.ts';

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

function portOf(text: unknown): number {
  const port = text === undefined ? 0 : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new ProblemError('wrong-use', { message: `--port ${text} is not a port` });
  return port;
}
