import { z } from 'zod';
import { BoxPx, BoxSlices } from './box.ts';
import { Localised } from './language.ts';
import { Task } from './model.ts';
import { Problem } from './problem.ts';
import { Note } from './study.ts';

/** A figure with its 95 % interval by bootstrap over patients. */
export const Metric = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Metric = z.infer<typeof Metric>;

/** What is known of the patient and the images of a case; the age in years. */
export const CaseFacts = z.object({
  age: z.number().optional(),
  sex: z.string().optional(),
  modality: z.string().optional(),
  bodyPart: z.string().optional(),
  viewPosition: z.string().optional(),
  orientation: z.string().optional(),
  manufacturer: z.string().optional(),
});
export type CaseFacts = z.infer<typeof CaseFacts>;

/** Of which kinds the answered cases are; `values` is empty where none says. */
export const Coverage = z.object({
  of: CaseFacts.keyof(),
  /** `asked`: the model is for it, by the rules of its manifest. Ages as whole years, `2–5` or `65+`. */
  values: z.array(z.object({ value: z.string(), asked: z.boolean(), cases: z.number().int() })),
  /** Cases that do not say. */
  untold: z.number().int(),
});
export type Coverage = z.infer<typeof Coverage>;

export const EvaluatedBox = z.object({ label: z.string(), boxPx: BoxPx, boxSlices: BoxSlices.optional() });
export type EvaluatedBox = z.infer<typeof EvaluatedBox>;

/** What is there, and what a model said, of one labelled image or volume. */
export const EvaluatedCase = z.object({
  /** As the set names it. */
  name: z.string(),
  /** The picture, a DICOM file, or a folder with the files of one series, or of several that a model reads at once. */
  path: z.string(),
  /** Of several series: the one that findings lie on. */
  seriesInstanceUid: z.string().optional(),
  patient: z.string(),
  /** [columns, rows] of its images. */
  sizePx: z.tuple([z.number().int(), z.number().int()]).optional(),
  facts: CaseFacts.optional(),
  /** Of the whole image, by the set's word; absent where the set marks only places. */
  label: z.string().optional(),
  /** Classification: a probability for each label of the model. */
  scores: z.record(z.string(), z.number()).optional(),
  /** Detection: all boxes, surest first, and those of the set; `boxSlices` in volumes. */
  boxes: z.array(EvaluatedBox.extend({ score: z.number() })).optional(),
  marked: z.array(EvaluatedBox).optional(),
  /** Detection in volumes: a slice worth a look, as `boxSlices` counts, and its frame in reading order. */
  shown: z.object({ slice: z.number().int(), frame: z.number().int() }).optional(),
  /** Segmentation: by the names of the metrics; null where one of the masks is empty. */
  measures: z.record(z.string(), z.number().nullable()).optional(),
  /**
   * Verification: cosine similarity to the least alike other image of this person (absent where there is none), and to
   * the most alike image of another person, which `mostAlike` names.
   */
  alike: z.object({ leastOfPerson: z.number().optional(), mostOfOthers: z.number(), mostAlike: z.string() }).optional(),
  /** Is the surest answer (the likeliest label, the best box) what people say; masks are more or less alike instead. */
  right: z.boolean().optional(),
  /** Why there is no answer. */
  problem: Problem.optional(),
});
export type EvaluatedCase = z.infer<typeof EvaluatedCase>;

/** A curve or bars of an evaluation, ready to be drawn; all axes are shares but `froc`'s x (false boxes a case). */
export const Plot = z.object({
  /**
   * roc: 1 − specificity, sensitivity; precisionRecall: recall, precision; calibration: how sure, share that was right;
   * histogram: lower edge of a bin of 0.05, cases; froc: false boxes a case, sensitivity.
   */
  kind: z.enum(['roc', 'precisionRecall', 'calibration', 'histogram', 'froc']),
  /** Label key, where it is about one. */
  of: z.string().optional(),
  points: z.array(z.tuple([z.number(), z.number()])),
  /** Calibration: cases of each point. */
  counts: z.array(z.number().int()).optional(),
  /** 95 % interval by bootstrap over patients: x, and between which y it lies. A band of roc, bars of calibration. */
  interval: z.array(z.tuple([z.number(), z.number(), z.number()])).optional(),
  /** Where operating points lie. */
  marks: z.array(z.object({ name: z.string(), threshold: z.number(), at: z.tuple([z.number(), z.number()]) })),
});
export type Plot = z.infer<typeof Plot>;

/** Two images that a verification network compared. */
export const ComparedPair = z.object({
  one: z.string(),
  other: z.string(),
  similarity: z.number(),
  samePerson: z.boolean(),
});
export type ComparedPair = z.infer<typeof ComparedPair>;

/** A reader's doubt about what the set says of a case. */
export const DoubtedCase = z.object({
  /** The entry of the journal. */
  seq: z.number().int(),
  name: z.string(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
});
export type DoubtedCase = z.infer<typeof DoubtedCase>;

/** How good a model is on one split of a labelled set. */
export const Evaluation = z.object({
  model: z.string(),
  version: z.string(),
  name: Localised,
  labels: z.array(
    z.object({
      key: z.string(),
      name: Localised,
      role: z.enum(['finding', 'normal']),
      operatingPoints: z.array(z.object({ name: z.string(), threshold: z.number() })),
    }),
  ),
  /** Of the package. */
  sha256: z.string(),
  task: Task,
  data: z.string(),
  split: z.string(),
  startedAt: z.string(),
  elapsedMs: z.number(),
  provider: z.string(),
  /** Cases that were answered, and the patients that they are of. */
  cases: z.number().int(),
  patients: z.number().int(),
  metrics: z.record(z.string(), Metric),
  plots: z.array(Plot),
  /** Absent in evaluations of earlier versions. */
  coverage: z.array(Coverage).optional(),
  /** What a reader must know to read the figures. */
  notes: z.array(Note),
  results: z.array(EvaluatedCase),
  /** Verification: pairs that it was wrong about at its operating point, the worst of both kinds first. */
  wrongPairs: z.array(ComparedPair).optional(),
  /**
   * Cases whose label a reader doubts; `metrics` and `plots` count them. `without`: the same figures over the other
   * cases, absent where there are none, or too few of a kind.
   */
  doubts: z
    .object({
      cases: z.array(DoubtedCase),
      without: z
        .object({ cases: z.number().int(), patients: z.number().int(), metrics: z.record(z.string(), Metric) })
        .optional(),
    })
    .optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** One that is kept in the data folder, as a list shows it. */
export const KeptEvaluation = Evaluation.pick({
  model: true,
  version: true,
  name: true,
  data: true,
  split: true,
  startedAt: true,
  cases: true,
}).extend({ id: z.string() });
export type KeptEvaluation = z.infer<typeof KeptEvaluation>;
