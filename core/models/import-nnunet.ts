import { channelsNamed, type DraftChannel, isPet, modalitiesOf } from './draft-channels.ts';
import { type ForeignFile, type Imported, inputOf, keyOf, numberAt, numbersAt, objectOf } from './import-values.ts';
import { MOST_CHANNELS } from './manifest.ts';
import { todo } from './todo.ts';

const CONFIGURATION = '3d_fullres';

/**
 * nnU-Net 2 (MIC-DKFZ/nnUNet, documentation of plans files and dataset_format): the configuration `3d_fullres` of
 * plans.json, and dataset.json. Its cubic resampling is no step of ours: the model then reads only series that have
 * the spacing of the plans already, and says so; of several series this is asked of the first, which gives the grid.
 */
export function importNnunet(plans: ForeignFile, dataset: ForeignFile): Imported {
  const where = `configurations.${CONFIGURATION}`;
  const configurations = objectOf(plans.json.configurations);
  if (!configurations[CONFIGURATION]) plans.refuse('configurations', Object.keys(configurations).join(', '));
  const plan = objectOf(configurations[CONFIGURATION]);
  if (plan.inherits_from !== undefined) plans.refuse(`${where}.inherits_from`, plan.inherits_from);
  if (plan.previous_stage !== undefined) plans.refuse(`${where}.previous_stage`, plan.previous_stage);
  const order = numbersAt(plans, 'transpose_forward', plans.json.transpose_forward, 3);
  if (order.some((axis, n) => axis !== n)) plans.refuse('transpose_forward', order);
  // Axes of the plans are z, y, x.
  const [z, y, x] = numbersAt(plans, `${where}.spacing`, plan.spacing, 3) as [number, number, number];
  const patch = numbersAt(plans, `${where}.patch_size`, plan.patch_size, 3);
  const names = channelNames(dataset);
  const spacing = [spacingRule('pixelSpacing', Math.min(y, x), Math.max(y, x)), spacingRule('sliceSpacing', z, z)];
  const several = names.length > 1;
  const channels = several ? channelsNamed(names, spacing) : [];
  return {
    manifest: {
      ...(typeof dataset.json.name === 'string' && {
        name: { en: dataset.json.name, ar: todo('the name in Arabic') },
      }),
      ...(typeof dataset.json.licence === 'string' && { licence: dataset.json.licence }),
      ...inputOf(channels),
      eligible: [modalityRule(names), ...(several ? [] : spacing)],
      prepare: [
        { step: 'modality' },
        { step: 'orient', to: todo('RAS, LPS, LAS or RPS: as the training images lay; nnU-Net does not turn them') },
        { step: 'crop', to: 'foreground', foreground: 'nonzero' },
        ...normalisation(plans, where, plan, names, channels),
      ],
      run: {
        mode: 'slidingWindow',
        size: patch.toReversed(),
        overlap: 0.5,
        blend: 'gaussian',
        as: 'nnunet',
        flips: [todo('the axes that training mirrored (inference_allowed_mirroring_axes): x, y, z; or none')],
        timeoutS: 1800,
      },
      finish: [{ step: 'softmax' }, { step: 'restore' }, { step: 'argmax' }],
    },
    labels: labelsOf(dataset),
  };
}

/** In the order of the network's channels; `modality` is what they were called before nnU-Net 2. */
function channelNames({ json, refuse }: ForeignFile): string[] {
  const given = objectOf(json.channel_names ?? json.modality);
  const names = Object.keys(given).map((_, n) => given[n]);
  if (names.length === 0 || names.length > MOST_CHANNELS || names.some((name) => typeof name !== 'string' || !name))
    refuse('channel_names', given);
  return names as string[];
}

function modalityRule(names: string[]) {
  const modalities = modalitiesOf(names).map(
    (known, n) => known ?? todo(`the DICOM modality of "${names[n]}", such as MR`),
  );
  const all = names.join(', ');
  return {
    attribute: 'modality',
    oneOf: [...new Set(modalities)],
    severity: 'meaningless',
    missing: 'ask',
    reason: { en: `Made for ${all}.`, ar: `صُنع لصور ${all}.` },
  };
}

