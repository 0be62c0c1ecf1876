import { type ForeignFile, type Imported, keyOf, numberAt, numbersAt, objectOf } from './import-values.ts';
import { todo } from './todo.ts';

type Config = Record<string, unknown>;
type Step = (config: Config, file: ForeignFile, where: string) => object[];

/**
 * A MONAI bundle (docs.monai.io, "MONAI Bundle Specification"): `configs/metadata.json` and what `configs/inference.json`
 * does before, with and after the network. A transform, option or expression that is not known here is refused.
 */
export function importMonai(metadata: ForeignFile, inference: ForeignFile): Imported {
  const { input, output } = formatsOf(metadata);
  if (numberAt(metadata, 'network_data_format.inputs.*.num_channels', input.num_channels) !== 1)
    metadata.refuse('network_data_format.inputs.*.num_channels', input.num_channels);
  const prepare = transforms(inference, 'preprocessing', BEFORE);
  const finish = transforms(inference, 'postprocessing', AFTER);
  const { version, task, authors, license, intended_use: use } = metadata.json;
  const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
  return {
    manifest: {
      ...(typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version) && { version }),
      ...(text(task) && { name: { en: text(task), ar: todo('the name in Arabic') } }),
      ...(text(authors) && { authors: [text(authors)] }),
      ...(text(license) && { licence: text(license) }),
      ...(text(use) && { intendedUse: { en: text(use), ar: todo('the intended use in Arabic') } }),
      ...(text(input.modality) && { eligible: [modalityRule(input.modality as string)] }),
      prepare: [{ step: 'modality' }, ...prepare],
      run: runOf(inference),
      finish,
    },
    labels: labelsOf(output),
  };
}

function formatsOf({ json, refuse }: ForeignFile) {
  const format = objectOf(json.network_data_format);
  const [inputs, outputs] = [objectOf(format.inputs), objectOf(format.outputs)];
  const names = Object.keys(inputs);
  if (names.length !== 1) refuse('network_data_format.inputs', names.join(', '));
  return { input: objectOf(inputs[names[0]!]), output: objectOf(Object.values(outputs)[0]) };
}

/** `channel_def` of the output names its channels. */
function labelsOf(output: Config): Config[] | undefined {
  const names = Object.entries(objectOf(output.channel_def));
  if (!names.length) return undefined;
  return names
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, name], n) => ({
      key: keyOf(String(name), n),
      name: { en: String(name), ar: todo(`"${name}" in Arabic`) },
      role: /background/i.test(String(name)) ? 'background' : 'finding',
    }));
}

const modalityRule = (modality: string) => ({
  attribute: 'modality',
  oneOf: [modality === 'MRI' ? 'MR' : modality],
  severity: 'meaningless',
  missing: 'ask',
  reason: { en: `Made for ${modality}.`, ar: `صُنع لصور ${modality}.` },
});

function transforms(file: ForeignFile, key: string, known: Record<string, Step>): object[] {
  const { transforms: list } = resolved(file, file.json[key], key);
  if (!Array.isArray(list)) return file.refuse(`${key}.transforms`, list);
  return list.flatMap((each, n) => {
    const where = `${key}.transforms[${n}]`;
    const config = resolved(file, each, where);
    if (config._disabled_ === true) return [];
    const target = String(config._target_ ?? '').replace(/^monai\.transforms\./, '');
    const step = known[target];
    if (!step) return file.refuse(`${where}._target_`, target);
    return step(config, file, where);
  });
}

/** An object in the file, behind references like `@preprocessing`; what has to be computed (`$…`) is refused. */
function resolved(file: ForeignFile, value: unknown, where: string): Config {
  let found = value;
  for (let steps = 0; typeof found === 'string' && /^@\w+$/.test(found) && steps < 8; steps++)
    found = file.json[found.slice(1)];
  if (typeof found !== 'object' || found === null || Array.isArray(found)) file.refuse(where, found);
  return found as Config;
}

/** Refuses the options of a transform beyond those that are understood. */
function only(config: Config, file: ForeignFile, where: string, ...options: string[]): void {
  const known = new Set(['_target_', '_disabled_', '_desc_', 'keys', ...options]);
  const other = Object.keys(config).find((option) => !known.has(option));
  if (other) file.refuse(`${where}.${other}`, config[other]);
}

const nothing: Step = () => [];

