import { type JournalEvent, READER_ACTIONS } from '../core/contract/index.ts';
import { call } from './client.ts';
import { decide } from './engine.ts';
import { toast } from './state.ts';
import type { Translate } from './words.ts';

/** What the one undo of all pages takes back; a doubt about a label is taken back where it stands. */
const UNDOABLE = READER_ACTIONS.difference(new Set(['undo', 'question-label']));

/** The entries that other entries have taken back; an undo that was itself undone does not count. */
export function takenBack(events: JournalEvent[]): Set<number> {
  const taken = new Set<number>();
  for (const event of events.toReversed()) {
    if (event.action.kind === 'undo' && !taken.has(event.seq)) taken.add(event.action.seq);
  }
  return taken;
}

/**
 * The entry that an undo takes back: the last decision that stands. A redo takes back the last standing undo of a
 * decision, as long as no newer decision was made.
 */
export function nextUndo(events: JournalEvent[], redo = false): JournalEvent | undefined {
  const taken = takenBack(events);
  const isDecision = ({ action }: JournalEvent) => UNDOABLE.has(action.kind);
  const standing = events.filter((event) => !taken.has(event.seq));
  if (!redo) return standing.findLast(isDecision);
  const decisions = new Map(events.filter(isDecision).map((event) => [event.seq, event]));
  const newest = Math.max(...decisions.keys());
  return standing.findLast(({ seq, action }) => action.kind === 'undo' && decisions.has(action.seq) && seq > newest);
}

/** Takes back the last decision, as a new entry of the journal. */
export async function undoLast(t: Translate, redo = false) {
  const { events } = await call('journal');
  const event = nextUndo(events, redo);
  if (!event) return;
  if (await decide({ kind: 'undo', seq: event.seq })) toast(t('didUndo', { seq: event.seq }));
}
