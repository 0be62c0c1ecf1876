import { z } from 'zod';
import { Localised, Task } from '../contract/index.ts';

/*
 * The one definition of `model.json` (docs/model-authors.md explains it; the JSON Schema for editors is generated from
 * here). Unknown keys are refused everywhere (`strictObject`), and every size, count and time has a limit.
 */

const Text = z.string().min(1).max(4000);
const Words = Localised.extend({ en: Text, ar: Text }).strict();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A path inside the package: forward slashes, no parent, no absolute path. */
const PackagePath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/);
const Extent = z.number().int().min(1).max(4096);
/** Series that a network reads at once. */
export const MOST_CHANNELS = 8;

/** A coded concept: value, scheme designator, meaning (PS3.16 8). */
const Code = z.strictObject({ value: z.string().max(16), scheme: z.string().max(16), meaning: z.string().max(64) });
export type Code = z.infer<typeof Code>;

const ruleBase = {
  severity: z.enum(['meaningless', 'caution']),
  reason: Words,
  /** What a missing attribute means: `refuse` fails the rule, `pass` passes it, `ask` fails it as a caution. */
  missing: z.enum(['ask', 'refuse', 'pass']),
};

/** A condition on the series. Each has the attribute that it reads in its name; ranges are inclusive. */
export const EligibilityRule = z.discriminatedUnion('attribute', [
  z.strictObject({ attribute: z.literal('modality'), oneOf: z.array(z.string()).min(1), ...ruleBase }),
  z.strictObject({ attribute: z.literal('bodyPart'), oneOf: z.array(z.string()).min(1), ...ruleBase }),
  z.strictObject({ attribute: z.literal('viewPosition'), oneOf: z.array(z.string()).min(1), ...ruleBase }),
  /** Of the image, else of the series: R, L, B (both), U (unpaired). */
  z.strictObject({
    attribute: z.literal('laterality'),
    oneOf: z.array(z.enum(['R', 'L', 'B', 'U'])).min(1),
    ...ruleBase,
  }),
  /** The plane that the slices are nearest to. */
  z.strictObject({
    attribute: z.literal('orientation'),
    oneOf: z.array(z.enum(['axial', 'coronal', 'sagittal'])).min(1),
    ...ruleBase,
  }),
  /** Was a contrast agent given? A file says so by naming one (0018,0010); one that names none is missing it. */
  z.strictObject({ attribute: z.literal('contrast'), given: z.boolean(), ...ruleBase }),
  z.strictObject({ attribute: z.literal('photometric'), oneOf: z.array(z.string()).min(1), ...ruleBase }),
  z.strictObject({
    attribute: z.literal('patientAge'),
    minYears: z.number().min(0),
    maxYears: z.number().max(150),
    ...ruleBase,
  }),
  /** Repetition, echo and inversion time in ms (0018,0080), (0018,0081), (0018,0082). */
  z.strictObject({ attribute: z.literal('repetitionTime'), min: z.number(), max: z.number(), ...ruleBase }),
  z.strictObject({ attribute: z.literal('echoTime'), min: z.number(), max: z.number(), ...ruleBase }),
  z.strictObject({ attribute: z.literal('inversionTime'), min: z.number(), max: z.number(), ...ruleBase }),
  /** Series Description or Protocol Name has one of the words (`anyOf`), or none (`noneOf`); case is ignored. */
  z.strictObject({
    attribute: z.literal('description'),
    anyOf: z.array(z.string().max(64)).optional(),
    noneOf: z.array(z.string().max(64)).optional(),
    ...ruleBase,
  }),
  /** Can a volume be built from the series (core/library)? */
  z.strictObject({ attribute: z.literal('volume'), ...ruleBase }),
  /** Is there a calibrated pixel spacing? */
  z.strictObject({
    attribute: z.literal('pixelSpacing'),
    min: z.number().positive(),
    max: z.number().positive(),
    ...ruleBase,
  }),
  /** mm between slice positions. */
  z.strictObject({
    attribute: z.literal('sliceSpacing'),
    min: z.number().positive(),
    max: z.number().positive(),
    ...ruleBase,
  }),
  /** mm that the series covers along its shortest and longest side (volume: of three; image: of two). */
  z.strictObject({
    attribute: z.literal('fieldOfView'),
    min: z.number().positive(),
    max: z.number().positive(),
    ...ruleBase,
  }),
  z.strictObject({ attribute: z.literal('slices'), min: z.number().int(), max: z.number().int(), ...ruleBase }),
  /** Rows and columns both within. */
  z.strictObject({ attribute: z.literal('rows'), min: z.number().int(), max: z.number().int(), ...ruleBase }),
  z.strictObject({ attribute: z.literal('bitsStored'), min: z.number().int(), max: z.number().int(), ...ruleBase }),
  z.strictObject({ attribute: z.literal('samplesPerPixel'), value: z.literal([1, 3]), ...ruleBase }),
]);
export type EligibilityRule = z.infer<typeof EligibilityRule>;

