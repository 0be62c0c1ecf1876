import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameInfo, Series } from '../../core/contract/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import { jpeg, nifti, png } from '../fuzz/seeds.ts';
import { call, endOf, type Reached, transports } from './transports.ts';

const [direct] = transports;

describe('The engine, with research pictures', () => {
  let reached: Reached;
  let folder: string;
  let series: Series[];
  const named = (name: string) => series.find(({ description }) => description === name)!;
  beforeAll(async () => {
    reached = await direct!.reach();
    folder = mkdtempSync(join(tmpdir(), 'pictures-'));
    mkdirSync(join(folder, 'set'));
    const files = { 'a.nii': nifti(), 'b.nii.gz': gzipSync(nifti()), 'c.png': png(), 'd.jpg': jpeg(), 'e.png': jpeg() };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, 'set', name), bytes);
    await endOf(reached, await call(reached, 'open', { body: { paths: [folder] } }));
    series = (await call(reached, 'studies')).studies.flatMap((study) => study.series);
  });
  afterAll(async () => {
    await reached.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('lists NIfTI, PNG and JPEG as what they are, in one study of their folder, with a note', async () => {
    const { studies } = await call(reached, 'studies');
    expect(studies).toHaveLength(1);
    expect(studies[0]).toMatchObject({ description: 'set', patientName: '', date: '' });
    expect(series.map(({ description }) => description).sort()).toEqual(['a.nii', 'b.nii.gz', 'c.png', 'd.jpg']);
    for (const one of series) expect(one.notes.map(({ code }) => code)).toContain('research-picture');
    expect(named('a.nii')).toMatchObject({ modality: '', frames: 2, volume: true, sliceSpacing: 1 });
  });

  test('gives their values and places like those of a series', async () => {
    const { seriesInstanceUid } = named('b.nii.gz');
    const infos: FrameInfo[] = await (await reached.ask(`/api/series/${seriesInstanceUid}/frames`)).json();
    expect(infos.map(({ plane }) => plane?.position[2])).toEqual([0, 1]);
    const answer = await reached.ask(`/api/series/${seriesInstanceUid}/pixels?from=0&count=2`);
    const values = new Int16Array(await answer.arrayBuffer());
    expect([...values]).toEqual(Array.from({ length: 24 }, (_, n) => n * 100));
    const grey = await reached.ask(`/api/series/${named('c.png').seriesInstanceUid}/pixels?from=0&count=1`);
    expect([...new Uint8Array(await grey.arrayBuffer())]).toEqual(Array.from({ length: 192 }, (_, n) => n));
    const thumbnail = await reached.ask(`/api/series/${named('d.jpg').seriesInstanceUid}/thumbnail`);
    expect(thumbnail.headers.get('content-type')).toBe('image/png');
  });

  test('says of each model why it may not read them, and does not fail', async () => {
    const { seriesInstanceUid } = named('a.nii');
    const { models } = await call(reached, 'eligibility', { params: { seriesInstanceUid } });
    expect(models.length).toBeGreaterThan(2);
    for (const { eligibility } of models) expect(eligibility.checks.some(({ passed }) => !passed)).toBe(true);
  });

  test('keeps the command line to DICOM', async () => {
    const { instances, skipped } = await indexPaths([folder]);
    expect(instances).toBe(0);
    expect(skipped.map(({ code }) => code)).toHaveLength(5);
  });
});