/** One per cent of a spacing is below what a scanner writes differently. */
const spacingRule = (attribute: 'pixelSpacing' | 'sliceSpacing', low: number, high: number) => ({
  attribute,
  min: low * 0.99,
  max: high * 1.01,
  severity: 'meaningless',
  missing: 'refuse',
  reason: {
    en: 'The network was trained on this spacing, and its own resampling cannot be repeated here.',
    ar: 'دُرّبت الشبكة على هذا التباعد، ولا يمكن هنا تكرار إعادة معاينتها الخاصة.',
  },
});

/** All that follows the crop, each channel by its own scheme; alike ones in one step. */
function normalisation(
  plans: ForeignFile,
  where: string,
  plan: Record<string, unknown>,
  names: string[],
  channels: DraftChannel[],
): object[] {
  const schemes = plan.normalization_schemes;
  if (!Array.isArray(schemes) || schemes.length !== names.length)
    return plans.refuse(`${where}.normalization_schemes`, schemes);
  const steps = names.map((name, n) => {
    if (isPet(name) && !OWN_FIGURES.includes(schemes[n]))
      plans.refuse(`${where}.normalization_schemes[${n}]`, `${schemes[n]}: ${name}`);
    return stepsOf(plans, where, plan, n, schemes[n]);
  });
  const alike = Map.groupBy(steps.keys(), (n) => JSON.stringify(steps[n]));
  return [...alike.values()].flatMap((which) => {
    const only = which.length < names.length && { only: which.map((n) => channels[n]!.key) };
    return steps[which[0]!]!.map((step) => ({ ...step, ...only }));
  });
}

/** Schemes that take no figures but the volume's own, so that its unit does not count (of PET, Bq/mL or SUV). */
const OWN_FIGURES: unknown[] = ['ZScoreNormalization', 'RescaleTo01Normalization'];

/** The scheme of a channel; with a mask for it, figures would come from a mask whose holes were filled. */
function stepsOf(
  plans: ForeignFile,
  where: string,
  plan: Record<string, unknown>,
  channel: number,
  scheme: unknown,
): object[] {
  if (scheme === 'NoNormalization') return [];
  if (scheme === 'ZScoreNormalization') {
    const masks = Array.isArray(plan.use_mask_for_norm) ? plan.use_mask_for_norm : [];
    if (masks[channel] !== false) plans.refuse(`${where}.use_mask_for_norm`, plan.use_mask_for_norm);
    return [{ step: 'normalise', by: 'zscore', over: 'all' }];
  }
  if (scheme === 'RescaleTo01Normalization') return [{ step: 'normalise', by: 'minmax', over: 'all' }];
  if (scheme !== 'CTNormalization') plans.refuse(`${where}.normalization_schemes`, plan.normalization_schemes);
  const place = 'foreground_intensity_properties_per_channel';
  const figures = objectOf(objectOf(plans.json[place])[channel]);
  const figure = (name: string) => numberAt(plans, `${place}.${channel}.${name}`, figures[name]);
  return [
    { step: 'clip', min: figure('percentile_00_5'), max: figure('percentile_99_5') },
    { step: 'normalise', by: 'fixed', mean: figure('mean'), deviation: figure('std') },
  ];
}

/** Labels in the order of their numbers; regions and the ignore label are no channels of a softmax. */
function labelsOf(dataset: ForeignFile): Record<string, unknown>[] {
  const labels = Object.entries(objectOf(dataset.json.labels));
  for (const [name, value] of labels)
    if (typeof value !== 'number' || name === 'ignore') dataset.refuse(`labels.${name}`, value);
  return labels
    .toSorted(([, a], [, b]) => Number(a) - Number(b))
    .map(([name], n) => ({
      key: keyOf(name, n),
      name: { en: name, ar: todo(`"${name}" in Arabic`) },
      role: name === 'background' ? 'background' : 'finding',
    }));
}