/** Steps on values where they are; figures are each channel's own. */
const channelSteps = [
  z.strictObject({
    step: z.literal('normalise'),
    by: z.enum(['zscore', 'minmax', 'percentile', 'fixed']),
    over: z.enum(['all', 'foreground']).default('all'),
    /** Of `fixed`: one number, or one for each channel. */
    mean: z.union([z.number(), z.array(z.number()).min(1).max(MOST_CHANNELS)]).optional(),
    deviation: z.union([z.number().positive(), z.array(z.number().positive()).min(1).max(MOST_CHANNELS)]).optional(),
    low: z.number().optional(),
    high: z.number().optional(),
  }),
  z.strictObject({ step: z.literal('clip'), min: z.number(), max: z.number() }),
  z.strictObject({ step: z.literal('scale'), factor: z.number(), offset: z.number() }),
] as const;
const [normalise, clip, scale] = channelSteps;

const ChannelKey = z.string().regex(/^[a-z0-9-]{1,40}$/);
/** The channels (`input.channels`) that a step changes, by their keys; a list of numbers has one for each of them. */
const only = z.array(ChannelKey).min(1).max(MOST_CHANNELS).optional();

/**
 * One preparation step; each is a file in `core/imaging/steps`. Images are [rows, columns], volumes [x, y, z] in the
 * named orientation.
 */
export const PrepareStep = z.discriminatedUnion('step', [
  /** Stored values to output units: rescale or LUT (PS3.3 C.11.1). */
  z.strictObject({ step: z.literal('modality') }),
  /** MONOCHROME1 is turned so that bright is dense: v → min + max of the VOI range − v. */
  z.strictObject({ step: z.literal('invertMonochrome1') }),
  /** `window`: the file's first VOI window (or LUT), else minimum … maximum, to 0 … 1 as PS3.3 C.11.2.1.2 maps it. */
  z.strictObject({
    step: z.literal('voi'),
    use: z.enum(['window', 'minmax', 'fixed']),
    center: z.number().optional(),
    width: z.number().positive().optional(),
  }),
  /** Axes permuted and flipped, no interpolation, so that index axes run to these patient directions. */
  z.strictObject({ step: z.literal('orient'), to: z.enum(['RAS', 'LPS', 'LAS', 'RPS']) }),
  /** Volume to this spacing (mm); skipped along axes that are within `unlessWithinMm` of it. Convention: ITK (centres kept aligned at the first voxel). */
  z.strictObject({
    step: z.literal('resample'),
    spacingMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
    interpolation: z.enum(['nearest', 'linear']),
    unlessWithinMm: z.number().min(0).max(1).default(0.01),
  }),
  /** Image to a size; `pytorch` = torch.nn.functional.interpolate, align_corners=False. */
  z.strictObject({
    step: z.literal('resize'),
    size: z.tuple([Extent, Extent]),
    mode: z.enum(['stretch', 'fit', 'fill']),
    interpolation: z.enum(['nearest', 'bilinear', 'bicubic', 'area']),
    antialias: z.boolean(),
    convention: z.literal('pytorch'),
  }),
  z.discriminatedUnion('to', [
    z.strictObject({ step: z.literal('crop'), to: z.literal('centre'), size: z.array(Extent).min(2).max(3) }),
    /** The smallest box around all values above 0 (`positive`: MONAI) or other than 0 (`nonzero`: nnU-Net). */
    z.strictObject({
      step: z.literal('crop'),
      to: z.literal('foreground'),
      foreground: z.enum(['positive', 'nonzero']),
    }),
  ]),
  /** Pads at the end of each axis to a multiple, or to a least size. */
  z.strictObject({
    step: z.literal('pad'),
    multiple: z.number().int().min(1).max(512),
    mode: z.enum(['constant', 'reflect']),
    value: z.number().default(0),
    side: z.enum(['end', 'both']),
  }),
  normalise.extend({ only }),
  clip.extend({ only }),
  scale.extend({ only }),
  z.strictObject({ step: z.literal('channels'), make: z.enum(['repeat3']) }),
  /** The element type of the network's input, where it is not float32; the last step. */
  z.strictObject({ step: z.literal('type'), to: z.enum(['float32', 'float16', 'uint8']) }),
]);
export type PrepareStep = z.infer<typeof PrepareStep>;

