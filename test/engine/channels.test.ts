import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelChoice, Run, Series } from '../../core/contract/index.ts';
import { CROP, makeSequences, noSequences, T1_POST } from '../inference/sequences.ts';
import { call, endOf, type Reached, request, transports } from './transports.ts';

const numbersOf = ({ candidates }: ChannelChoice) => candidates.map(({ number }) => number);

/* A network that reads three sequences, on a real study to which two were added in its frame of reference. */
describe.skipIf(noSequences)('A model of several series', () => {
  let reached: Reached;
  let folder: string;

  beforeAll(async () => {
    folder = makeSequences();
    reached = await transports[0]!.reach();
    await reached.engine.models.pack(join(folder, 'package'));
    await reached.engine.models.install(join(folder, 'package'));
  });
  afterAll(async () => {
    await reached?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the real series with some of the made ones, and nothing else. */
  async function open(...names: string[]): Promise<Map<number | undefined, Series>> {
    await reached.close();
    reached = await transports[0]!.reach();
    await reached.engine.models.install(join(folder, 'package'));
    const paths = [T1_POST, ...names.map((name) => (name.startsWith('/') ? name : join(folder, name)))];
    await endOf(reached, await call(reached, 'open', { body: { paths } }));
    const { studies } = await call(reached, 'studies');
    expect(studies).toHaveLength(1);
    return new Map(studies[0]!.series.map((series) => [series.number, series]));
  }

  async function eligibilityOf(series: Series | undefined) {
    const params = { seriesInstanceUid: series!.seriesInstanceUid };
    const { models } = await call(reached, 'eligibility', { params });
    return models.find(({ modelId }) => modelId === 'sequences')!.eligibility;
  }

  const run = (series: Series | undefined, more: object = {}) => {
    const body = { modelId: 'sequences', seriesInstanceUid: series!.seriesInstanceUid, provider: 'cpu', ...more };
    return { answer: () => request(reached, 'startRun', { body }), start: () => call(reached, 'startRun', { body }) };
  };

  async function finished(series: Series | undefined, more?: object): Promise<Run> {
    const job = await endOf(reached, await run(series, more).start());
    expect(job.problem).toBeUndefined();
    return (await call(reached, 'runs')).runs.find((one) => one.run.id === job.runId)!.run;
  }

  const wantedMask = () => new Uint8Array(readFileSync(join(folder, 'mask.u8')));
  async function maskOf({ artefacts }: Run): Promise<Uint8Array> {
    const answer = await reached.ask(`/api/artefacts/${artefacts[0]!.sha256}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  test('finds each by rule, reads them on the grid of the first, and answers what SciPy and PyTorch make of them', async () => {
    const series = await open('t1', 'flair');
    const eligibility = await eligibilityOf(series.get(3));
    expect(eligibility).toMatchObject({ eligible: true, overrulable: true });
    expect(eligibility.channels!.map(({ key, seriesInstanceUid }) => [key, seriesInstanceUid])).toEqual([
      ['t1', series.get(3)!.seriesInstanceUid],
      ['t1post', series.get(12)!.seriesInstanceUid],
      ['flair', series.get(5)!.seriesInstanceUid],
    ]);
    expect(eligibility.checks.filter(({ channel }) => channel === 'flair').map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['modality', 'inversionTime', 'frameOfReference', 'coverage']),
    );
    const done = await finished(series.get(3));
    const wanted = wantedMask();
    const mask = await maskOf(done);
    expect(done.artefacts[0]).toMatchObject({ shape: [45, 42, 14] });
    // A logit within rounding of another falls on either side.
    expect(mask.filter((value, n) => value !== wanted[n]).length).toBeLessThanOrEqual(3);
    expect(wanted.includes(0) && wanted.includes(1)).toBe(true);
    expect(done.inputs).toHaveLength(14);
    expect(done.channels!.map(({ key, inputs }) => [key, inputs.length])).toEqual([
      ['t1', 14],
      ['t1post', 22],
      ['flair', 44],
    ]);
  });

  test('is proved by golden cases with a volume a channel, which tell two channels in the wrong order', async () => {
    const proof = await reached.engine.models.verify('sequences', 'cpu');
    expect(proof).toMatchObject([{ proof: { passed: true, cases: 2 } }]);
    const wrong = join(folder, 'wrong-order');
    cpSync(join(folder, 'package'), wrong, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(wrong, 'model.json'), 'utf8'));
    manifest.input.channels.reverse();
    // The middle channel has steps of its own.
    manifest.input.channels[0].prepare = [{ step: 'clip', min: 0, max: 900 }];
    manifest.input.channels[1].prepare = [];
    writeFileSync(join(wrong, 'model.json'), JSON.stringify(manifest));
    await expect(reached.engine.models.pack(wrong)).rejects.toMatchObject({
      problem: { code: 'model-not-proved', values: { reason: expect.stringContaining('prepare') } },
    });
  });

  test('shows each series that it was given, on the grid of the first', async () => {
    const series = await open('t1', 'flair', 'flair-again');
    const run = await finished(series.get(3), { channels: { flair: '5' } });
    const path = `/api/series/${run.seriesInstanceUid}/models/sequences`;
    const prepared = new Float32Array(new Uint8Array(readFileSync(join(folder, 'prepared.f32'))).buffer);
    const size = prepared.length / 3;
    for (const channel of [0, 1, 2]) {
      const seen = await reached.ask(`${path}/seen/0/${channel}`);
      const grey = new Uint8Array(await seen.arrayBuffer());
      const [low, high] = ['x-low', 'x-high'].map((name) => Number(seen.headers.get(name))) as [number, number];
      // The network's axes are x, y, z, to the right and the front; 45 × 42 × 14 are padded to 48 × 44 × 16.
      const wanted = (i: number, j: number, k: number) =>
        prepared[channel * size + ((44 - i) * 44 + (41 - j)) * 16 + k]!;
      for (const [i, j, k] of [
        [0, 0, 0],
        [20, 17, 6],
        [31, 30, 13],
        [44, 3, 9],
      ] as const) {
        const value = low + ((grey[i + 45 * (j + 42 * k)]! - 1) * (high - low)) / 254;
        const within = Math.min(Math.max(wanted(i, j, k), low), high);
        expect(Math.abs(value - within), `channel ${channel} at ${i} ${j} ${k}`).toBeLessThan((high - low) / 254);
      }
      const told = await call(reached, 'preparation', {
        params: {
          ...{ seriesInstanceUid: run.seriesInstanceUid, modelId: 'sequences', frame: '0' },
          channel: `${channel}`,
        },
      });
      const own = [[], ['align', 'clip'], ['align']][channel]!;
      expect(told.steps.map(({ step }) => step)).toEqual([...own, 'modality', 'orient', 'normalise', 'pad']);
    }
    expect((await reached.ask(`${path}/seen/0/3`)).status).toBe(404);
    const body = { modelId: 'sequences', seriesInstanceUid: run.seriesInstanceUid };
    const look = await endOf(reached, await call(reached, 'look', { body }));
    const input = await reached.ask(`/api/looks/${look.id}/input`);
    expect(input.headers.get('x-shape')).toBe('3 44 48');
  });

  test('is read from its first channel only', async () => {
    const series = await open('t1', 'flair');
    const { eligible, overrulable, checks } = await eligibilityOf(series.get(5));
    expect([eligible, overrulable]).toEqual([false, false]);
    expect(checks.find(({ passed, channel }) => !passed && channel === 't1')).toMatchObject({ rule: 'description' });
  });

  test('asks where two series are found, and takes the one that is named, by number or UID', async () => {
    const series = await open('t1', 'flair', 'flair-again');
    const { eligible, overrulable, channels } = await eligibilityOf(series.get(3));
    expect([eligible, overrulable]).toEqual([false, false]);
    expect(channels![1]!.seriesInstanceUid).toBe(series.get(12)!.seriesInstanceUid);
    // A reader may name what no rule forbids in place of what the rules find.
    expect(numbersOf(channels![1]!)).toContain(12);
    expect(channels![1]!.candidates.find(({ number }) => number === 12)!.against).toEqual([]);
    expect(channels![2]).toMatchObject({ key: 'flair', refused: [] });
    expect(channels![2]!.seriesInstanceUid).toBeUndefined();
    expect(numbersOf(channels![2]!)).toEqual([5, 7]);
    expect(await run(series.get(3)).answer()).toMatchObject({
      problem: { code: 'channel-unclear', values: { key: 'flair', candidates: '5 (T2 FLAIR), 7 (T2 FLAIR repeated)' } },
    });
    const wanted = wantedMask();
    const [first, second] = [
      await finished(series.get(3), { channels: { flair: '5' } }),
      await finished(series.get(3), { channels: { flair: series.get(7)!.seriesInstanceUid } }),
    ];
    expect((await maskOf(first)).filter((value, n) => value !== wanted[n]).length).toBeLessThanOrEqual(3);
    expect(second.channels![2]!.seriesInstanceUid).toBe(series.get(7)!.seriesInstanceUid);
    expect(second.inputsSha256).not.toBe(first.inputsSha256);
    expect(second.overruled).toEqual([]);
  });

  test('asks where none is found, offers what no rule forbids, and says on the run what was set aside', async () => {
    const series = await open('t1', 'tirm');
    const { channels } = await eligibilityOf(series.get(3));
    // The real T1 with contrast is taken already.
    expect(numbersOf(channels![2]!)).toEqual([9]);
    expect(channels![2]!.candidates[0]!.against).toMatchObject([{ rule: 'inversionTime', severity: 'caution' }]);
    expect(await run(series.get(3), { channels: { flair: '9' } }).answer()).toMatchObject({
      problem: { code: 'no-eligible-series', values: { reasons: 'FLAIR: Fluid is not suppressed.' } },
    });
    const done = await finished(series.get(3), {
      channels: { flair: '9' },
      overruleReason: 'It is the dark fluid one',
    });
    expect(done.overruled).toEqual(['FLAIR: Fluid is not suppressed.', 'It is the dark fluid one']);
  });

  test('takes another series than the rules find where a reader names it, and says what was set aside', async () => {
    const series = await open('t1', 'flair', 'tirm');
    const { channels, eligible } = await eligibilityOf(series.get(3));
    expect(eligible).toBe(true);
    expect(channels![2]!.seriesInstanceUid).toBe(series.get(5)!.seriesInstanceUid);
    expect(numbersOf(channels![2]!).slice(0, 2)).toEqual([5, 9]);
    const done = await finished(series.get(3), { channels: { flair: '9' }, overruleReason: 'The other one moved' });
    expect(done.channels![2]!.seriesInstanceUid).toBe(series.get(9)!.seriesInstanceUid);
    expect(done.overruled).toEqual(['FLAIR: Fluid is not suppressed.', 'The other one moved']);
  });

  test('never takes a series that a rule forbids, named or not', async () => {
    const series = await open('t1', 'flair');
    const body = { channels: { t1post: '5' }, overruleReason: 'I know better' };
    expect(await run(series.get(3), body).answer()).toMatchObject({ problem: { code: 'channel-unclear' } });
  });

  test('refuses a series of another frame of reference, with the reason', async () => {
    const series = await open('t1', 'elsewhere');
    const { channels } = await eligibilityOf(series.get(3));
    expect(channels![2]).toMatchObject({ candidates: [], refused: [{ number: 13 }] });
    expect(channels![2]!.refused[0]!.against).toMatchObject([{ rule: 'frameOfReference', severity: 'meaningless' }]);
    for (const more of [{}, { channels: { flair: '13' }, overruleReason: 'It fits' }])
      expect(await run(series.get(3), more).answer()).toMatchObject({
        problem: {
          code: 'channel-missing',
          values: { reasons: 'It has another frame of reference: nothing says where it lies on the first series.' },
        },
      });
  });

  test('refuses a series that covers a part of the first, unless a reader sets that aside', async () => {
    const series = await open('t1', 'short');
    const { eligible, overrulable, checks } = await eligibilityOf(series.get(3));
    expect([eligible, overrulable]).toEqual([false, true]);
    const { found, wanted } = checks.find(({ rule, channel }) => rule === 'coverage' && channel === 'flair')!;
    expect(Number(found.replace(' %', ''))).toBeGreaterThan(50);
    expect(Number(found.replace(' %', ''))).toBeLessThan(90);
    expect(wanted).toBe('100 %');
    const done = await finished(series.get(3), { overruleReason: 'The lower part is not of interest' });
    expect(done.overruled[0]).toMatch(/^FLAIR: It does not cover the first series/);
  });

  test('says of the crop of the real study that it is only a part, and calls it by its UID for want of a number', async () => {
    const series = await open('t1', CROP);
    const { channels } = await eligibilityOf(series.get(3));
    const [crop] = channels![2]!.candidates;
    expect(crop).toMatchObject({ description: 'HippoCrop', frames: 32 });
    expect(crop!.against.map(({ rule }) => rule)).toEqual(['inversionTime', 'coverage']);
    expect(await run(series.get(3)).answer()).toMatchObject({
      problem: { values: { candidates: `${crop!.seriesInstanceUid} (HippoCrop)` } },
    });
  });
});
