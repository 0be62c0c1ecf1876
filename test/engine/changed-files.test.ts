import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFile, hasData } from '../dicom/shared.ts';
import { call, endOf, type Reached, transports } from './transports.ts';

const [direct] = transports;

/** Doubles the numbers of a map in place, by pydicom. */
const DOUBLED = `
import sys, numpy, pydicom
data = pydicom.dcmread(sys.argv[1])
data.FloatPixelData = (numpy.frombuffer(data.FloatPixelData, numpy.float32) * 2).tobytes()
data.save_as(sys.argv[1])
`;

describe.runIf(hasData)('The engine, after a file was changed and opened again', () => {
  let reached: Reached;
  let folder: string;
  beforeAll(async () => {
    reached = await direct!.reach();
    folder = mkdtempSync(join(tmpdir(), 'changed-'));
  });
  afterAll(async () => {
    await reached.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async () => endOf(reached, await call(reached, 'open', { body: { paths: [folder] } }));

  test('gives the numbers that the file has now, and their range', async () => {
    for (const [from, to] of [
      ['pydicom-data/parametric_map_float.dcm', 'map.dcm'],
      ['pydicom-tests/test_files/CT_small.dcm', 'ct.dcm'],
    ] as const)
      cpSync(dataFile(from), join(folder, to));
    await open();
    const [study] = (await call(reached, 'studies')).studies;
    const { seriesInstanceUid } = study!.series.find(({ kind }) => kind === 'images')!;
    const [map] = (await call(reached, 'overlays', { params: { seriesInstanceUid } })).overlays;
    const asked = `/api/series/${seriesInstanceUid}/overlays/${map!.sopInstanceUid}/values?frame=0`;
    const numbers = async () => {
      const answer = await reached.ask(asked);
      const [low, high] = ['x-low', 'x-high'].map((name) => Number(answer.headers.get(name)));
      return { low: low!, high: high!, values: [...new Float32Array(await answer.arrayBuffer())] };
    };
    const before = await numbers();
    execFileSync('/usr/bin/python3', ['-c', DOUBLED, join(folder, 'map.dcm')]);
    await open();
    expect(await numbers()).toEqual({
      low: before.low * 2,
      high: before.high * 2,
      values: before.values.map((value) => value * 2),
    });
  });
});
