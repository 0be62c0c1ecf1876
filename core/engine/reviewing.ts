import type { JournalEvent, Measurement, ReviewAction, ReviewState, Run, RunWithReview } from '../contract/index.ts';
import { ProblemError, READER_ACTIONS } from '../contract/index.ts';
import type { EngineContext } from './context.ts';
import { boxAsKept } from './editing.ts';

/** All runs of the data folder with what the journal says of them, oldest first. */
export async function listRuns({ stations }: EngineContext): Promise<RunWithReview[]> {
  const { reviewOf } = await import('../review/index.ts');
  const events = (await stations.journal()).events();
  const runs = await (await stations.runStore()).runs();
  return runs.map((run) => ({ run, review: reviewOf(run, events) }));
}

/** The measurements of all studies that stand in the journal, oldest first. */
export async function listMeasurements({ stations }: EngineContext): Promise<Measurement[]> {
  const { measurementsOf } = await import('../review/index.ts');
  return measurementsOf((await stations.journal()).events());
}

export async function runWithReview({ stations }: EngineContext, runId: string) {
  const { reviewOf } = await import('../review/index.ts');
  const run = await (await stations.runStore()).run(runId);
  const events = (await stations.journal()).events(runId);
  return { run, events, review: reviewOf(run, events) };
}

/** Keeps a finished run and records it; what the screen then shows is on the disk. */
export async function recordRun(context: EngineContext, run: Run, by: string): Promise<void> {
  const runSha256 = await (await context.stations.runStore()).save(run);
  (await context.stations.journal()).append({ kind: 'run-recorded', runId: run.id, runSha256 }, by);
  context.emit({ type: 'changed', what: 'runs' });
}

/** A reader's decision: in the journal, on the disk, before this returns. */
export async function decide(
  context: EngineContext,
  { action, by }: { action: ReviewAction; by: string },
): Promise<{ event: JournalEvent; review?: ReviewState }> {
  if (!READER_ACTIONS.has(action.kind))
    throw new ProblemError('wrong-use', { message: `A reader cannot do ${action.kind}` });
  if ('findingId' in action) {
    const { runId, findingId } = action;
    const run = await (await context.stations.runStore()).run(runId);
    if (!run.findings.some(({ id }) => id === findingId))
      throw new ProblemError('no-such-finding', { run: runId, finding: findingId });
  }
  if (action.kind === 'measure') await context.series.facts(action.measurement.seriesInstanceUid);
  if (action.kind === 'delete-measurements') {
    const standing = new Set((await listMeasurements(context)).map(({ id }) => id));
    const unknown = action.ids.find((id) => !standing.has(id));
    if (unknown !== undefined) throw new ProblemError('no-such-measurement', { id: unknown });
  }
  const journal = await context.stations.journal();
  const kept =
    action.kind === 'edit-box' ? await boxAsKept(context, action, await runWithReview(context, action.runId)) : action;
  const event = journal.append(kept, by);
  context.emit({ type: 'changed', what: 'journal' });
  const runId = runOf(event, journal.events());
  if (runId === undefined) context.emit({ type: 'changed', what: 'measurements' });
  return { event, review: runId === undefined ? undefined : (await runWithReview(context, runId)).review };
}

/** The run that an event is about, through any chain of undos. */
function runOf(event: JournalEvent, events: JournalEvent[]): string | undefined {
  let at: JournalEvent | undefined = event;
  while (at?.action.kind === 'undo') {
    const seq: number = at.action.seq;
    at = events.find((each) => each.seq === seq);
  }
  return at && 'runId' in at.action ? at.action.runId : undefined;
}
