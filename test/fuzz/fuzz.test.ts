import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasData } from '../dicom/shared.ts';
import { faultOf, inputOf } from './laws.ts';
import { targets } from './targets.ts';

const CORPUS = new URL('corpus/', import.meta.url);
const kept = readdirSync(CORPUS);

/** Inputs of each parser in a run of the tests; `npm run fuzz` takes 200,000 in all. */
const SHORT = 60;

describe('no changed input breaks a law', () => {
  it.each(targets.map((target) => [target.name, target] as const))('of the reader of: %s', async (_, target) => {
    const seeds = target.seeds();
    for (const seed of seeds.slice(0, 1)) expect(await faultOf(target, seed)).toBeUndefined();
    for (let n = 0; n < SHORT; n++) expect(await faultOf(target, inputOf(target, seeds, 7, n)), `${n}`).toBeUndefined();
  });

  for (const name of kept) {
    const target = targets.find((one) => name.startsWith(`${one.name.replaceAll(' ', '-')}.`));
    // The codecs take their layout from a file of the open data.
    it.skipIf(!target && !hasData)(`that was found to break one before: ${name}`, async () => {
      expect(await faultOf(target!, readFileSync(new URL(name, CORPUS)))).toBeUndefined();
    });
  }
});

it('what the seeds hold is taken, so that the laws are not about refusals alone', async () => {
  // Among the networks is one that never ends, which is rightly refused.
  for (const { name, seeds, run } of targets.filter((target) => target.name !== 'network')) {
    await expect((async () => run(seeds()[0]!))(), name).resolves.not.toThrow();
  }
});
