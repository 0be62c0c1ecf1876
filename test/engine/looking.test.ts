import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, NetworkDescription, NetworkLook, Preparation, Study } from '../../core/contract/index.ts';
import { createEngine, type Engine, shippedModelsFolder } from '../../core/engine/index.ts';
import { temporaryFolder } from './transports.ts';

/** Looking into the shipped networks on the example study. */
describe('A look into a network', () => {
  let dataDir: string;
  let engine: Engine;
  let studies: Study[];
  const fetch = (path: string, body?: object) =>
    engine.fetch(
      new Request(
        `http://engine${path}`,
        body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      ),
    );
  const ask = async <T>(path: string, body?: object) => (await (await fetch(path, body)).json()) as T;

  async function ended(job: Job): Promise<Job> {
    for (;;) {
      const { jobs } = await ask<{ jobs: Job[] }>('/api/jobs');
      const now = jobs.find(({ id }) => id === job.id)!;
      if (!['waiting', 'running'].includes(now.status)) return now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  beforeAll(async () => {
    dataDir = await temporaryFolder();
    engine = createEngine({
      dataDir: join(dataDir, 'data'),
      language: 'en',
      host: 'browser',
      version: '0',
      shippedModels: shippedModelsFolder,
    });
    expect(await ended(await ask<Job>('/api/example', {}))).toMatchObject({ status: 'done' });
    studies = (await ask<{ studies: Study[] }>('/api/studies')).studies;
  });
  afterAll(async () => {
    await engine.close();
    await rm(dataDir, { recursive: true });
  });

  const seriesOf = (modality: string) =>
    studies.flatMap(({ series }) => series).find((series) => series.modality === modality)!.seriesInstanceUid;

  async function look(modelId: string, modality: string) {
    const network = await ask<NetworkDescription>(`/api/models/${modelId}/network`);
    const job = await ask<Job>('/api/looks', { modelId, seriesInstanceUid: seriesOf(modality) });
    expect(await ended(job)).toMatchObject({ status: 'done' });
    return { network, id: job.id, seen: await ask<NetworkLook>(`/api/looks/${job.id}`) };
  }

  async function pictures(path: string) {
    const answer = await fetch(path);
    const [channels, rows, columns] = answer.headers.get('x-shape')!.split(' ').map(Number) as [number, number, number];
    const data = new Float32Array(await answer.arrayBuffer());
    expect(data).toHaveLength(channels * rows * columns);
    return { channels, rows, columns, data };
  }

  async function seen(path: string) {
    const answer = await fetch(path);
    const [low, high] = ['x-low', 'x-high'].map((name) => Number(answer.headers.get(name))) as [number, number];
    return { low, high, grey: new Uint8Array(await answer.arrayBuffer()) };
  }

  it('measures norms and times of every block of a network of images, and shows what a block gives on', async () => {
    const { network, id, seen } = await look('chest-pneumonia', 'CR');
    expect(seen.blocks).toHaveLength(network.blocks.length);
    for (const { ms, norms } of seen.blocks) {
      expect(ms).toBeGreaterThan(0);
      // The triangle inequality of a sum.
      expect(norms!.sum).toBeLessThanOrEqual(norms!.skip + norms!.branch + 1e-3);
      expect(norms!.sum).toBeGreaterThanOrEqual(Math.abs(norms!.skip - norms!.branch) - 1e-3);
    }
    expect(seen.computedBy.map(({ provider }) => provider)).toEqual(['CPUExecutionProvider']);
    const all = seen.ms.stem + seen.ms.rest + seen.ms.elsewhere + seen.blocks.reduce((sum, { ms }) => sum + ms, 0);
    expect(seen.ms.elsewhere / all).toBeLessThan(0.2);

    const block = await pictures(`/api/looks/${id}/blocks/3`);
    expect([block.channels, block.rows, block.columns]).toEqual(network.blocks[3]!.output);
    // After the block's activation nothing is negative.
    expect(Math.min(...block.data)).toBe(0);
    const input = await pictures(`/api/looks/${id}/input`);
    expect([input.channels, input.rows, input.columns]).toEqual([1, 128, 128]);
    expect((await fetch(`/api/looks/${id}/blocks/99`)).status).toBe(404);
  });

  it('looks into a network of volumes, at its middle slice', async () => {
    const { network, id, seen } = await look('hippocampus-mr', 'MR');
    expect(seen.blocks.every(({ norms }) => norms!.skip > 0 && norms!.branch > 0)).toBe(true);
    expect(seen.coversPx).toBeUndefined();
    const block = await pictures(`/api/looks/${id}/blocks/0`);
    expect(block.channels).toBe(network.blocks[0]!.channels);
    expect(block.data.some((value) => value > 0)).toBe(true);
  });

  it('says in figures how a picture is prepared, and gives back what the network was given of it', async () => {
    const path = (modelId: string, modality: string) => `/api/series/${seriesOf(modality)}/models/${modelId}`;
    const chest = await ask<Preparation>(`${path('chest-pneumonia', 'CR')}/preparation/0/0`);
    expect(chest.seen).toBe(1);
    expect(chest.steps.map(({ step }) => step)).toEqual([
      'modality',
      'voi',
      'invertMonochrome1',
      'resize',
      'normalise',
    ]);
    expect(chest.steps[3]!.after.size).toEqual([128, 128]);
    const image = await seen(`${path('chest-pneumonia', 'CR')}/seen/0/0`);
    const [columns = 0, rows = 0] = chest.steps[0]!.before.size;
    expect(image.grey).toHaveLength(columns * rows);
    expect(image.grey.includes(0)).toBe(false);
    const [last] = chest.steps.slice(-1);
    expect(image.low).toBeGreaterThan(last!.after.low - 1e-3);
    expect(image.high).toBeLessThan(last!.after.high + 1e-3);

    const volume = await ask<Preparation>(`${path('hippocampus-mr', 'MR')}/preparation/5/0`);
    const normalise = volume.steps.find(({ step }) => step === 'normalise')!;
    expect(normalise.before.deviation).toBeGreaterThan(1);
    expect(normalise.after.mean).toBeCloseTo(0, 3);
    expect(normalise.after.deviation).toBeCloseTo(1, 3);
    // This volume's own figures undo the normalisation: what comes back is the stored picture.
    const { grey, low, high } = await seen(`${path('hippocampus-mr', 'MR')}/seen/5/0`);
    const answer = await fetch(`/api/series/${seriesOf('MR')}/pixels?from=0&count=999`);
    const stored = new Uint16Array(await answer.arrayBuffer());
    expect(grey).toHaveLength(stored.length);
    const { mean, deviation } = normalise.before;
    const step = ((high - low) / 254) * deviation;
    let inside = 0;
    grey.forEach((value, n) => {
      const back = (low + ((value - 1) / 254) * (high - low)) * deviation + mean;
      // The lowest and highest half percent are cut to the ends of the range.
      if (value === 1 || value === 255) return;
      inside++;
      if (Math.abs(back - stored[n]!) > step / 2 + 0.01) throw new Error(`pixel ${n}: ${back} for ${stored[n]}`);
    });
    expect(inside / grey.length).toBeGreaterThan(0.9);
  });

  it('is refused where the network may not read the series at all', async () => {
    const answer = await fetch('/api/looks', { modelId: 'chest-pneumonia', seriesInstanceUid: seriesOf('MR') });
    expect(answer.status).toBe(422);
  });
});
