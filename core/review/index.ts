export { canonicalJson, sha256Of } from './canonical.ts';
export { type LabelDoubt, labelDoubts } from './doubts.ts';
export { diskProblemOf, syncFolder, writeAside, writeDurably } from './durable.ts';
export { type Journal, openJournal } from './journal.ts';
export { type DrawnMeasurement, drawnMeasurements, measurementsOf } from './measurements.ts';
export { openRunStore, type RunStore, runSha256 } from './run-store.ts';
export { activeEvents, applyEvent, eventsOf, reviewOf } from './state.ts';
