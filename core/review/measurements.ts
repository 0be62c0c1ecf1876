import type { JournalEvent, Measurement } from '../contract/index.ts';
import { activeEvents } from './state.ts';

/** The measurements that stand, in the order in which they were first drawn: the last event that holds wins. */
export function measurementsOf(events: readonly JournalEvent[]): Measurement[] {
  const standing = new Map<string, Measurement>();
  for (const { action } of activeEvents(events)) {
    if (action.kind === 'measure') standing.set(action.measurement.id, action.measurement);
    else if (action.kind === 'delete-measurements') for (const id of action.ids) standing.delete(id);
  }
  return [...standing.values()];
}