/**
 * One series of several that a volume network reads. Another than the first is looked up on the grid of the first in the
 * patient, linear; its own steps follow there, then `prepare` works on all channels together, save steps with `only`.
 */
export const Channel = z.strictObject({
  key: ChannelKey,
  name: Words,
  /** What finds it among the series of the study, beside `eligible`, which holds for each of them. */
  find: z.array(EligibilityRule).min(1).max(16),
  prepare: z.array(z.discriminatedUnion('step', channelSteps)).max(8).default([]),
});
export type Channel = z.infer<typeof Channel>;

/** Pixels of the network's input between the cells of a level: along every axis, or along x, y (and z). */
const Stride = z.union([z.number().int().min(1).max(512), z.array(z.number().int().min(1).max(512)).min(2).max(3)]);

/** Where the boxes of a detection network are counted from, and how its numbers become edges. */
export const BoxOrigin = z.discriminatedUnion('kind', [
  /**
   * Without anchors (FCOS): cell (column, row) of the level with stride s answers for the point (cell + centre) · s.
   * `ltrb`: its numbers are the distances to the low edges, then to the high ones, along x, y (and z), in strides:
   * `exp` writes their logarithms, `relu` cuts them below 0, `none` takes them as they are.
   */
  z.strictObject({
    kind: z.literal('points'),
    strides: z.array(Stride).min(1).max(8),
    centre: z.number().min(0).max(1).default(0.5),
    decode: z.literal('ltrb'),
    scale: z.enum(['exp', 'relu', 'none']),
  }),
  /**
   * Anchors (RetinaNet, images only), torchvision's AnchorGenerator and BoxCoder: level l has, at each cell, an anchor
   * for each ratio (height / width) and each of `sizes[l]` (pixels; ratios outer), its edges rounded to whole pixels,
   * around the point (cell + centre) · stride. Numbers: shift of the middle over width and height, logarithms of the
   * growth, each times its deviation.
   */
  z.strictObject({
    kind: z.literal('anchors'),
    strides: z.array(z.number().int().min(1).max(512)).min(1).max(8),
    centre: z.number().min(0).max(1).default(0),
    sizes: z
      .array(z.array(z.number().positive().max(4096)).min(1).max(16))
      .min(1)
      .max(8),
    ratios: z.array(z.number().positive().max(100)).min(1).max(16),
    deviations: z.tuple([z.number().positive(), z.number().positive(), z.number().positive(), z.number().positive()]),
  }),
  /**
   * Anchors of given shapes, in images and volumes: level l has, at each cell, one for each of `shapes[l]` ([x, y (, z)],
   * pixels), around the point (cell + centre) · stride and not rounded (MONAI's AnchorGeneratorWithAnchorShape, whose
   * shapes are those of level 0 times the level's scale; nnDetection's sizes, paired). Numbers: shift of the middle over
   * the sides, then logarithms of their growth, each times its deviation (1 / weight of MONAI's BoxCoder).
   */
  z.strictObject({
    kind: z.literal('shapes'),
    strides: z.array(Stride).min(1).max(8),
    centre: z.number().min(0).max(1).default(0),
    shapes: z
      .array(
        z
          .array(z.array(z.number().positive().max(4096)).min(2).max(3))
          .min(1)
          .max(64),
      )
      .min(1)
      .max(8),
    deviations: z.array(z.number().positive()).min(4).max(6),
  }),
]);
export type BoxOrigin = z.infer<typeof BoxOrigin>;

