import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Series } from '../../core/contract/index.ts';
import { createEngine, type Engine } from '../../core/engine/index.ts';
import { shippedModelsFolder } from '../../core/engine/places/index.ts';
import { forkRunner, type RunnerRequest } from '../../core/inference/index.ts';
import { call, endOf, openExample, temporaryFolder } from './transports.ts';

describe('An engine whose window asks for nothing', () => {
  let dataDir: string;
  let engine: Engine;
  let series: Series[];
  let stopsAtLoad = false;
  const asked: RunnerRequest[] = [];
  const started = (): Engine =>
    createEngine({
      ...{ dataDir, language: 'en', host: 'browser', version: '0.0.0', shippedModels: shippedModelsFolder },
      forkRunner() {
        const made = forkRunner();
        return {
          ...made,
          send(request) {
            asked.push(request);
            if (stopsAtLoad && request.kind === 'load') made.kill();
            else made.send(request);
          },
        };
      },
    });
  const reached = {
    ask: (path: string, init?: RequestInit) => engine.fetch(new Request(`http://engine${path}`, init)),
  };
  const loads = () => asked.filter(({ kind }) => kind === 'load') as (RunnerRequest & { session: string })[];
  const seriesOf = (word: string) => series.find(({ description }) => description.includes(word))!.seriesInstanceUid;

  beforeAll(async () => {
    dataDir = await temporaryFolder();
    engine = started();
    for (const id of ['hippocampus-mr', 'chest-pneumonia']) await engine.models.verify(id, 'cpu');
    series = (await openExample(reached)).flatMap((study) => study.series);
    await engine.close();
    asked.length = 0;
    engine = started();
  });
  afterAll(async () => {
    await engine.close();
    await rm(dataDir, { recursive: true });
  });

  test('makes the model ready that the series in view is offered, and its first run loads nothing more', async () => {
    const seriesInstanceUid = seriesOf('hippocampus');
    await call(reached, 'eligibility', { params: { seriesInstanceUid } });
    expect(loads()).toEqual([]);
    await expect.poll(() => loads().length, { timeout: 60_000 }).toBe(1);
    const [{ session } = { session: '' }] = loads();
    expect(session).toMatch(/ cpu$/);
    const run = await call(reached, 'startRun', {
      body: { modelId: 'hippocampus-mr', seriesInstanceUid, provider: 'auto' },
    });
    expect(await endOf(reached, run)).toMatchObject({ status: 'done' });
    expect(loads()).toHaveLength(1);
    expect(asked.filter((request) => request.kind === 'run' && request.session === session)).toHaveLength(1);
  }, 90_000);

  test('goes on to the model of the next series, and on to none that is ready', async () => {
    const radiograph = series.find(({ modality }) => modality !== 'MR')!.seriesInstanceUid;
    await call(reached, 'eligibility', { params: { seriesInstanceUid: radiograph } });
    await expect.poll(() => loads().length, { timeout: 60_000 }).toBe(2);
    await call(reached, 'eligibility', { params: { seriesInstanceUid: radiograph } });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(loads()).toHaveLength(2);
  }, 90_000);

  test('tries a model that cannot be made ready once, not at every pause', async () => {
    await engine.close();
    asked.length = 0;
    stopsAtLoad = true;
    engine = started();
    const seriesInstanceUid = seriesOf('hippocampus');
    await call(reached, 'eligibility', { params: { seriesInstanceUid } });
    await expect.poll(() => loads().length, { timeout: 60_000 }).toBe(1);
    await call(reached, 'eligibility', { params: { seriesInstanceUid } });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(loads()).toHaveLength(1);
  }, 90_000);
});
