import { z } from 'zod';
import { BoxPx } from './box.ts';
import { Problem } from './problem.ts';

const Vector = z.tuple([z.number(), z.number(), z.number()]);

/** One thing that a model found. Every number is rounded once, to 6 significant digits, when the finding is made. */
export const Finding = z.object({
  id: z.string(),
  kind: z.enum(['class', 'region', 'box']),
  /** The label's `key` in the manifest. */
  label: z.string(),
  probability: z.number().min(0).max(1).optional(),
  operatingPoint: z.number().optional(),
  positive: z.boolean().optional(),
  /** Set pixels of the mask on the grid of the source images. */
  voxels: z.number().int().optional(),
  volumeMl: z.number().optional(),
  /** Edges on the image below; of a box in a volume, on every slice that it reaches. */
  boxPx: BoxPx.optional(),
  /** Of a box in a volume: its edges across the slices, 0 before the first of `inputs`, 1 between it and the next. */
  boxSlices: z.tuple([z.number(), z.number()]).optional(),
  /** The same in the patient: middle (LPS, mm), and sides along columns, rows and slices (mm). */
  boxMm: z.object({ centre: Vector, size: Vector }).optional(),
  /** The image that shows the finding best, and its frame from 0. */
  sopInstanceUid: z.string().optional(),
  frame: z.number().int().optional(),
  trackingUid: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** A file that a run made, kept under its own SHA-256 and never changed. */
export const Artefact = z.object({
  kind: z.enum(['mask', 'map']),
  /** `mask`: finding id; `map`: label key. */
  of: z.string(),
  sha256: z.string(),
  /** `mask`: u8 0/1 on the source grid [columns, rows, frames]; `map`: f32 [columns, rows] on the network's feature grid. */
  shape: z.array(z.number().int()),
  /** `map` only, where a run read several images: the one that it explains. */
  sopInstanceUid: z.string().optional(),
  frame: z.number().int().optional(),
  /** `map` only: is it exactly the evidence of the network's own head, or an approximation. */
  exact: z.boolean().optional(),
  /** `map` only: the part of the source image that the map covers. */
  coversPx: BoxPx.optional(),
});
export type Artefact = z.infer<typeof Artefact>;

const RunInput = z.object({ sopInstanceUid: z.string(), frame: z.number().int() });

/** One model on one series, or on several as channels: immutable, named by its hash. */
export const Run = z.object({
  id: z.string(),
  /** ISO 8601 with offset. */
  startedAt: z.string(),
  status: z.enum(['done', 'failed', 'cancelled']),
  problem: Problem.optional(),
  model: z.object({
    id: z.string(),
    version: z.string(),
    sha256: z.string(),
    /** Of an ensemble: the files whose answers were averaged. */
    networks: z.array(z.object({ file: z.string(), sha256: z.string() })).optional(),
  }),
  provider: z.object({ requested: z.string(), actual: z.string(), reason: z.string() }),
  inputs: z.array(RunInput),
  /** Of a network of several series, each by its channel; on the grid of the first, which is `inputs`, findings lie. */
  channels: z.array(z.object({ key: z.string(), seriesInstanceUid: z.string(), inputs: z.array(RunInput) })).optional(),
  /** SHA-256 over the inputs of all channels sorted by UID: UID and pixel bytes (EXPORT.md). */
  inputsSha256: z.string(),
  seriesInstanceUid: z.string(),
  studyInstanceUid: z.string(),
  /** Reasons that a reader set aside. */
  overruled: z.array(z.string()),
  findings: z.array(Finding),
  artefacts: z.array(Artefact),
  timingMs: z.object({ read: z.number(), prepare: z.number(), run: z.number(), finish: z.number(), total: z.number() }),
});
export type Run = z.infer<typeof Run>;

/** Progress of long work: `done` of `total`, with an estimate of the time left where there is one. */
export type Progress = {
  stage: 'read' | 'prepare' | 'run' | 'finish' | 'write' | 'index';
  done: number;
  total: number;
  remainingMs?: number;
};
