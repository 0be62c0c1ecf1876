import { z } from 'zod';

/** What a rule asks of a header, in capital or small letters; what is left out may be anything. */
const Wanted = {
  /** View Position (0018,5101), e.g. `CC`, `MLO`, `PA`, `LATERAL`. */
  view: z.string().optional(),
  /** Image Laterality or Laterality: `R` or `L`. */
  laterality: z.string().optional(),
  /** A part of the series description. */
  description: z.string().optional(),
};

/** Windows by name; which of them a modality has, the page knows. */
const windowPresets = [
  ...(['File', 'Full', 'Soft', 'Lung', 'Bone', 'Brain', 'Stroke', 'Mediastinum', 'Liver'] as const),
  ...(['Uptake5', 'Uptake10', 'Bright', 'Dark', 'Contrast', 'SoftContrast'] as const),
] as const;
export type WindowPreset = (typeof windowPresets)[number];

export const HangingLayout = z.enum(['1x1', '1x2', '2x2']);

/**
 * What hangs where when a study is opened: the first rule is used that finds two things to hang, or that has a window
 * for the one that it finds.
 */
export const HangingRule = z.strictObject({
  name: z.string(),
  modality: z.string(),
  layout: HangingLayout,
  /** The window that all series of the rule start with, instead of their file's. */
  window: z.enum(windowPresets).optional(),
  /** How many priors of what hangs first take the places that are left, the latest first. */
  priors: z.number().int().min(0).max(3).default(0),
  /** Left to right, then the next row. A pane takes the first series that fits and hangs nowhere yet. */
  panes: z
    .array(
      z.strictObject({
        ...Wanted,
        plane: z.enum(['acquired', 'axial', 'sagittal', 'coronal']).default('acquired'),
        /** May show a series that hangs already, in another plane. */
        again: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(4),
});
export type HangingRule = z.infer<typeof HangingRule>;

/** `hanging.json` in the data folder, for the user to edit; `layouts`: what was last chosen by hand, by modality. */
export const Hanging = z.strictObject({
  rules: z.array(HangingRule),
  layouts: z.record(z.string(), HangingLayout).default({}),
});
export type Hanging = z.infer<typeof Hanging>;
