import type { JournalEvent } from '../contract/index.ts';
import { activeEvents } from './state.ts';

/** What a reader holds against the label of a case of a labelled set. */
export type LabelDoubt = { seq: number; path: string; label?: string; reason: string; by: string; at: string };

/** The doubts that stand, in the order in which the cases were first doubted: the last word on a case wins. */
export function labelDoubts(events: readonly JournalEvent[]): LabelDoubt[] {
  const standing = new Map<string, LabelDoubt>();
  for (const { action, seq, by, at } of activeEvents(events))
    if (action.kind === 'question-label') {
      const { path, label, reason } = action;
      standing.set(path, { seq, path, label, reason, by, at });
    }
  return [...standing.values()];
}