/** Before the network: dictionary transforms of MONAI by name. */
const BEFORE: Record<string, Step> = {
  LoadImaged: nothing,
  EnsureChannelFirstd: nothing,
  EnsureTyped: nothing,
  CastToTyped: nothing,
  ToTensord: nothing,
  Orientationd(config, file, where) {
    only(config, file, where, 'axcodes', 'labels');
    return [{ step: 'orient', to: config.axcodes }];
  },
  Spacingd(config, file, where) {
    only(config, file, where, 'pixdim', 'mode');
    const mode = String(config.mode ?? 'bilinear');
    const interpolation = { bilinear: 'linear', nearest: 'nearest' }[mode] ?? file.refuse(`${where}.mode`, mode);
    return [{ step: 'resample', spacingMm: numbersAt(file, `${where}.pixdim`, config.pixdim, 3), interpolation }];
  },
  ScaleIntensityRanged(config, file, where) {
    only(config, file, where, 'a_min', 'a_max', 'b_min', 'b_max', 'clip');
    const [aMin, aMax, bMin, bMax] = ['a_min', 'a_max', 'b_min', 'b_max'].map((name) =>
      numberAt(file, `${where}.${name}`, config[name]),
    ) as [number, number, number, number];
    const factor = (bMax - bMin) / (aMax - aMin);
    return [
      ...(config.clip === true ? [{ step: 'clip', min: aMin, max: aMax }] : []),
      { step: 'scale', factor, offset: bMin - aMin * factor },
    ];
  },
  ScaleIntensityd(config, file, where) {
    only(config, file, where, 'minv', 'maxv');
    const { minv = 0, maxv = 1 } = config;
    if (minv !== 0 || maxv !== 1) file.refuse(`${where}.minv, maxv`, [minv, maxv]);
    return [{ step: 'normalise', by: 'minmax', over: 'all' }];
  },
  ScaleIntensityRangePercentilesd(config, file, where) {
    only(config, file, where, 'lower', 'upper', 'b_min', 'b_max', 'clip');
    if (config.b_min !== 0 || config.b_max !== 1 || config.clip !== true)
      file.refuse(`${where}.b_min, b_max, clip`, [config.b_min, config.b_max, config.clip]);
    const [low, high] = [config.lower, config.upper].map((value) => numberAt(file, `${where}.lower, upper`, value));
    return [{ step: 'normalise', by: 'percentile', over: 'all', low, high }];
  },
  NormalizeIntensityd(config, file, where) {
    only(config, file, where, 'nonzero', 'channel_wise', 'subtrahend', 'divisor');
    const over = config.nonzero === true ? 'foreground' : 'all';
    const { subtrahend, divisor } = config;
    if (subtrahend === undefined && divisor === undefined) return [{ step: 'normalise', by: 'zscore', over }];
    const [mean, deviation] = [subtrahend, divisor].map((value) =>
      numberAt(file, `${where}.subtrahend, divisor`, value),
    );
    return [{ step: 'normalise', by: 'fixed', over, mean, deviation }];
  },
  CenterSpatialCropd(config, file, where) {
    only(config, file, where, 'roi_size');
    return [{ step: 'crop', to: 'centre', size: numbersAt(file, `${where}.roi_size`, config.roi_size, 3) }];
  },
  CropForegroundd(config, file, where) {
    // Without a margin nothing is asked for beyond the image, which is what `allow_smaller` is about.
    only(config, file, where, 'source_key', 'margin', 'allow_smaller');
    if ((config.margin ?? 0) !== 0) file.refuse(`${where}.margin`, config.margin);
    return [{ step: 'crop', to: 'foreground', foreground: 'positive' }];
  },
  DivisiblePadd(config, file, where) {
    only(config, file, where, 'k');
    const multiple = numberAt(file, `${where}.k`, config.k);
    return [{ step: 'pad', multiple, mode: 'constant', value: 0, side: 'both' }];
  },
};

/** What `Invertd` is told of where its values lie, which changes none of them. */
const INVERT_OPTIONS = 'transform orig_keys meta_keys orig_meta_keys meta_key_postfix to_tensor device'.split(' ');

/** After the network. */
const AFTER: Record<string, Step> = {
  EnsureTyped: nothing,
  SaveImaged: nothing,
  Activationsd(config, file, where) {
    only(config, file, where, 'softmax', 'sigmoid');
    if (config.softmax === true) return [{ step: 'softmax' }];
    return config.sigmoid === true ? [{ step: 'sigmoid' }] : file.refuse(where, config);
  },
  Invertd(config, file, where) {
    only(config, file, where, 'nearest_interp', ...INVERT_OPTIONS);
    // Probabilities come back linearly here, whatever comes after.
    if (config.nearest_interp === true) file.refuse(`${where}.nearest_interp`, true);
    return [{ step: 'restore' }];
  },
  AsDiscreted(config, file, where) {
    only(config, file, where, 'argmax', 'threshold', 'to_onehot');
    if (config.argmax === true) return [{ step: 'argmax' }];
    return [{ step: 'threshold', at: numberAt(file, `${where}.threshold`, config.threshold) }];
  },
};

function runOf(file: ForeignFile): object {
  const inferer = resolved(file, file.json.inferer, 'inferer');
  const target = String(inferer._target_ ?? '').replace(/^monai\.inferers\./, '');
  if (target === 'SimpleInferer') return { mode: 'whole', timeoutS: 600 };
  if (target !== 'SlidingWindowInferer') return file.refuse('inferer._target_', target);
  only(inferer, file, 'inferer', 'roi_size', 'sw_batch_size', 'overlap', 'mode', 'progress', 'sw_device', 'device');
  const blend = String(inferer.mode ?? 'constant');
  if (blend !== 'constant' && blend !== 'gaussian') file.refuse('inferer.mode', blend);
  return {
    mode: 'slidingWindow',
    size: numbersAt(file, 'inferer.roi_size', inferer.roi_size, 3),
    overlap: inferer.overlap === undefined ? 0.25 : numberAt(file, 'inferer.overlap', inferer.overlap),
    blend,
    as: 'monai',
    timeoutS: 600,
  };
}
