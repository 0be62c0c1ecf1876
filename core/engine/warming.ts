import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { readsSeries } from './modelling.ts';

/** A window that has asked for nothing for so long has its first images. */
const IDLE_MS = 1500;

/** Makes a model ready while nobody waits for anything, so that its first run need not load it. */
export type Warming = {
  /** A request came in; what is returned is called when it is answered. */
  asked(): () => void;
  /** The model that the reader is offered now. */
  expect(modelId: string | undefined): void;
  /** Other models were loaded meanwhile, or proved: the expected one may have to be made ready again. */
  again(): void;
  close(): Promise<void>;
};

/**
 * One model at a time: the one that is expected, else that of the newest run, else the first that reads a series. What
 * goes wrong is told by its run.
 */
export function createWarming(context: EngineContext, signal: AbortSignal): Warming {
  let expected: string | undefined;
  /** What was made ready last, or could not be: it is not tried at every pause. */
  let tried: string | undefined;
  let open = 0;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  function later() {
    clearTimeout(timer);
    if (!signal.aborted && open === 0) timer = setTimeout(whenIdle, IDLE_MS).unref();
  }

  function whenIdle() {
    const busy = context.jobs
      .list()
      .some(({ kind, status }) => kind !== 'watch' && (status === 'waiting' || status === 'running'));
    if (busy) return later();
    working = working.then(warm).catch(() => undefined);
  }

  async function warm() {
    const { stations } = context;
    const model = await modelToWarm(context, expected);
    if (!model || model.sha256 === tried || signal.aborted) return;
    const { warmUp } = await import('../inference/index.ts');
    const proofs = (await stations.proofs()).of(model);
    const runner = await stations.runner();
    tried = model.sha256;
    if (!(await warmUp(model, { proofs, runner, signal }))) tried = undefined;
  }

  return {
    asked() {
      open++;
      clearTimeout(timer);
      return () => {
        open--;
        later();
      };
    },
    expect(modelId) {
      expected = modelId ?? expected;
    },
    again() {
      tried = undefined;
      later();
    },
    async close() {
      clearTimeout(timer);
      await working;
    },
  };
}

async function modelToWarm(
  { stations }: EngineContext,
  expected: string | undefined,
): Promise<ModelPackage | undefined> {
  const { packages } = await (await stations.modelStore()).list();
  const models = packages.filter(readsSeries);
  const known = (id: string | undefined) => models.find(({ manifest }) => manifest.id === id);
  if (known(expected)) return known(expected);
  const runs = await (await stations.runStore()).runs();
  return known(runs.at(-1)?.model.id) ?? models[0];
}
