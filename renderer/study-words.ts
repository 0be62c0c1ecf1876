import type { JournalEvent } from '../core/contract/index.ts';
import { takenBack } from './undo.ts';

/** What a reader keeps about a study. */
export type StudyWords = { tags: string[]; note: string };

/** By Study Instance UID, what the last entry of the journal that stands says of each study that has words. */
export function studyWordsOf(events: JournalEvent[]): Map<string, StudyWords> {
  const taken = takenBack(events);
  const words = new Map<string, StudyWords>();
  for (const { action, seq } of events) {
    if (action.kind !== 'describe-study' || taken.has(seq)) continue;
    if (action.tags.length > 0 || action.note) words.set(action.studyInstanceUid, action);
    else words.delete(action.studyInstanceUid);
  }
  return words;
}

/** Tags as a reader writes them, each once; commas of both scripts part them. */
export const tagsFrom = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,،]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