/** One finishing step, over the network's output. `restore` is derived from `prepare`, not written by the author. */
export const FinishStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('softmax') }),
  z.strictObject({ step: z.literal('sigmoid') }),
  /**
   * Logits divided by the temperature (Guo et al. 2017), or one a and b for each label, so that `sigmoid` gives
   * 1 / (1 + exp(a · x + b)) (Platt 1999, scikit-learn's a_ and b_); stands before softmax or sigmoid.
   */
  z.strictObject({
    step: z.literal('calibrate'),
    temperature: z.number().positive().max(100).optional(),
    platt: z
      .array(z.strictObject({ a: z.number(), b: z.number() }))
      .min(1)
      .max(255)
      .optional(),
  }),
  /** Probabilities back through pad, crop, resample and orientation into the series' own grid. */
  z.strictObject({ step: z.literal('restore') }),
  z.strictObject({ step: z.literal('argmax') }),
  z.strictObject({ step: z.literal('threshold'), at: z.number().min(0).max(1) }),
  z.strictObject({ step: z.literal('largestComponent') }),
  z.strictObject({ step: z.literal('removeSmall'), ml: z.number().positive() }),
  z.strictObject({ step: z.literal('fillHoles') }),
  /**
   * Detection, after `sigmoid` or `softmax`: every cell and label of at least `minimumScore` becomes a box (of more than
   * 20 000 the best), brought back into the source image and cut at its border; of boxes of one label that overlap by
   * more than `iou` the best stays (torchvision.ops.batched_nms), at most `most` an image or volume. Cells come level by
   * level in the order of `strides`, each level in the order of the network's axes, then its anchors.
   */
  z.strictObject({
    step: z.literal('boxes'),
    from: BoxOrigin,
    minimumScore: z.number().min(0.001).max(1),
    iou: z.number().min(0).max(1),
    most: z.number().int().min(1).max(500),
  }),
]);
export type FinishStep = z.infer<typeof FinishStep>;

export const OperatingPoint = z.strictObject({
  name: z.string(),
  threshold: z.number().min(0).max(1),
  sensitivity: z.number().min(0).max(1).optional(),
  specificity: z.number().min(0).max(1).optional(),
  measuredOn: z.string().optional(),
});

export const Label = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: Words,
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  /** `background` is never a finding; `normal` says that a class means "nothing found". */
  role: z.enum(['finding', 'normal', 'background']).default('finding'),
  /** For SEG and SR; a label without a code gets a 99SKIAGRAPH code of its key. */
  code: z.strictObject({ category: Code, type: Code, anatomicRegion: Code.optional() }).optional(),
  operatingPoints: z.array(OperatingPoint).max(8).default([]),
});
export type Label = z.infer<typeof Label>;

/** Axes of an image or of the prepared volume, along which a network may be asked about the mirror image too. */
const Flips = z
  .array(z.enum(['x', 'y', 'z']))
  .max(3)
  .default([]);
const timeoutS = z.number().min(1).max(3600);
/**
 * Further networks of the package, beside `network.file`, with the same names and shapes: an ensemble of networks that
 * were trained on different folds. Each is run as planned here; what they answer is averaged after the steps that make
 * probabilities (`calibrate`, `softmax`, `sigmoid`), so that none counts more for its larger logits, and before masks are
 * made of it. Classes and masks only, with `explain.kind` `none`: a map shows why one network answered so.
 */
const folds = z.array(PackagePath).max(15).default([]);

/**
 * The network on the whole prepared input, or on windows of it. Segmentation: their logits are averaged, weighted
 * (`blend`); `as` names whose arithmetic (core/imaging/windows.ts has it). Detection, without these two: of the cells in
 * an overlap those count that are nearer to the middle of their window (core/imaging/box-parts.ts), and the step `boxes`
 * suppresses over all windows. `size` as in `prepare`: [rows, columns] or [x, y, z]. With `flips`, the logits of every
 * mirror image along these axes are averaged (segmentation); with windows, of each window. `timeoutS` is for all that
 * one network runs; `folds` have as much again each.
 */
const RunPlan = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('whole'), flips: Flips, folds, timeoutS }),
  z.strictObject({
    mode: z.literal('slidingWindow'),
    size: z.array(Extent).min(2).max(3),
    overlap: z.number().min(0).max(0.9),
    blend: z.enum(['gaussian', 'constant']).optional(),
    as: z.enum(['monai', 'nnunet']).optional(),
    flips: Flips,
    folds,
    timeoutS,
  }),
]);

const Tolerance = z.strictObject({ absolute: z.number().min(0), relative: z.number().min(0) });

