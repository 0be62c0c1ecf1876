import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Measurement, ReviewAction } from '../../core/contract/index.ts';
import { measurementsOf, openJournal } from '../../core/review/index.ts';

const measurement = (id: string, x = 0): Measurement => ({
  id,
  studyInstanceUid: '1.2',
  seriesInstanceUid: '1.2.3',
  tool: 'length',
  plane: 'acquired',
  sopInstanceUid: '1.2.3.4',
  frame: 0,
  points: [
    [x, 0, 0],
    [x, 10, 0],
  ],
  spacing: 'PixelSpacing',
  readings: [{ quantity: 'length', value: 10, unit: 'mm' }],
});

describe('Measurements in the journal', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-measurements-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const open = (name: string) => openJournal(join(folder, `${name}.sqlite`), { now: () => new Date() });

  it('come back from the disk as they were drawn, moved and deleted', () => {
    const journal = open('reopened');
    const [a, b] = [measurement('a'), measurement('b')];
    for (const one of [a, b, measurement('a', 5)]) journal.append({ kind: 'measure', measurement: one }, 'R');
    const deleted = journal.append({ kind: 'delete-measurements', ids: ['b'] }, 'R');
    journal.close();
    const again = open('reopened');
    expect(measurementsOf(again.events())).toEqual([measurement('a', 5)]);
    again.append({ kind: 'undo', seq: deleted.seq }, 'R');
    expect(measurementsOf(again.events())).toEqual([measurement('a', 5), b]);
    again.append({ kind: 'undo', seq: 3 }, 'R');
    expect(measurementsOf(again.events())).toEqual([a, b]);
    expect(again.verify()).toMatchObject({ intact: true });
    again.close();
  });

  it('are what is left when all is done in order, whatever was done and taken back', () => {
    const action = fc.oneof(
      fc
        .record({ id: fc.constantFrom('a', 'b', 'c'), x: fc.nat(9) })
        .map(({ id, x }): ReviewAction => ({ kind: 'measure', measurement: measurement(id, x) })),
      fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((ids): ReviewAction => ({ kind: 'delete-measurements', ids })),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), fc.nat(11), (actions, undone) => {
        const events = actions.map((one, n) => ({ seq: n + 1, at: '', by: 'R', action: one, previous: '', hash: '' }));
        const undo = { ...events[0]!, seq: events.length + 1, action: { kind: 'undo', seq: undone + 1 } as const };
        const withUndo = undone < events.length ? [...events, undo] : events;
        const left: Record<string, Measurement> = {};
        for (const [n, one] of actions.entries()) {
          if (n === undone) continue;
          if (one.kind === 'measure') left[one.measurement.id] = one.measurement;
          else if (one.kind === 'delete-measurements') for (const id of one.ids) delete left[id];
        }
        expect(Object.fromEntries(measurementsOf(withUndo).map((one) => [one.id, one]))).toEqual(left);
      }),
    );
  });
});
