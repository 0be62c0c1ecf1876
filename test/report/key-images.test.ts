import { describe, expect, it } from 'vitest';
import { collectEvidence } from '../../core/report/evidence.ts';
import { keyImages } from '../../core/report/key-images.ts';
import { boxesFound, data, HIPPOCAMPUS, openSeries, runOn } from './fixture.ts';

describe.skipIf(!data)('The pictures of boxes in a volume', () => {
  it('show on each slice all boxes that reach it, also those that have a picture of their own elsewhere', async () => {
    const series = await openSeries(HIPPOCAMPUS, 'hippocampus-mr');
    const found = boxesFound(series);
    const [large, small] = found.findings;
    // The large box is fullest on its first slice, where the first part of it lies alone; the small one begins later.
    large!.boxSlices = [4, 12];
    small!.boxSlices = [9.5, 11.5];
    const first = { ...large!, id: 'anterior-2', boxSlices: [4, 5] as [number, number] };
    const evidence = await collectEvidence(runOn(series, { ...found, findings: [large!, small!, first] }));
    small!.sopInstanceUid = evidence.frames[10]!.info.sopInstanceUid;
    const again = await collectEvidence(runOn(series, { ...found, findings: [large!, small!, first] }));
    const images = await keyImages(again);
    const [across, later] = [images[0]!, images[3]!];
    expect([across.number, later.number]).toEqual([5, 11]);
    expect(across.labels.map(({ key }) => key)).toEqual(['anterior']);
    expect(later.labels.map(({ key }) => key)).toEqual(['anterior', 'posterior']);
  });
});
