import { z } from 'zod';
import { Measurement } from './measurement.ts';
import { Finding } from './run.ts';

/** Where the box of a finding lies, and which image shows it best: what a reader may lay otherwise than the model. */
export const FindingBox = Finding.pick({
  boxPx: true,
  boxSlices: true,
  boxMm: true,
  sopInstanceUid: true,
  frame: true,
}).required({ boxPx: true });
export type FindingBox = z.infer<typeof FindingBox>;

/** What a reader does, before the journal numbers, dates and chains it. */
export const ReviewAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run-recorded'), runId: z.string(), runSha256: z.string() }),
  z.object({ kind: z.literal('accept'), runId: z.string(), findingId: z.string() }),
  z.object({ kind: z.literal('reject'), runId: z.string(), findingId: z.string(), reason: z.string().min(1) }),
  z.object({
    kind: z.literal('comment'),
    runId: z.string(),
    findingId: z.string(),
    text: z.string().min(1).max(10_000),
  }),
  /** Lays the box of a finding otherwise. A page gives its edges; the engine adds what follows from them and `was`. */
  z.object({
    kind: z.literal('edit-box'),
    runId: z.string(),
    findingId: z.string(),
    box: FindingBox,
    /** The box until then. */
    was: FindingBox.optional(),
  }),
  /** Draws a measurement, or moves the one of that id. */
  z.object({ kind: z.literal('measure'), measurement: Measurement }),
  z.object({ kind: z.literal('delete-measurements'), ids: z.array(z.string()).min(1) }),
  /** Doubts what a labelled set says of the case at that path; the set itself is never changed. */
  z.object({
    kind: z.literal('question-label'),
    path: z.string().min(1),
    /** What was doubted; a set that says something else by now is not. */
    label: z.string().optional(),
    reason: z.string().min(1).max(10_000),
  }),
  /** What a reader keeps about a study, to find it again; the last says all of it. It is in no report. */
  z.object({
    kind: z.literal('describe-study'),
    studyInstanceUid: z.string().min(1),
    tags: z.array(z.string().trim().min(1).max(40)).max(20),
    note: z.string().max(10_000),
  }),
  /** Takes back the event of that number; an undo can itself be undone (redo). */
  z.object({ kind: z.literal('undo'), seq: z.number().int() }),
  z.object({
    kind: z.literal('exported'),
    runId: z.string(),
    files: z.array(z.object({ name: z.string(), sha256: z.string() })),
    by: z.string(),
  }),
  /** What was measured on a series, without a run. */
  z.object({
    kind: z.literal('exported-measurements'),
    seriesInstanceUid: z.string(),
    files: z.array(z.object({ name: z.string(), sha256: z.string() })),
    by: z.string(),
  }),
]);
export type ReviewAction = z.infer<typeof ReviewAction>;

/** What a reader does, and may take back; the rest the engine records where it happens. */
export const READER_ACTIONS: ReadonlySet<ReviewAction['kind']> = new Set([
  'accept',
  'reject',
  'edit-box',
  'comment',
  'measure',
  'delete-measurements',
  'question-label',
  'describe-study',
  'undo',
]);

/** One line of the journal. `hash` = SHA-256 over the previous hash and this event's canonical JSON. */
export const JournalEvent = z.object({
  seq: z.number().int(),
  at: z.string(),
  by: z.string(),
  action: ReviewAction,
  previous: z.string(),
  hash: z.string(),
});
export type JournalEvent = z.infer<typeof JournalEvent>;

export const FindingReview = z.object({
  status: z.enum(['unreviewed', 'accepted', 'rejected', 'edited']),
  reason: z.string().optional(),
  comments: z.array(z.object({ seq: z.number().int(), at: z.string(), by: z.string(), text: z.string() })),
  decidedAt: z.string().optional(),
  decidedBy: z.string().optional(),
  /** Of an edited finding: the reader's box, in place of the model's. */
  box: FindingBox.optional(),
});
export type FindingReview = z.infer<typeof FindingReview>;

/** A finding as it stands: with the reader's box where there is one. The run keeps the model's. */
export const asReviewed = (finding: Finding, { box }: FindingReview): Finding => ({ ...finding, ...box });

/** What the journal says of one run, by finding id. Derived, never stored. */
export const ReviewState = z.object({ runId: z.string(), findings: z.record(z.string(), FindingReview) });
export type ReviewState = z.infer<typeof ReviewState>;
