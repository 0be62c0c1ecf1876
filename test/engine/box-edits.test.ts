import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameInfo, Run, Series } from '../../core/contract/index.ts';
import { stackOf } from '../../core/imaging/index.ts';
import { openRunStore } from '../../core/review/index.ts';
import { call, openExample, type Reached, request, transports } from './transports.ts';

/* A box that a model found in a volume, and what the engine makes of a reader's edges. */
describe('A box that a reader edits', () => {
  let reached: Reached;
  let series: Series;
  let run: Run;
  const by = 'Dr Test';
  const edit = (box: object, findingId = 'anterior-1') => ({
    body: { action: { kind: 'edit-box', runId: run.id, findingId, box }, by },
  });
  beforeAll(async () => {
    reached = await transports[0]!.reach();
    const studies = await openExample(reached);
    series = studies.flatMap((study) => study.series).find(({ modality }) => modality === 'MR')!;
    const { seriesInstanceUid, studyInstanceUid } = series;
    const infos: FrameInfo[] = await (await reached.ask(`/api/series/${seriesInstanceUid}/frames`)).json();
    const inputs = stackOf(infos).order.map((n) => ({
      sopInstanceUid: infos[n]!.sopInstanceUid,
      frame: infos[n]!.frame,
    }));
    run = {
      id: 'run-with-a-box',
      startedAt: '2026-03-14T14:52:00+03:00',
      status: 'done',
      model: { id: 'hippocampus-mr', version: '1.0.0', sha256: '0' },
      provider: { requested: 'cpu', actual: 'cpu', reason: '' },
      ...{ inputs, inputsSha256: '0', seriesInstanceUid, studyInstanceUid, overruled: [], artefacts: [] },
      findings: [
        {
          ...{ id: 'anterior-1', kind: 'box', label: 'anterior', probability: 0.9, trackingUid: '2.25.7' },
          ...{ boxPx: [8.5, 10.25, 24, 30], boxSlices: [4, 9], sopInstanceUid: inputs[6]!.sopInstanceUid, frame: 0 },
        },
        { id: 'posterior', kind: 'class', label: 'posterior', probability: 0.4, trackingUid: '2.25.8' },
      ],
      timingMs: { read: 1, prepare: 1, run: 1, finish: 1, total: 4 },
    };
    await openRunStore(join(reached.dataDir, 'runs')).save(run);
  });
  afterAll(() => reached?.close());

  test('goes into the journal with the box before, its image and its place in the patient, and can be undone', async () => {
    const edited = await call(reached, 'decide', edit({ boxPx: [8.5, 10.25, 25.5, 31], boxSlices: [3, 9] }));
    expect(edited.event).toMatchObject({ by, action: { was: { boxPx: [8.5, 10.25, 24, 30], boxSlices: [4, 9] } } });
    expect(edited.review?.findings['anterior-1']).toMatchObject({
      ...{ status: 'edited', decidedBy: by },
      box: {
        ...{ boxPx: [8.5, 10.25, 25.5, 31], boxSlices: [3, 9] },
        // The example's voxels are 1 mm.
        boxMm: { size: [17, 20.75, 6] },
        sopInstanceUid: run.inputs[6]!.sopInstanceUid,
      },
    });
    const again = await call(reached, 'decide', edit({ boxPx: [8.5, 10.25, 25.5, 30], boxSlices: [3, 9] }));
    expect(again.event).toMatchObject({ action: { was: { boxPx: [8.5, 10.25, 25.5, 31], boxSlices: [3, 9] } } });
    const undone = await call(reached, 'decide', { body: { action: { kind: 'undo', seq: again.event.seq }, by } });
    expect(undone.review?.findings['anterior-1']?.box?.boxPx).toEqual([8.5, 10.25, 25.5, 31]);
    const { runs } = await call(reached, 'runs');
    expect(runs.find((one) => one.run.id === run.id)?.run.findings[0]?.boxPx).toEqual([8.5, 10.25, 24, 30]);
    expect(await call(reached, 'status')).toMatchObject({ journalIntact: true });
  });

  test.each([
    ['beyond the image', { boxPx: [8.5, 10.25, 999, 31], boxSlices: [3, 9] }, 'anterior-1'],
    ['beyond the slices', { boxPx: [8.5, 10.25, 25, 31], boxSlices: [3, 999] }, 'anterior-1'],
    ['without a width', { boxPx: [8.5, 10.25, 8.5, 31], boxSlices: [3, 9] }, 'anterior-1'],
    ['without its slices', { boxPx: [8.5, 10.25, 25, 31] }, 'anterior-1'],
    ['of a finding that is no box', { boxPx: [8.5, 10.25, 25, 31] }, 'posterior'],
  ])('is refused %s', async (_, box, findingId) => {
    expect(await request(reached, 'decide', edit(box, findingId))).toMatchObject({ problem: { code: 'wrong-use' } });
  });
});
