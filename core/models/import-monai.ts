import { channelsNamed, channelsUnknown, isPet, modalitiesOf } from './draft-channels.ts';
import { type ForeignFile, type Imported, inputOf, keyOf, numberAt, numbersAt, objectOf } from './import-values.ts';
import { MOST_CHANNELS } from './manifest.ts';
import { todo } from './todo.ts';

type Config = Record<string, unknown>;
type BeforeStep = { step: string; by?: string };
type Step = (config: Config, file: ForeignFile, where: string, channels: number) => BeforeStep[];

const CHANNEL_DEF = 'network_data_format.inputs.*.channel_def';

/**
 * A MONAI bundle (docs.monai.io, "MONAI Bundle Specification"): `configs/metadata.json` and what `configs/inference.json`
 * does before, with and after the network. A transform, option or expression that is not known here is refused.
 */
export function importMonai(metadata: ForeignFile, inference: ForeignFile): Imported {
  const { image, input, output } = formatsOf(metadata);
  const count = channelCount(metadata, input);
  const names = channelNames(metadata, input, count);
  const prepare = beforeNetwork(inference, image, count);
  const pet = names.find(isPet);
  // Of several series, PET comes in the unit of its file, which figures of a training set need not be in.
  if (pet && !isByOwnFigures(prepare)) metadata.refuse(CHANNEL_DEF, pet);
  const channels = names.length ? channelsNamed(names) : channelsUnknown(count);
  const finish = transforms(inference, 'postprocessing').flatMap(({ config, where, target }) =>
    known(AFTER, target, inference, where)(config, inference, where, count),
  );
  const { version, task, authors, license, intended_use: use } = metadata.json;
  const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
  const modalities = modalitiesIn(names, input);
  return {
    manifest: {
      ...(typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version) && { version }),
      ...(text(task) && { name: { en: text(task), ar: todo('the name in Arabic') } }),
      ...(text(authors) && { authors: [text(authors)] }),
      ...(text(license) && { licence: text(license) }),
      ...(text(use) && { intendedUse: { en: text(use), ar: todo('the intended use in Arabic') } }),
      ...inputOf(channels),
      ...(modalities.length && { eligible: [modalityRule(modalities)] }),
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
  return { image: names[0]!, input: objectOf(inputs[names[0]!]), output: objectOf(Object.values(outputs)[0]) };
}

function channelCount(metadata: ForeignFile, { num_channels: given }: Config): number {
  const where = 'network_data_format.inputs.*.num_channels';
  const count = numberAt(metadata, where, given);
  return Number.isInteger(count) && count >= 1 && count <= MOST_CHANNELS ? count : metadata.refuse(where, given);
}

/** Of several channels by `channel_def` of the input; none where it does not name them. */
function channelNames(metadata: ForeignFile, { channel_def: given }: Config, count: number): string[] {
  const defined = objectOf(given);
  const numbers = Object.keys(defined);
  if (count === 1 || numbers.length === 0) return [];
  const names = numbers.map((_, n) => defined[n]);
  if (names.length !== count || names.some((name) => typeof name !== 'string' || !name))
    metadata.refuse(CHANNEL_DEF, given);
  return names as string[];
}

/** What the names of all channels tell, else what the input says of itself. */
function modalitiesIn(names: string[], { modality }: Config): string[] {
  const told = modalitiesOf(names);
  if (names.length && told.every((one) => one !== undefined)) return [...new Set(told)];
  return typeof modality === 'string' && modality ? [modality === 'MRI' ? 'MR' : modality] : [];
}

/** Is the first change of values by the volume's own figures, so that its unit does not count? */
function isByOwnFigures(steps: BeforeStep[]): boolean {
  const first = steps.find(({ step }) => step === 'normalise' || step === 'clip' || step === 'scale');
  return first?.step === 'normalise' && first.by !== 'fixed';
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

const modalityRule = (modalities: string[]) => ({
  attribute: 'modality',
  oneOf: modalities,
  severity: 'meaningless',
  missing: 'ask',
  reason: { en: `Made for ${modalities.join(', ')}.`, ar: `صُنع لصور ${modalities.join(', ')}.` },
});

/** A transform of a list, with its name and where it stands. */
type Transform = { config: Config; target: string; where: string };

function transforms(file: ForeignFile, key: string): Transform[] {
  const { transforms: list } = resolved(file, file.json[key], key);
  if (!Array.isArray(list)) return file.refuse(`${key}.transforms`, list);
  return list.flatMap((each, n) => {
    const where = `${key}.transforms[${n}]`;
    const config = resolved(file, each, where);
    if (config._disabled_ === true) return [];
    return { config, where, target: String(config._target_ ?? '').replace(/^monai\.transforms\./, '') };
  });
}

const known = (steps: Record<string, Step>, target: string, file: ForeignFile, where: string): Step =>
  steps[target] ?? file.refuse(`${where}._target_`, target);

/**
 * What is done to the image (`name` in the metadata), or to the images that `ConcatItemsd` makes its channels of: a step
 * that is done to some of them only is refused by its keys.
 */
function beforeNetwork(file: ForeignFile, name: string, channels: number): BeforeStep[] {
  const all = transforms(file, 'preprocessing').map((each) => ({ ...each, keys: keysOf(file, each) }));
  const joining = all.findIndex(({ target }) => target === 'ConcatItemsd');
  const image = all.some(({ keys }) => keys.includes(name)) ? name : all[0]?.keys[0];
  return all.flatMap(({ config, target, where, keys }, n) => {
    const step = known(BEFORE, target, file, where);
    const parts = n <= joining ? all[joining]!.keys : [joining < 0 ? image : all[joining]!.config.name];
    if (step !== nothing && !parts.every((part) => keys.includes(String(part))))
      file.refuse(`${where}.keys`, config.keys);
    // Until they are joined each image has one channel, and is cropped to what one of them shows.
    if (n < joining && target === 'CropForegroundd') file.refuse(`${where}.source_key`, config.source_key);
    return step(config, file, where, n < joining ? 1 : channels);
  });
}

/** One key or several, behind a reference like `@image_key`. */
function keysOf(file: ForeignFile, { config: { keys }, where }: Pick<Transform, 'config' | 'where'>): string[] {
  const reference = typeof keys === 'string' && /^@\w+$/.exec(keys);
  const found = reference ? file.json[reference[0].slice(1)] : keys;
  const list = Array.isArray(found) ? found : [found];
  return list.every((key) => typeof key === 'string') ? list : file.refuse(`${where}.keys`, keys);
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

/** Figures over all channels together are no step; of one channel they are its own. */
function eachItsOwn({ channel_wise: own }: Config, file: ForeignFile, where: string, channels: number): void {
  if (channels > 1 && own !== true) file.refuse(`${where}.channel_wise`, own ?? false);
}

/** Before the network: dictionary transforms of MONAI by name. */
const BEFORE: Record<string, Step> = {
  LoadImaged: nothing,
  EnsureChannelFirstd: nothing,
  EnsureTyped: nothing,
  CastToTyped: nothing,
  ToTensord: nothing,
  ConcatItemsd(config, file, where, channels) {
    only(config, file, where, 'name', 'dim');
    if ((config.dim ?? 0) !== 0) file.refuse(`${where}.dim`, config.dim);
    if (keysOf(file, { config, where }).length !== channels) file.refuse(`${where}.keys`, config.keys);
    return [];
  },
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
  ScaleIntensityd(config, file, where, channels) {
    only(config, file, where, 'minv', 'maxv', 'channel_wise');
    eachItsOwn(config, file, where, channels);
    const { minv = 0, maxv = 1 } = config;
    if (minv !== 0 || maxv !== 1) file.refuse(`${where}.minv, maxv`, [minv, maxv]);
    return [{ step: 'normalise', by: 'minmax', over: 'all' }];
  },
  ScaleIntensityRangePercentilesd(config, file, where, channels) {
    only(config, file, where, 'lower', 'upper', 'b_min', 'b_max', 'clip', 'channel_wise');
    eachItsOwn(config, file, where, channels);
    if (config.b_min !== 0 || config.b_max !== 1 || config.clip !== true)
      file.refuse(`${where}.b_min, b_max, clip`, [config.b_min, config.b_max, config.clip]);
    const [low, high] = [config.lower, config.upper].map((value) => numberAt(file, `${where}.lower, upper`, value));
    return [{ step: 'normalise', by: 'percentile', over: 'all', low, high }];
  },
  NormalizeIntensityd(config, file, where, channels) {
    only(config, file, where, 'nonzero', 'channel_wise', 'subtrahend', 'divisor');
    const over = config.nonzero === true ? 'foreground' : 'all';
    const { subtrahend, divisor } = config;
    if (subtrahend === undefined && divisor === undefined) {
      eachItsOwn(config, file, where, channels);
      return [{ step: 'normalise', by: 'zscore', over }];
    }
    const [mean, deviation] = [subtrahend, divisor].map((value) =>
      channels > 1 && config.channel_wise === true
        ? numbersAt(file, `${where}.subtrahend, divisor`, Array.isArray(value) ? value : [value], channels)
        : numberAt(file, `${where}.subtrahend, divisor`, value),
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
