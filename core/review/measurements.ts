import type { JournalEvent, Measurement } from '../contract/index.ts';
import { activeEvents } from './state.ts';

/** A measurement that stands, and who drew or moved it last. */
export type DrawnMeasurement = { measurement: Measurement; by: string; at: string };

/** The measurements that stand, in the order in which they were first drawn: the last event that holds wins. */
export function drawnMeasurements(events: readonly JournalEvent[]): DrawnMeasurement[] {
  const standing = new Map<string, DrawnMeasurement>();
  for (const { action, by, at } of activeEvents(events)) {
    if (action.kind === 'measure') standing.set(action.measurement.id, { measurement: action.measurement, by, at });
    else if (action.kind === 'delete-measurements') for (const id of action.ids) standing.delete(id);
  }
  return [...standing.values()];
}

export const measurementsOf = (events: readonly JournalEvent[]): Measurement[] =>
  drawnMeasurements(events).map(({ measurement }) => measurement);
