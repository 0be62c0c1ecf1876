import {
  type FindingReview,
  type JournalEvent,
  READER_ACTIONS,
  type ReviewState,
  type Run,
} from '../contract/index.ts';

/** What a reader does to one finding. */
type Decision = JournalEvent & { action: { kind: 'accept' | 'reject' | 'edit-box' | 'comment' } };

const DECISIONS: readonly string[] = ['accept', 'reject', 'edit-box', 'comment'] satisfies Decision['action']['kind'][];

const isDecision = (event: JournalEvent): event is Decision => DECISIONS.includes(event.action.kind);

/** What can be taken back. */
export const isUndoable = ({ action }: JournalEvent): boolean => READER_ACTIONS.has(action.kind);

/**
 * The events that hold: those which no undo that itself holds takes back. An undo names an earlier event, so that one
 * pass from the newest to the oldest decides each.
 */
export function activeEvents(events: readonly JournalEvent[]): JournalEvent[] {
  const takenBack = new Set<number>();
  const active: JournalEvent[] = [];
  for (const event of [...events].sort((a, b) => b.seq - a.seq)) {
    if (takenBack.has(event.seq)) continue;
    if (event.action.kind === 'undo' && event.action.seq < event.seq) takenBack.add(event.action.seq);
    active.push(event);
  }
  return active.reverse();
}

/** The state after one more event that holds. Undo is not applied but resolved first (`activeEvents`). */
export function applyEvent(state: ReviewState, event: JournalEvent): ReviewState {
  if (!isDecision(event) || event.action.runId !== state.runId) return state;
  const before = state.findings[event.action.findingId];
  if (!before) return state;
  return { ...state, findings: { ...state.findings, [event.action.findingId]: decided(before, event) } };
}

/** A finding is accepted as it stands, so that an edited one keeps the reader's box; a rejected one is the model's. */
function decided(before: FindingReview, { action, seq, at, by }: Decision): FindingReview {
  const { comments, box } = before;
  const now = { comments, decidedAt: at, decidedBy: by };
  switch (action.kind) {
    case 'accept':
      return box ? { status: 'edited', box, ...now } : { status: 'accepted', ...now };
    case 'reject':
      return { status: 'rejected', reason: action.reason, ...now };
    case 'edit-box':
      return { status: 'edited', box: action.box, ...now };
    case 'comment':
      return { ...before, comments: [...comments, { seq, at, by, text: action.text }] };
  }
}

/** What the journal says of a run: every finding starts unreviewed, the last decision that holds wins, order is by number. */
export function reviewOf(run: Pick<Run, 'id' | 'findings'>, events: readonly JournalEvent[]): ReviewState {
  const findings = Object.fromEntries(
    run.findings.map(({ id }): [string, FindingReview] => [id, { status: 'unreviewed', comments: [] }]),
  );
  return activeEvents(events).reduce(applyEvent, { runId: run.id, findings });
}

/** The events about a run: those that name it, and the undos of those. */
export function eventsOf(runId: string, events: readonly JournalEvent[]): JournalEvent[] {
  const chosen = new Set<number>();
  return events.filter(({ seq, action }) => {
    const about = action.kind === 'undo' ? chosen.has(action.seq) : 'runId' in action && action.runId === runId;
    if (about) chosen.add(seq);
    return about;
  });
}
