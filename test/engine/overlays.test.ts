import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameInfo, Series, Study } from '../../core/contract/index.ts';
import { dataFile, hasData } from '../dicom/shared.ts';
import { call, endOf, type Reached, transports } from './transports.ts';

const [direct] = transports;
const FOLDERS = ['seg-sr-dcmqi/segmentations/24x38x3', 'pydicom-data/parametric_map_float.dcm'];
const CT = 'pydicom-tests/test_files/CT_small.dcm';

describe.runIf(hasData)('The engine, with objects that lie over images', () => {
  let reached: Reached;
  let series: Series[];
  const open = async (paths: string[]) => {
    const job = await call(reached, 'open', { body: { paths } });
    await endOf(reached, job);
    const { studies }: { studies: Study[] } = await call(reached, 'studies');
    series = studies.flatMap((study) => study.series);
  };
  const overlaysOn = async ({ seriesInstanceUid }: Series) =>
    (await call(reached, 'overlays', { params: { seriesInstanceUid } })).overlays;

  beforeAll(async () => {
    reached = await direct!.reach();
    await open([...FOLDERS, CT].map(dataFile));
  });
  afterAll(() => reached.close());

  test('lists the segments that can be laid over a series, and gives each as a mask on its images', async () => {
    const images = series.find(({ kind, frames, volume }) => kind === 'images' && volume && frames === 3)!;
    const overlays = await overlaysOn(images);
    const segmentation = overlays.find(({ segments }) => segments.length > 0)!;
    expect(segmentation.kind).toBe('segments');
    for (const { number, label } of segmentation.segments) {
      expect(label).not.toBe('');
      const path = `/api/series/${images.seriesInstanceUid}/overlays/${segmentation.sopInstanceUid}/segments/${number}`;
      const mask = new Uint8Array(await (await reached.ask(path)).arrayBuffer());
      expect(mask).toHaveLength(images.frames * images.rows! * images.columns!);
      expect(mask.some((value) => value === 1)).toBe(true);
    }
  });

  test('gives the numbers of a parametric map on the image that it was made from, and their range', async () => {
    const image = series.find(({ kind, rows }) => kind === 'images' && rows === 128)!;
    const [map] = await overlaysOn(image);
    expect(map).toMatchObject({ kind: 'map', segments: [] });
    const base = `/api/series/${image.seriesInstanceUid}/overlays/${map!.sopInstanceUid}`;
    const answer = await reached.ask(`${base}/values?frame=0`);
    const values = new Float32Array(await answer.arrayBuffer());
    const infos: FrameInfo[] = await (await reached.ask(`/api/series/${image.seriesInstanceUid}/frames`)).json();
    expect(values).toHaveLength(infos[0]!.rows * infos[0]!.columns);
    const [low, high] = ['x-low', 'x-high'].map((name) => Number(answer.headers.get(name)));
    expect(high!).toBeGreaterThan(low!);
    expect(values.every((value) => value >= low! && value <= high!)).toBe(true);
    expect((await reached.ask(`${base}/values?frame=9`)).status).toBe(404);
    expect((await reached.ask(`/api/series/${image.seriesInstanceUid}/overlays/1.2.3/segments/1`)).status).toBe(404);
  });
});
