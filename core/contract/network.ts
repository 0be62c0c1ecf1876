import { z } from 'zod';
import { BoxPx } from './box.ts';
import { ComputedBy, Provider } from './model.ts';
import { Problem } from './problem.ts';

/** Numbers, or names of sizes that are free. Absent where the file gives no shape. */
const NetworkValue = z.object({
  name: z.string(),
  /** Name of the element type, or `other` for sequences and the like. */
  type: z.string(),
  shape: z.array(z.union([z.number(), z.string()])).optional(),
});

/** What a part of a network costs. */
const Cost = z.object({
  /** Numbers in its weights, running statistics included. */
  parameters: z.number(),
  /** Of convolutions and matrix products on one input; absent where the shapes are not known. */
  multiplyAdds: z.number().optional(),
});

/** A block y = x + F(x) (He et al. 2015, arXiv:1512.03385; pre-activation: He et al. 2016, arXiv:1603.05027). */
export const NetworkBlock = Cost.extend({
  name: z.string(),
  /** From 1; a stage ends where the channels or the size change. */
  stage: z.number().int(),
  shortcut: z.enum(['identity', 'projection']),
  /** Convolutions of F. */
  layers: z.number().int(),
  /** `post`: an activation follows the sum; `pre`: F begins with one; `none`: neither (linear bottlenecks). */
  activation: z.enum(['post', 'pre', 'none']),
  /** Product of F's strides, along the axis where it is largest. */
  stride: z.number().int(),
  /** Channels out. */
  channels: z.number().int(),
  /** Of each convolution of F, along each axis. */
  kernels: z.array(z.array(z.number().int())),
  /** Shapes of x and y without the batch, where they are known: channels, then axes. */
  input: z.array(z.number()).optional(),
  output: z.array(z.number()).optional(),
});
export type NetworkBlock = z.infer<typeof NetworkBlock>;

/** What `skiagraph models inspect` says of a network, from its graph alone (CLI.md). */
export const NetworkDescription = Cost.extend({
  opset: z.number().int(),
  inputs: z.array(NetworkValue),
  outputs: z.array(NetworkValue),
  residual: z.boolean(),
  /** Of He et al. 2015, table 1, or null. */
  variant: z.string().nullable(),
  blocks: z.array(NetworkBlock),
  /** What comes before the first block, and what is in no block after that; without blocks all is `stem`. */
  stem: Cost,
  rest: Cost,
  head: z.enum(['gap-linear', 'linear', 'conv', 'fpn', 'other']),
  /** Can an activation map be exactly the evidence of the scores, only near it, or is there none to be made. */
  cam: z.enum(['exact', 'approximate', 'none']),
  /** Of the package of an ensemble: the files that are averaged, the one described here first. */
  networks: z.array(z.object({ file: z.string(), sha256: z.string(), parameters: z.number() })).optional(),
});
export type NetworkDescription = z.infer<typeof NetworkDescription>;

/** What was measured of a network while it ran on one input; blocks in the order of `NetworkDescription`. */
export const NetworkLook = z.object({
  modelId: z.string(),
  provider: Provider,
  /** The frame that was read, from 0 in reading order; of a volume its middle one. */
  frame: z.number().int(),
  /** How many runs the times are medians of. */
  runs: z.number().int(),
  /** Milliseconds before the first block, after the last, and in nodes that the runtime put in (layouts, copies). */
  ms: z.object({ stem: z.number(), rest: z.number(), elsewhere: z.number() }),
  blocks: z.array(
    z.object({
      ms: z.number(),
      /** L2 norms of what the shortcut carries, what the branch adds, and their sum; absent where they are no floats. */
      norms: z.object({ skip: z.number(), branch: z.number(), sum: z.number() }).optional(),
    }),
  ),
  computedBy: ComputedBy,
  /** Images: the part of the source that the input covers. */
  coversPx: BoxPx.optional(),
});
export type NetworkLook = z.infer<typeof NetworkLook>;

const GridFacts = z.object({
  /** First axis fastest. */
  size: z.array(z.number().int()),
  /** mm, of volumes. */
  spacingMm: z.array(z.number()).optional(),
  low: z.number(),
  high: z.number(),
  mean: z.number(),
  deviation: z.number(),
});

/** A step of a manifest's `prepare` (core/models/manifest.ts) with what it found and what it made of it. */
export const PreparationStep = z.looseObject({
  step: z.string(),
  before: GridFacts,
  after: GridFacts,
  /** What it made, small: the middle slice of the first channel, a byte a pixel (base64) from lowest to highest. */
  picture: z.object({ columns: z.number().int(), rows: z.number().int(), grey: z.string() }).optional(),
});
export type PreparationStep = z.infer<typeof PreparationStep>;

/** What a network is given of a series, or of one of its frames, and how it was prepared. */
export const Preparation = z.object({
  steps: z.array(PreparationStep),
  /** Share of the source's pixels that reached the network, 0 to 1. */
  seen: z.number(),
});
export type Preparation = z.infer<typeof Preparation>;

/** A model package that its author is writing: what is left, what is wrong, and what its preparation does to a series. */
export const DraftProgress = z.object({
  folder: z.string(),
  todo: z.array(z.object({ where: z.string(), todo: z.string() })),
  problem: Problem.optional(),
  preparation: Preparation.optional(),
});
export type DraftProgress = z.infer<typeof DraftProgress>;