/** Proof that a machine computes what the author computed. Arrays are .npy, float32 or float16, C order. */
export const GoldenCase = z.strictObject({
  name: z.string().max(80),
  /**
   * `prepare`: input is an image [rows, columns] or volume [x, y, z] (several series: [channels, x, y, z] on one grid),
   * output the prepared tensor; `run`: tensor in, the network's output out; `finish`: the network's output in, out come
   * scores [1, labels] (classification) or masks of 0 and 1 on the network's own grid [1, labels, axes…] (segmentation);
   * `ensemble`: tensor in, out comes the mean of what `network.file` and all of `run.folds` answer, as probabilities.
   * `finish` of a detection network: its scores are the `input` and its numbers of boxes `boxes`, out comes a row for
   * each box, best first, in pixels of its own grid of `size` ([rows, columns] or [x, y, z]): label, score, low edges,
   * high edges.
   */
  stage: z.enum(['prepare', 'run', 'finish', 'ensemble']),
  input: PackagePath,
  output: PackagePath,
  boxes: PackagePath.optional(),
  size: z.array(Extent).min(2).max(3).optional(),
  /** Stage `run`: which output of the network, where it is not `network.output`. */
  outputName: z.string().max(200).optional(),
  /** Stages `prepare` and `finish`, volumes: index to patient (LPS, mm), 4 × 4 row by row; and the first VOI window of an image. */
  affine: z.array(z.number()).length(16).optional(),
  window: z.strictObject({ center: z.number(), width: z.number() }).optional(),
  /**
   * How far from the author's number n another may be: absolute + relative · |n|. `float16`: instead, where weights,
   * input or output of `network.file` are of half precision.
   */
  tolerance: Tolerance.extend({ float16: Tolerance.optional() }),
});
export type GoldenCase = z.infer<typeof GoldenCase>;

export const Manifest = z.strictObject({
  /** For editors: where the JSON Schema is. */
  $schema: z.string().max(2000).optional(),
  manifest: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  version: z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/),
  name: Words,
  licence: z.string().max(200),
  authors: z.array(z.string().max(200)).min(1).max(50),
  intendedUse: Words,
  notFor: Words,
  /** Every file of the package but model.json itself. */
  files: z.record(
    PackagePath,
    z.strictObject({
      sha256: Sha256,
      bytes: z
        .number()
        .int()
        .min(0)
        .max(4 * 2 ** 30),
    }),
  ),
  /** `verification`: do two images show the same person? One label, whose operating points are cosine similarities. */
  task: Task,
  network: z.strictObject({
    file: PackagePath,
    /** Names in the graph; `layout` of the input, and of masks: rows before columns, slices first, or as NumPy [x, y, z]. */
    input: z.string().max(200),
    /**
     * Logits by label: [1, labels] (classification), [1, labels, axes…] (segmentation; as `layout` has them),
     * [1, cells, labels] (detection); verification: the embedding [1, length], of length 1 (L2).
     */
    output: z.string().max(200),
    /** Detection: [1, cells, 4], or [1, cells, 6] of volumes; the step `boxes` says how they are read. */
    boxes: z.string().max(200).optional(),
    layout: z.enum(['NCHW', 'NCDHW', 'NCXYZ', 'NHWC', 'NDHWC', 'NXYZC']),
  }),
  input: z.strictObject({
    kind: z.enum(['image', 'volume']),
    frames: z.enum(['each', 'middle', 'all']),
    /** Several series of one study as the network's channels, in this order; without it, one series is read. */
    channels: z.array(Channel).min(2).max(MOST_CHANNELS).optional(),
  }),
  eligible: z.array(EligibilityRule).max(64),
  prepare: z.array(PrepareStep).max(32),
  run: RunPlan,
  finish: z.array(FinishStep).max(16),
  /** In the order of the network's output channels. */
  labels: z.array(Label).min(1).max(255),
  explain: z.strictObject({ kind: z.enum(['cam', 'occlusion', 'none']) }),
  golden: z.array(GoldenCase).min(1).max(64),
  measured: z
    .array(
      z.strictObject({
        dataSet: z.string(),
        split: z.string(),
        metric: z.string(),
        value: z.number(),
        low: z.number().optional(),
        high: z.number().optional(),
      }),
    )
    .max(64),
});
export type Manifest = z.infer<typeof Manifest>;
