import { z } from 'zod';
import { type Language, Localised } from './language.ts';
import { Problem } from './problem.ts';

/** Execution providers by the names of the command line. */
export const Provider = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml']);
export type Provider = z.infer<typeof Provider>;

/** What a network is for. */
export const Task = z.enum(['classification', 'segmentation', 'detection', 'verification']);
export type Task = z.infer<typeof Task>;

/** One rule of a model that a series met or failed. */
export const EligibilityCheck = z.object({
  rule: z.string(),
  /** Of a model that reads several series: the channel whose series was asked. */
  channel: z.string().optional(),
  passed: z.boolean(),
  /** `meaningless` is never overruled, `caution` may be by a reader. */
  severity: z.enum(['meaningless', 'caution']),
  reason: Localised,
  /** What the series has, as text (e.g. "58 y"), and what the model was made for ("1–5 y"). */
  found: z.string(),
  wanted: z.string(),
});
export type EligibilityCheck = z.infer<typeof EligibilityCheck>;

/** A series that a channel of a model may be, and the checks that it fails. */
export const ChannelCandidate = z.object({
  seriesInstanceUid: z.string(),
  number: z.number().optional(),
  description: z.string(),
  frames: z.number().int(),
  against: z.array(EligibilityCheck),
});
export type ChannelCandidate = z.infer<typeof ChannelCandidate>;

/** One channel of a model that reads several series of a study, and which series it is. */
export const ChannelChoice = z.object({
  key: z.string(),
  name: Localised,
  /** By rule, or as a reader said; absent where that is not clear. */
  seriesInstanceUid: z.string().optional(),
  /**
   * Those that a reader may name: of a channel whose series is clear all that no rule forbids, its own among them; of
   * another all that the rules find, or, where they find none, all that no rule forbids and no other channel has.
   */
  candidates: z.array(ChannelCandidate),
  /** Found by the channel's own rules, but something else forbids them. */
  refused: z.array(ChannelCandidate),
});
export type ChannelChoice = z.infer<typeof ChannelChoice>;

/** Which series of the study the channels of a model are, by key: Series Instance UID or Series Number. */
export const NamedChannels = z.record(z.string().max(40), z.string().max(64));
export type NamedChannels = z.infer<typeof NamedChannels>;

/** May this network read this series, and if not, why. */
export const Eligibility = z.object({
  eligible: z.boolean(),
  /** True where every failed check is a caution, and every channel has its series. */
  overrulable: z.boolean(),
  checks: z.array(EligibilityCheck),
  /** Of a model that reads several series; the first is the series itself. */
  channels: z.array(ChannelChoice).optional(),
});
export type Eligibility = z.infer<typeof Eligibility>;

/** What a reader sets aside by overruling: the failed checks, as the run, the screen and the report say them. */
export const setAside = ({ checks, channels }: Eligibility, language: Language): string[] =>
  checks
    .filter(({ passed }) => !passed)
    .map(({ reason, channel }) => {
      const of = channels?.find(({ key }) => key === channel);
      return of ? `${of.name[language]}: ${reason[language]}` : reason[language];
    });

/** Nodes by who computed them, as the runtime's profile says; a fused node has the name of what it makes. */
export const ComputedBy = z.array(z.object({ provider: z.string(), nodes: z.array(z.string()) }));
export type ComputedBy = z.infer<typeof ComputedBy>;

/** What a golden case showed on this machine. */
export const Proof = z.object({
  provider: Provider,
  passed: z.boolean(),
  /** Largest absolute difference to the author's outputs. */
  largestDifference: z.number(),
  cases: z.number().int(),
  provedAt: z.string(),
  /** Of the quickest run of a golden case, where the network was run. */
  runMs: z.number().optional(),
  /** Of other providers than the CPU, which leave to it what they cannot do. */
  computedBy: ComputedBy.optional(),
  /** Why it did not pass. */
  problem: Problem.optional(),
});
export type Proof = z.infer<typeof Proof>;

export const LabelSummary = z.object({
  key: z.string(),
  name: Localised,
  /** #rrggbb */
  colour: z.string(),
  operatingPoint: z
    .object({
      name: z.string(),
      threshold: z.number(),
      sensitivity: z.number().optional(),
      specificity: z.number().optional(),
      measuredOn: z.string().optional(),
    })
    .optional(),
});
export type LabelSummary = z.infer<typeof LabelSummary>;

/** An installed model, as a screen lists it. */
export const ModelSummary = z.object({
  id: z.string(),
  version: z.string(),
  sha256: z.string(),
  name: Localised,
  task: Task,
  /** Does it read images one by one, or a series as a volume? */
  input: z.enum(['image', 'volume']),
  /** Of a model that reads several series, in the order of the network's channels. */
  channels: z.array(z.object({ key: z.string(), name: Localised })).optional(),
  intendedUse: Localised,
  notFor: Localised,
  labels: z.array(LabelSummary),
  explain: z.enum(['cam', 'occlusion', 'none']),
  measured: z.array(
    z.object({
      dataSet: z.string(),
      split: z.string(),
      metric: z.string(),
      value: z.number(),
      low: z.number().optional(),
      high: z.number().optional(),
    }),
  ),
  proofs: z.array(Proof),
  shipped: z.boolean(),
});
export type ModelSummary = z.infer<typeof ModelSummary>;
