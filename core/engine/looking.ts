import type { Job, NetworkDescription, NetworkLook } from '../contract/index.ts';
import { ProblemError, setAside } from '../contract/index.ts';
import type { Looking, Pictures } from '../inference/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import type { FrameServer } from './frames.ts';
import { picturesFor } from './pictured.ts';
import { eligibilityOf, notEligible } from './running.ts';
import type { SeriesFacts } from './series.ts';

/** What was seen of networks lately, with the inputs that it was seen on, so that more of it can be asked for. */
export type Looks = {
  description(modelId: string): Promise<NetworkDescription>;
  start(modelId: string, seriesInstanceUid: string): Promise<Job>;
  seen(id: string): NetworkLook;
  input(id: string): Promise<Response>;
  block(id: string, block: number): Promise<Response>;
};

/** How many stay in memory. */
const KEPT = 3;

export function createLooks(context: EngineContext, frames: FrameServer): Looks {
  const { stations, jobs, series } = context;
  const kept = new Map<string, { looking: Looking; seen: NetworkLook }>();

  function keep(id: string, look: { looking: Looking; seen: NetworkLook }) {
    kept.set(id, look);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest) kept.delete(oldest);
  }

  function get(id: string) {
    const found = kept.get(id);
    if (!found) throw new ProblemError('not-found', { what: id });
    return found;
  }

  return {
    async description(modelId) {
      const { describePackage } = await import('../models/index.ts');
      return describePackage(await (await stations.modelStore()).get(modelId));
    },
    async start(modelId, seriesInstanceUid) {
      const model = await (await stations.modelStore()).get(modelId);
      const facts = await series.facts(seriesInstanceUid);
      const eligibility = await eligibilityOf(context, model, facts);
      // Nothing is reported of a look: what only makes numbers doubtful does not stop it.
      const checks = eligibility.checks.filter(({ passed, severity }) => !passed && severity === 'meaningless');
      if (checks.length) throw notEligible([modelId], setAside({ ...eligibility, checks }, context.options.language));
      const job = jobs.start(
        { kind: 'look', title: model.manifest.name.en, seriesInstanceUid, modelId },
        async (work) => {
          keep(job.id, await lookInto(context, frames, model, facts, work));
          return {};
        },
      );
      return job;
    },
    seen: (id) => get(id).seen,
    async input(id) {
      const { inputOf } = await import('../inference/index.ts');
      return picturesResponse(inputOf(get(id).looking));
    },
    async block(id, block) {
      const { looking } = get(id);
      if (!looking.plan.blocks[block]) throw new ProblemError('not-found', { what: `${id} ${block}` });
      const { activationsOf } = await import('../inference/index.ts');
      return picturesResponse(await activationsOf(looking, block, { runner: await stations.runner() }));
    },
  };
}

type Work = { signal: AbortSignal; report(progress: { stage: string; done: number; total: number }): void };

async function lookInto(
  context: EngineContext,
  frames: FrameServer,
  model: ModelPackage,
  facts: SeriesFacts,
  { signal, report }: Work,
): Promise<{ looking: Looking; seen: NetworkLook }> {
  const { chooseProvider, look, openLook } = await import('../inference/index.ts');
  const { stations } = context;
  const { provider } = chooseProvider('auto', (await stations.proofs()).of(model));
  const frame = facts.infos.length >> 1;
  report({ stage: 'read', done: 0, total: 3 });
  const looking = await openLook(model, await picturesFor(context, frames, model.manifest, facts, frame), provider);
  const onProgress = (done: number, total: number) => report({ stage: 'run', done, total });
  const seen = await look(looking, { runner: await stations.runner(), signal, onProgress });
  return { looking, seen: { ...seen, frame } };
}

function picturesResponse({ data, channels, rows, columns }: Pictures): Response {
  return new Response(new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(), {
    headers: { 'content-type': 'application/octet-stream', 'x-shape': `${channels} ${rows} ${columns}` },
  });
}
