import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameInfo, Run, Series, Study } from '../../core/contract/index.ts';
import { call, endOf, openExample, type Reached, request, transports } from './transports.ts';

describe.each(transports)('The engine $name', ({ reach }) => {
  let reached: Reached;
  let studies: Study[];
  const seriesOf = (modality: string) =>
    studies.flatMap(({ series }) => series).find((series) => series.modality === modality) as Series;
  const instancesOf = async ({ seriesInstanceUid }: Series) =>
    (await call(reached, 'instances', { params: { seriesInstanceUid } })).instances;

  beforeAll(async () => {
    reached = await reach();
    studies = await openExample(reached);
  });
  afterAll(() => reached.close());

  test('says where it works and that its journal is intact', async () => {
    const status = await call(reached, 'status');
    expect(status).toMatchObject({ dataDir: reached.dataDir, host: 'browser', journalIntact: true });
  });

  test('makes and opens the example study: two MR volumes and a radiograph', () => {
    expect(seriesOf('MR')).toMatchObject({ volume: true, images: true });
    expect(studies.flatMap(({ series }) => series)).toHaveLength(3);
  });

  test('lists studies in a size that goes by their series, not by their instances, and sends the list once', async () => {
    const listed = await (await reached.ask('/api/studies')).text();
    expect(listed.length).toBeLessThan(1000 * studies.flatMap(({ series }) => series).length);
    for (const { sopInstanceUid, source } of await instancesOf(seriesOf('MR'))) {
      expect(listed).not.toContain(sopInstanceUid);
      expect(listed).not.toContain(source.path);
    }
    const { edition } = JSON.parse(listed);
    const later = await call(reached, 'changedStudies', { params: { edition } });
    expect(later).toEqual({ studies: [], whole: false, gone: [], edition });
  });

  test('answers frames and pixels that are the stored values of the files', async () => {
    const { seriesInstanceUid } = seriesOf('MR');
    const instances = await instancesOf(seriesOf('MR'));
    const infos: FrameInfo[] = await (await reached.ask(`/api/series/${seriesInstanceUid}/frames`)).json();
    expect(infos.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(instances.map((one) => one.sopInstanceUid));
    const answer = await reached.ask(`/api/series/${seriesInstanceUid}/pixels?from=3&count=2`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(answer.headers.get('x-pixel-frames')).toBe('2');
    for (const n of [0, 1]) {
      const { facts } = await reached.engine.decode(instances[3 + n]!.source.path, 0);
      const half = bytes.subarray((n * bytes.length) / 2, ((n + 1) * bytes.length) / 2);
      expect(createHash('sha256').update(half).digest('hex')).toBe(facts.sha256);
      expect(answer.headers.get('x-pixel-type')).toBe(facts.type);
    }
  });

  test('draws a thumbnail of at most 96 pixels that is not one grey', async () => {
    const answer = await reached.ask(`/api/series/${seriesOf('CR').seriesInstanceUid}/thumbnail`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    const png = decodePng(new Uint8Array(await answer.arrayBuffer()));
    expect(Math.max(png.width, png.height)).toBe(96);
    expect(new Set(png.data).size).toBeGreaterThan(10);
  });

  test('knows which model may read which series', async () => {
    for (const [modality, right] of [
      ['MR', 'hippocampus-mr'],
      ['CR', 'chest-pneumonia'],
    ] as const) {
      const { models } = await call(reached, 'eligibility', {
        params: { seriesInstanceUid: seriesOf(modality).seriesInstanceUid },
      });
      const eligible = models.filter(({ eligibility }) => eligibility.eligible).map(({ modelId }) => modelId);
      expect(eligible).toEqual([right]);
    }
  });

  test('refuses a run that the rules of the model forbid', async () => {
    const body = { modelId: 'hippocampus-mr', seriesInstanceUid: seriesOf('CR').seriesInstanceUid };
    expect(await request(reached, 'startRun', { body })).toMatchObject({
      status: 422,
      problem: { code: 'no-eligible-series' },
    });
  });

  test('runs, records, takes decisions and exports: the main job', async () => {
    const { seriesInstanceUid } = seriesOf('MR');
    const body = { modelId: 'hippocampus-mr', seriesInstanceUid, provider: 'cpu' };
    const job = await endOf(reached, await call(reached, 'startRun', { body }));
    expect(job).toMatchObject({ status: 'done', modelId: 'hippocampus-mr' });
    const { run } = (await call(reached, 'runs')).runs.find((one) => one.run.id === job.runId)!;
    expect(run.findings.map(({ label }) => label)).toEqual(['anterior', 'posterior']);
    await artefactsAreThere(reached, run);

    const [first, second] = run.findings as [Run['findings'][0], Run['findings'][0]];
    const by = 'Dr Test';
    const decide = (action: object) => call(reached, 'decide', { body: { action: { runId: run.id, ...action }, by } });
    await decide({ kind: 'accept', findingId: first.id });
    await decide({ kind: 'comment', findingId: first.id, text: 'clear «border»' });
    const rejected = await decide({ kind: 'reject', findingId: second.id, reason: 'motion' });
    expect(rejected.review?.findings[second.id]).toMatchObject({ status: 'rejected', reason: 'motion', decidedBy: by });
    const undone = await decide({ kind: 'undo', seq: rejected.event.seq });
    expect(undone.review?.findings[second.id]).toMatchObject({ status: 'unreviewed' });

    const folder = join(reached.dataDir, 'report');
    const exported = await endOf(
      reached,
      await call(reached, 'export', { body: { runId: run.id, folder, language: 'ar', by } }),
    );
    expect(exported).toMatchObject({ status: 'done' });
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['report.pdf', 'findings.sr.dcm', 'findings.csv', 'run.json']),
    );
    expect(await readFile(join(folder, 'findings.csv'), 'utf8')).toContain('accepted');
    const { events, intact } = await call(reached, 'journal');
    expect(intact).toBe(true);
    expect(events.map(({ action }) => action.kind)).toEqual([
      'run-recorded',
      'accept',
      'comment',
      'reject',
      'undo',
      'exported',
    ]);
  });

  test('cancels a run within two seconds', async () => {
    const { seriesInstanceUid } = seriesOf('CR');
    const body = { modelId: 'chest-pneumonia', seriesInstanceUid, provider: 'cpu' };
    const jobs = [await call(reached, 'startRun', { body }), await call(reached, 'startRun', { body })];
    for (const { id } of jobs) await call(reached, 'cancel', { params: { jobId: id } });
    for (const job of jobs) expect((await endOf(reached, job)).status).toBe('cancelled');
  });

  test('takes uploaded files into its own folder, whatever they are called', async () => {
    const form = new FormData();
    for (const { source } of await instancesOf(seriesOf('CR')))
      form.append('files', new Blob([new Uint8Array(await readFile(source.path))]), '../../SKGESCAPE');
    form.append('files', new Blob(['']), 'empty');
    const upload = new Request('http://engine/api/upload', { method: 'POST', body: form });
    const answer = await reached.ask('/api/upload', {
      method: 'POST',
      headers: { 'content-type': upload.headers.get('content-type')! },
      body: new Uint8Array(await upload.arrayBuffer()),
    });
    const job = await endOf(reached, await answer.json());
    expect(job).toMatchObject({ status: 'done', skipped: [expect.objectContaining({ code: 'file-empty' })] });
    const [folder] = await readdir(join(reached.dataDir, 'incoming'));
    expect(await readdir(join(reached.dataDir, 'incoming', folder!))).toEqual(['1-.._.._SKGESCAPE', '2-empty']);
  });

  test('tells the listeners of events what has changed', async () => {
    const stop = new AbortController();
    const answer = await reached.ask('/api/events', { signal: stop.signal });
    const reader = answer.body!.getReader();
    await reader.read();
    const job = await call(reached, 'open', { body: { paths: [join(reached.dataDir, 'example')] } });
    let heard = '';
    while (!/event: changed\ndata: \{"what":"studies"\}/.test(heard) || !heard.includes('"status":"done"'))
      heard += new TextDecoder().decode((await reader.read()).value);
    expect(heard).toContain(job.id);
    stop.abort();
    await reader.closed.catch(() => {});
  });

  test('keeps the tags and the note of a study in the journal, and refuses a tag that is none', async () => {
    const { studyInstanceUid } = studies[0]!;
    const describes = (tags: string[]) => ({
      ...{ by: 'Dr Reader', action: { kind: 'describe-study', studyInstanceUid, tags, note: 'ملاحظة' } },
    });
    const kept = await call(reached, 'decide', { body: describes([' teaching ', 'follow up']) });
    const { events, intact } = await call(reached, 'journal');
    expect(events.at(-1)).toMatchObject({
      ...{ by: 'Dr Reader', action: { studyInstanceUid, tags: ['teaching', 'follow up'], note: 'ملاحظة' } },
    });
    expect(intact).toBe(true);
    for (const tag of ['', '  ', 'x'.repeat(41)])
      expect((await request(reached, 'decide', { body: describes([tag]) })).status).toBe(400);
    await call(reached, 'decide', { body: { by: 'Dr Reader', action: { kind: 'undo', seq: kept.event.seq } } });
  });

  test.each([
    ['an unknown series', 'GET', '/api/series/1.2.3/frames', undefined, 404, 'no-such-series'],
    ['an unknown path', 'GET', '/api/nothing', undefined, 404, 'not-found'],
    ['an unknown artefact', 'GET', `/api/artefacts/${'0'.repeat(64)}`, undefined, 404, 'artefact-missing'],
    ['an unknown model', 'POST', '/api/runs', { modelId: 'x', seriesInstanceUid: '1' }, 404, 'no-such-model'],
    ['a request without its parts', 'POST', '/api/runs', { modelId: 'x' }, 400, 'wrong-use'],
    ['what is no decision', 'POST', '/api/review', { action: { kind: 'forge' }, by: '' }, 400, 'wrong-use'],
    [
      'a decision of the engine',
      'POST',
      '/api/review',
      { action: { kind: 'run-recorded', runId: '1', runSha256: '' }, by: '' },
      400,
      'wrong-use',
    ],
    [
      'an undo of nothing',
      'POST',
      '/api/review',
      { action: { kind: 'undo', seq: 4000 }, by: 'x' },
      409,
      'nothing-to-undo',
    ],
    ['more than it takes', 'POST', '/api/open', { paths: ['x'.repeat(5 * 2 ** 20)] }, 413, 'too-large'],
  ])('refuses %s with a problem', async (_, method, path, body, status, code) => {
    const init = body && { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await reached.ask(path, init);
    expect([answer.status, (await answer.json()).problem.code]).toEqual([status, code]);
  });

  test('refuses a decision on a finding that does not exist', async () => {
    const [recorded] = (await call(reached, 'runs')).runs;
    const body = { action: { kind: 'accept', runId: recorded!.run.id, findingId: 'none' }, by: 'x' };
    expect(await request(reached, 'decide', { body })).toMatchObject({
      status: 409,
      problem: { code: 'no-such-finding' },
    });
  });

  test('says what is wrong with a path that cannot be opened', async () => {
    const job = await endOf(
      reached,
      await call(reached, 'open', { body: { paths: [join(reached.dataDir, 'not-there')] } }),
    );
    expect(job.status).toBe('failed');
    expect(job.problem?.code).toBeTruthy();
  });
});

async function artefactsAreThere(reached: Reached, run: Run): Promise<void> {
  expect(run.artefacts.length).toBeGreaterThan(0);
  for (const { sha256, kind, of } of run.artefacts) {
    const bytes = new Uint8Array(await (await reached.ask(`/api/artefacts/${sha256}`)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    const finding = run.findings.find(({ id }) => id === of);
    if (kind === 'mask') expect(bytes.reduce((sum, value) => sum + value, 0)).toBe(finding?.voxels);
  }
}
