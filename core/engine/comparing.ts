import type { Compared, Comparison, Localised } from '../contract/index.ts';
import type { ModelPackage } from '../models/index.ts';
import type { EngineContext } from './context.ts';
import { readsSeries } from './modelling.ts';
import { eligibilityOf } from './running.ts';
import type { SeriesFacts } from './series.ts';

/** Vectors of the images that were compared last, by model and series. */
const KEPT = 32;

export type Comparing = {
  /**
   * Whether two series show one person, by the first installed network that may read both without any caution: a
   * warning of a network that was never measured on such images would be noise.
   */
  compare(seriesInstanceUid: string, otherSeriesUid: string): Promise<Compared>;
};

export function createComparing(context: EngineContext): Comparing {
  const { series, stations } = context;
  const vectors = new Map<string, Promise<Float32Array>>();

  function vectorOf(model: ModelPackage, facts: SeriesFacts): Promise<Float32Array> {
    const key = `${facts.edition} ${model.sha256} ${facts.series.seriesInstanceUid}`;
    const known = vectors.get(key);
    if (known) return known;
    const vector = embedded(context, model, facts);
    vectors.set(key, vector);
    vector.catch(() => vectors.delete(key));
    const [oldest] = vectors.keys();
    if (vectors.size > KEPT && oldest) vectors.delete(oldest);
    return vector;
  }

  return {
    async compare(seriesInstanceUid, otherSeriesUid) {
      const both = [await series.facts(seriesInstanceUid), await series.facts(otherSeriesUid)] as const;
      const { packages } = await (await stations.modelStore()).list();
      const reasons: Localised[] = [];
      for (const model of packages.filter((one) => !readsSeries(one))) {
        const checks = await Promise.all(both.map((facts) => eligibilityOf(context, model, facts)));
        const failed = checks.flatMap((one) => one.checks).find(({ passed }) => !passed);
        if (failed) reasons.push(failed.reason);
        else {
          const [a, b] = [await vectorOf(model, both[0]), await vectorOf(model, both[1])];
          const { cosine } = await import('../inference/index.ts');
          return { comparison: judge(model, cosine(a, b)), reasons };
        }
      }
      return { reasons };
    },
  };
}

async function embedded(context: EngineContext, model: ModelPackage, facts: SeriesFacts): Promise<Float32Array> {
  const { embed } = await import('../inference/index.ts');
  const { stations } = context;
  const proofs = await stations.proofs();
  return embed(model, facts.series, {
    decoder: await stations.decoder(),
    runner: await stations.runner(),
    proofs: proofs.of(model),
    prove: (provider) => proofs.prove(model, provider, {}),
    signal: new AbortController().signal,
  });
}

function judge({ manifest }: ModelPackage, cosine: number): Comparison {
  const [label] = manifest.labels;
  const point = label!.operatingPoints[0];
  const threshold = point?.threshold ?? 0.5;
  const similarity = Number(cosine.toPrecision(6));
  const { sensitivity, specificity, measuredOn } = point ?? {};
  const measured = sensitivity !== undefined && specificity !== undefined && measuredOn !== undefined;
  return {
    ...{ modelId: manifest.id, name: manifest.name, similarity, threshold, samePerson: similarity >= threshold },
    ...(measured && { wrong: { onePerson: 1 - sensitivity, twoPersons: 1 - specificity, on: measuredOn } }),
  };
}
