import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEvent, ReviewAction } from '../../core/contract/index.ts';
import { activeEvents, applyEvent, eventsOf, reviewOf } from '../../core/review/index.ts';

const run = {
  id: 'r1',
  findings: ['f1', 'f2'].map((id) => ({ id, kind: 'class' as const, label: id, trackingUid: '2.25.1' })),
};

const numbered = (actions: ReviewAction[]): JournalEvent[] =>
  actions.map((action, n) => ({ seq: n + 1, at: `t${n}`, by: 'R', action, previous: '', hash: '' }));

const accept = (findingId: string): ReviewAction => ({ kind: 'accept', runId: 'r1', findingId });
const reject = (findingId: string, reason = 'noise'): ReviewAction => ({
  kind: 'reject',
  runId: 'r1',
  findingId,
  reason,
});
const undo = (seq: number): ReviewAction => ({ kind: 'undo', seq });
const statusOf = (actions: ReviewAction[]) => reviewOf(run, numbered(actions)).findings.f1?.status;

const edge = fc.nat(40);
const boxes = fc
  .tuple(edge, edge, edge, edge)
  .map(([x, y, w, h]) => ({ boxPx: [x, y, x + w + 1, y + h + 1] as [number, number, number, number] }));
const edit = (boxPx: [number, number, number, number]): ReviewAction => ({
  ...{ kind: 'edit-box', runId: 'r1', findingId: 'f1' },
  box: { boxPx },
});

/** Any sequence of decisions with undos of any earlier number. */
const decision = fc.oneof(
  fc.record({
    kind: fc.constant('accept' as const),
    runId: fc.constantFrom('r1', 'r2'),
    findingId: fc.constantFrom('f1', 'f2', 'f9'),
  }),
  fc.record({
    kind: fc.constant('reject' as const),
    runId: fc.constant('r1'),
    findingId: fc.constantFrom('f1', 'f2'),
    reason: fc.string({ minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('edit-box' as const),
    runId: fc.constant('r1'),
    findingId: fc.constantFrom('f1', 'f2'),
    box: boxes,
  }),
  fc.record({
    kind: fc.constant('comment' as const),
    runId: fc.constant('r1'),
    findingId: fc.constantFrom('f1', 'f2'),
    text: fc.string({ minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('undo' as const), seq: fc.nat(30) }),
);
const sequences = fc.array(decision, { maxLength: 30 }).map(numbered);

describe('The state of a review', () => {
  it('starts unreviewed, and the last decision that holds wins', () => {
    expect(statusOf([])).toBe('unreviewed');
    expect(statusOf([accept('f1')])).toBe('accepted');
    expect(statusOf([accept('f1'), reject('f1')])).toBe('rejected');
  });

  it('goes back by undo and forward by undoing the undo', () => {
    expect(statusOf([accept('f1'), undo(1)])).toBe('unreviewed');
    expect(statusOf([accept('f1'), reject('f1'), undo(2)])).toBe('accepted');
    expect(statusOf([accept('f1'), undo(1), undo(2)])).toBe('accepted');
    expect(statusOf([accept('f1'), undo(1), undo(2), undo(1)])).toBe('unreviewed');
  });

  it('has the last box that a reader laid, until the finding is rejected; accepting it keeps the box', () => {
    const boxAfter = (...actions: ReviewAction[]) => {
      const { status, box } = reviewOf(run, numbered(actions)).findings.f1!;
      return [status, box?.boxPx];
    };
    const [a, b] = [
      [1, 1, 5, 5],
      [2, 1, 5, 5],
    ] as [number, number, number, number][];
    expect(boxAfter(edit(a!))).toEqual(['edited', a]);
    expect(boxAfter(edit(a!), edit(b!))).toEqual(['edited', b]);
    expect(boxAfter(edit(a!), edit(b!), undo(2))).toEqual(['edited', a]);
    expect(boxAfter(edit(a!), undo(1))).toEqual(['unreviewed', undefined]);
    expect(boxAfter(edit(a!), undo(1), undo(2))).toEqual(['edited', a]);
    expect(boxAfter(edit(a!), accept('f1'))).toEqual(['edited', a]);
    expect(boxAfter(edit(a!), reject('f1'))).toEqual(['rejected', undefined]);
    expect(boxAfter(edit(a!), reject('f1'), accept('f1'))).toEqual(['accepted', undefined]);
  });

  it('has a box exactly where the finding counts as edited, and it is one that was journaled', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const [id, { status, box }] of Object.entries(reviewOf(run, events).findings)) {
          expect(box !== undefined).toBe(status === 'edited');
          const laid = activeEvents(events).flatMap(({ action }) =>
            action.kind === 'edit-box' && action.findingId === id ? [action.box] : [],
          );
          if (box) expect(box).toBe(laid.at(-1));
        }
      }),
    );
  });

  it('is what replaying the surviving decisions says, whatever was done (against a definition by recursion)', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const holds = (event: JournalEvent): boolean =>
          !events.some(
            (later) =>
              later.seq > event.seq && later.action.kind === 'undo' && later.action.seq === event.seq && holds(later),
          );
        expect(activeEvents(events)).toEqual(events.filter(holds));
        const replayed = events
          .filter((event) => event.action.kind !== 'undo' && holds(event))
          .reduce(applyEvent, reviewOf(run, []));
        expect(reviewOf(run, events)).toEqual(replayed);
      }),
    );
  });

  it('does not depend on the order in which events are handed over, only on their numbers', () => {
    fc.assert(
      fc.property(sequences, fc.infiniteStream(fc.nat()), (events, ranks) => {
        const shuffled = events.map((event) => ({ event, rank: ranks.next().value })).sort((a, b) => a.rank - b.rank);
        expect(
          reviewOf(
            run,
            shuffled.map(({ event }) => event),
          ),
        ).toEqual(reviewOf(run, events));
      }),
    );
  });

  it('undo followed by its redo changes nothing', () => {
    fc.assert(
      fc.property(sequences, fc.nat(), (events, pick) => {
        const target = activeEvents(events).filter(({ action }) => action.kind !== 'undo')[pick % 5];
        if (!target) return;
        const both = [...events.map(({ action }) => action), undo(target.seq), undo(events.length + 1)];
        expect(reviewOf(run, numbered(both))).toEqual(reviewOf(run, events));
      }),
    );
  });

  it('of one run needs only the events of that run', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        expect(reviewOf(run, eventsOf('r1', events))).toEqual(reviewOf(run, events));
      }),
    );
  });
});
