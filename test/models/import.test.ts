import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newPackage } from '../../core/models/author.ts';
import { node, model as onnx, tensor, tinyResnet, typed } from '../onnx/tiny.ts';
import { refused, temporary } from './packages.ts';

/* Files in the layouts that the documentation of MONAI, nnU-Net 2 and TorchXRayVision describes. */

type Json = Record<string, unknown>;

/** A network of volumes with two labels. */
const volumes = onnx({
  nodes: [node('Conv', ['x', 'w'], ['y'])],
  weights: [tensor('w', [2, 1, 1, 1, 1])],
  inputs: [typed('x', [1, 1, 'x', 'y', 'z'])],
  outputs: [typed('y', [1, 2, 'x', 'y', 'z'])],
});

/** One that reads several series at once. */
const ofSeries = (count: number) =>
  onnx({
    nodes: [node('Conv', ['x', 'w'], ['y'])],
    weights: [tensor('w', [2, count, 1, 1, 1])],
    inputs: [typed('x', [1, count, 'x', 'y', 'z'])],
    outputs: [typed('y', [1, 2, 'x', 'y', 'z'])],
  });

/** Did the last import write a package? */
let written = async () => false;

async function imported(network: Uint8Array, files: Record<string, Json | string>) {
  const home = await temporary();
  for (const [path, json] of Object.entries(files)) {
    await mkdir(dirname(join(home, 'from', path)), { recursive: true });
    await writeFile(join(home, 'from', path), typeof json === 'string' ? json : JSON.stringify(json));
  }
  await writeFile(join(home, 'net.onnx'), network);
  const folder = join(home, 'package');
  written = () => stat(folder).then(Boolean, () => false);
  await newPackage({ file: join(home, 'net.onnx'), folder, schema: 'schema', from: join(home, 'from') });
  return JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
}

const metadata = {
  schema: 'https://github.com/Project-MONAI/MONAI-extra-test-data/releases/download/0.8.1/meta_schema_20220324.json',
  version: '0.5.3',
  task: 'Spleen segmentation',
  authors: 'A team',
  intended_use: 'An example.',
  network_data_format: {
    inputs: {
      image: { type: 'image', format: 'hounsfield', modality: 'CT', num_channels: 1, channel_def: { 0: 'image' } },
    },
    outputs: { pred: { type: 'image', num_channels: 2, channel_def: { 0: 'background', 1: 'Spleen' } } },
  },
};
const before = [
  { _target_: 'LoadImaged', keys: 'image' },
  { _target_: 'EnsureChannelFirstd', keys: 'image' },
  { _target_: 'Orientationd', keys: 'image', axcodes: 'RAS' },
  { _target_: 'Spacingd', keys: 'image', pixdim: [1.5, 1.5, 2], mode: 'bilinear' },
  { _target_: 'ScaleIntensityRanged', keys: 'image', a_min: -57, a_max: 164, b_min: 0, b_max: 1, clip: true },
  { _target_: 'EnsureTyped', keys: 'image' },
];
const inference = {
  device: "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
  preprocessing: { _target_: 'Compose', transforms: before },
  inferer: { _target_: 'SlidingWindowInferer', roi_size: [96, 96, 96], sw_batch_size: 4, overlap: 0.5 },
  postprocessing: {
    _target_: 'Compose',
    transforms: [
      { _target_: 'Activationsd', keys: 'pred', softmax: true },
      { _target_: 'Invertd', keys: 'pred', transform: '@preprocessing', orig_keys: 'image', nearest_interp: false },
      { _target_: 'AsDiscreted', keys: 'pred', argmax: true },
      { _target_: 'SaveImaged', keys: 'pred', output_dir: '@output_dir' },
    ],
  },
};
const bundle = (change: Json = {}, meta: Json = {}) => ({
  'configs/metadata.json': { ...metadata, ...meta },
  'configs/inference.json': { ...inference, ...change },
});
const withStep = (step: Json) => bundle({ preprocessing: { transforms: [...before, step] } });

const plans = {
  dataset_name: 'Dataset009_Spleen',
  plans_name: 'nnUNetPlans',
  transpose_forward: [0, 1, 2],
  transpose_backward: [0, 1, 2],
  configurations: {
    '3d_fullres': {
      preprocessor_name: 'DefaultPreprocessor',
      batch_size: 2,
      patch_size: [64, 192, 160],
      spacing: [1.6, 0.79, 0.79],
      normalization_schemes: ['CTNormalization'],
      use_mask_for_norm: [false],
    },
  },
  foreground_intensity_properties_per_channel: {
    0: { mean: 99.5, std: 37.1, median: 101, min: -991, max: 1129, percentile_00_5: -29, percentile_99_5: 177 },
  },
};
const dataset = {
  channel_names: { 0: 'CT' },
  labels: { spleen: 1, background: 0 },
  numTraining: 41,
  file_ending: '.nii.gz',
};
const nnunet = (change: Json = {}, data: Json = {}) => ({
  'plans.json': { ...plans, ...change },
  'dataset.json': { ...dataset, ...data },
});
const withPlan = (change: Json) =>
  nnunet({ configurations: { '3d_fullres': { ...plans.configurations['3d_fullres'], ...change } } });

/** As the bundle of BraTS has it: four sequences in one array, each with its own figures. */
const sequences = (names: string[], steps: Json[], more: Json = {}) => {
  const { inputs, outputs } = metadata.network_data_format;
  const channel_def = Object.fromEntries(names.map((name, n) => [n, name]));
  const image = { ...inputs.image, modality: 'MR', format: 'magnitude', num_channels: names.length, channel_def };
  const network_data_format = { inputs: { image: { ...image, ...more } }, outputs };
  const keys = steps.includes(joining) ? joining.keys : 'image';
  const reading = before.slice(0, 3).map((step) => ({ ...step, keys }));
  return bundle({ preprocessing: { transforms: [...reading, ...steps] } }, { network_data_format });
};
const own = { _target_: 'NormalizeIntensityd', keys: 'image', nonzero: true, channel_wise: true };
const joining = { _target_: 'ConcatItemsd', keys: ['t1', 't2'], name: 'image' };

/** Plans and data set of several series, a scheme for each. */
const series = (names: string[], schemes: string[], change: Json = {}) => ({
  'plans.json': {
    ...plans,
    configurations: {
      '3d_fullres': {
        ...plans.configurations['3d_fullres'],
        normalization_schemes: schemes,
        use_mask_for_norm: names.map(() => false),
        ...change,
      },
    },
  },
  'dataset.json': { ...dataset, channel_names: Object.fromEntries(names.map((name, n) => [n, name])) },
});

const xrv = (change: Json = {}) => ({
  'torchxrayvision.json': {
    weights: 'resnet50-res512-all',
    pathologies: ['Lung_Opacity', ''],
    op_threshs: [0.19, null],
    ...change,
  },
});

describe('skiagraph models new --from', () => {
  it('takes over a MONAI bundle: transforms, windows, activations, labels', async () => {
    expect(await imported(volumes, bundle())).toMatchObject({
      version: '0.5.3',
      name: { en: 'Spleen segmentation' },
      authors: ['A team'],
      eligible: [{ attribute: 'modality', oneOf: ['CT'] }],
      prepare: [
        { step: 'modality' },
        { step: 'orient', to: 'RAS' },
        { step: 'resample', spacingMm: [1.5, 1.5, 2], interpolation: 'linear' },
        { step: 'clip', min: -57, max: 164 },
        { step: 'scale', factor: 1 / 221, offset: 57 / 221 },
      ],
      run: { mode: 'slidingWindow', size: [96, 96, 96], overlap: 0.5, blend: 'constant', as: 'monai' },
      finish: [{ step: 'softmax' }, { step: 'restore' }, { step: 'argmax' }],
      labels: [
        { key: 'background', role: 'background' },
        { key: 'spleen', name: { en: 'Spleen' }, role: 'finding' },
      ],
    });
  });

  it('takes over the plans and the data set of nnU-Net, and reads only what needs no resampling', async () => {
    const manifest = await imported(volumes, nnunet());
    expect(manifest).toMatchObject({
      prepare: [
        { step: 'modality' },
        { step: 'orient' },
        { step: 'crop', to: 'foreground', foreground: 'nonzero' },
        { step: 'clip', min: -29, max: 177 },
        { step: 'normalise', by: 'fixed', mean: 99.5, deviation: 37.1 },
      ],
      // The axes of the plans are z, y, x.
      run: { mode: 'slidingWindow', size: [160, 192, 64], overlap: 0.5, blend: 'gaussian', as: 'nnunet' },
      labels: [
        { key: 'background', role: 'background' },
        { key: 'spleen', role: 'finding' },
      ],
    });
    const [, inPlane, between] = manifest.eligible;
    expect([inPlane.attribute, between.attribute]).toEqual(['pixelSpacing', 'sliceSpacing']);
    expect(inPlane.min).toBeLessThan(0.79);
    expect(between.max).toBeGreaterThan(1.6);
  });

  it('takes over the crop to what is not background, of both, and the figures that follow it', async () => {
    const foreground = { _target_: 'CropForegroundd', keys: 'image', source_key: 'image', allow_smaller: true };
    expect((await imported(volumes, withStep(foreground))).prepare.at(-1)).toEqual({
      ...{ step: 'crop', to: 'foreground', foreground: 'positive' },
    });
    const mr = await imported(volumes, withPlan({ normalization_schemes: ['ZScoreNormalization'] }));
    expect(mr.prepare.slice(2)).toMatchObject([
      { step: 'crop', to: 'foreground', foreground: 'nonzero' },
      { step: 'normalise', by: 'zscore', over: 'all' },
    ]);
  });

  it('takes over the sequences of a MONAI bundle, found by what their names say', async () => {
    const manifest = await imported(ofSeries(4), sequences(['T1c', 'T1', 'T2', 'FLAIR'], [own]));
    expect(manifest).toMatchObject({
      eligible: [{ attribute: 'modality', oneOf: ['MR'] }],
      prepare: [
        { step: 'modality' },
        { step: 'orient', to: 'RAS' },
        { step: 'normalise', by: 'zscore', over: 'foreground' },
      ],
      input: {
        kind: 'volume',
        frames: 'all',
        channels: [
          { key: 't1-post', find: [{ anyOf: expect.arrayContaining(['T1']) }, { attribute: 'contrast', given: true }] },
          { key: 't1', find: [{ attribute: 'description' }, { attribute: 'contrast', given: false, missing: 'pass' }] },
          { key: 't2', find: [{ anyOf: ['T2'], noneOf: expect.arrayContaining(['FLAIR']) }] },
          { key: 'flair', name: { en: 'FLAIR', ar: 'FLAIR' }, find: [{ severity: 'caution', missing: 'ask' }] },
        ],
      },
    });
    const parts = await imported(
      ofSeries(2),
      sequences(
        ['T1', 'T2'],
        [
          { _target_: 'NormalizeIntensityd', keys: ['t1', 't2'] },
          joining,
          { ...own, subtrahend: [1, 2], divisor: [3, 4] },
        ],
      ),
    );
    expect(parts.prepare.slice(2)).toMatchObject([
      { step: 'normalise', by: 'zscore', over: 'all' },
      { step: 'normalise', by: 'fixed', over: 'foreground', mean: [1, 2], deviation: [3, 4] },
    ]);
  });

  it('asks for series whose names could be anything, or are those of another', async () => {
    const { input } = await imported(ofSeries(3), sequences(['Sequence A', 'T2w', 't2'], [own]));
    expect(input.channels.map(({ key }: { key: string }) => key)).toEqual(['sequence-a', 't2w', 't2']);
    for (const { name, find } of input.channels)
      expect([name.ar, find[0].anyOf[0]]).toEqual([expect.stringMatching(/^TODO/), expect.stringMatching(/^TODO/)]);
    const alike = await imported(ofSeries(2), series(['CT', 'CT'], ['CTNormalization', 'NoNormalization']));
    expect(alike.input.channels).toMatchObject([{ key: 'ct-0' }, { key: 'ct-1' }]);
    const unnamed = await imported(ofSeries(2), sequences(['', ''], [own], { channel_def: {} }));
    expect(unnamed.input.channels[1].key).toMatch(/^TODO: a short name of input channel 1/);
  });

  it('takes over the series of nnU-Net, each normalised by its own scheme after the crop that all share', async () => {
    const mr = ['ZScoreNormalization', 'ZScoreNormalization'];
    const prostate = await imported(ofSeries(2), series(['T2', 'ADC'], mr));
    expect(prostate.prepare.slice(2)).toEqual([
      { step: 'crop', to: 'foreground', foreground: 'nonzero' },
      { step: 'normalise', by: 'zscore', over: 'all' },
    ]);
    expect(prostate.eligible).toMatchObject([{ attribute: 'modality', oneOf: ['MR'] }]);
    const attributes = prostate.input.channels.map(({ find }: { find: Json[] }) =>
      find.map(({ attribute }) => attribute),
    );
    // Findings lie on the grid of the first, so it is the one of the plans.
    expect(attributes).toEqual([['description', 'pixelSpacing', 'sliceSpacing'], ['description']]);
    const hybrid = await imported(ofSeries(2), series(['CT', 'PET'], ['CTNormalization', 'ZScoreNormalization']));
    expect(hybrid.prepare.slice(3)).toEqual([
      { step: 'clip', min: -29, max: 177, only: ['ct'] },
      { step: 'normalise', by: 'fixed', mean: 99.5, deviation: 37.1, only: ['ct'] },
      { step: 'normalise', by: 'zscore', over: 'all', only: ['pet'] },
    ]);
    expect(hybrid.eligible).toMatchObject([{ oneOf: ['CT', 'PT'] }]);
    expect(hybrid.input.channels).toMatchObject([
      { key: 'ct', find: [{ attribute: 'modality', oneOf: ['CT'], severity: 'meaningless' }, {}, {}] },
      { key: 'pet', find: [{ attribute: 'modality', oneOf: ['PT'] }] },
    ]);
  });

  it('takes over a classifier of TorchXRayVision with its operating points', async () => {
    expect(await imported(tinyResnet(), xrv())).toMatchObject({
      prepare: [
        { step: 'modality' },
        { step: 'voi' },
        { step: 'invertMonochrome1' },
        // Its weights are called after the size of their images.
        { step: 'resize', size: [512, 512], mode: 'fill' },
        { step: 'scale', factor: 2048, offset: -1024 },
      ],
      finish: [{ step: 'sigmoid' }],
      explain: { kind: 'cam' },
      labels: [
        { key: 'lung-opacity', operatingPoints: [{ threshold: 0.19 }] },
        { key: 'unused-1', role: 'background' },
      ],
    });
  });

  it.each<[string, Uint8Array, Record<string, Json | string>, string, string]>([
    [
      'a transform that is no step',
      volumes,
      withStep({ _target_: 'RandGaussianNoised', keys: 'image' }),
      'preprocessing.transforms[6]._target_',
      'RandGaussianNoised',
    ],
    [
      'a foreground that has to be computed',
      volumes,
      withStep({ _target_: 'CropForegroundd', keys: 'image', source_key: 'image', select_fn: '$lambda x: x > -900' }),
      'preprocessing.transforms[6].select_fn',
      '$lambda x: x > -900',
    ],
    [
      'an option of a transform',
      volumes,
      withStep({ _target_: 'NormalizeIntensityd', keys: 'image', dtype: 'float16' }),
      'preprocessing.transforms[6].dtype',
      'float16',
    ],
    [
      'an expression',
      volumes,
      bundle({ inferer: '$monai.inferers.SimpleInferer()' }),
      'inferer',
      '$monai.inferers.SimpleInferer()',
    ],
    [
      'another inferer',
      volumes,
      bundle({ inferer: { _target_: 'SliceInferer', roi_size: [96, 96] } }),
      'inferer._target_',
      'SliceInferer',
    ],
    [
      'more series than are read at once',
      volumes,
      sequences([...'abcdefghi'], [own]),
      'network_data_format.inputs.*.num_channels',
      '9',
    ],
    [
      'figures of all sequences together',
      ofSeries(2),
      sequences(['T1', 'T2'], [{ ...own, channel_wise: false }]),
      'preprocessing.transforms[3].channel_wise',
      'false',
    ],
    [
      'a step of some sequences',
      ofSeries(2),
      sequences(['T1', 'T2'], [{ ...own, keys: ['t1'] }, joining]),
      'preprocessing.transforms[3].keys',
      '["t1"]',
    ],
    [
      'a crop to what one sequence shows',
      ofSeries(2),
      sequences(['T1', 'T2'], [{ _target_: 'CropForegroundd', keys: ['t1', 't2'], source_key: 't1' }, joining]),
      'preprocessing.transforms[3].source_key',
      't1',
    ],
    [
      'names for other channels',
      ofSeries(2),
      sequences(['T1', 'T2', 'FLAIR'], [own], { num_channels: 2 }),
      'network_data_format.inputs.*.channel_def',
      '{"0":"T1","1":"T2","2":"FLAIR"}',
    ],
    [
      'PET in a range of its unit',
      ofSeries(2),
      sequences(['CT', 'PET'], [{ ...before[4]! }]),
      'network_data_format.inputs.*.channel_def',
      'PET',
    ],
    [
      'PET by figures of a training set',
      ofSeries(2),
      series(['CT', 'PET'], ['CTNormalization', 'CTNormalization']),
      'configurations.3d_fullres.normalization_schemes[1]',
      'CTNormalization: PET',
    ],
    [
      'a scheme for fewer series',
      ofSeries(2),
      series(['T2', 'ADC'], ['ZScoreNormalization']),
      'configurations.3d_fullres.normalization_schemes',
      '["ZScoreNormalization"]',
    ],
    [
      'series that are not numbered',
      ofSeries(2),
      nnunet({}, { channel_names: { first: 'T2', second: 'ADC' } }),
      'channel_names',
      '{"first":"T2","second":"ADC"}',
    ],
    [
      'a normalisation over a mask',
      volumes,
      withPlan({ normalization_schemes: ['ZScoreNormalization'], use_mask_for_norm: [true] }),
      'configurations.3d_fullres.use_mask_for_norm',
      '[true]',
    ],
    ['regions', volumes, nnunet({}, { labels: { background: 0, whole: [1, 2] } }), 'labels.whole', '[1,2]'],
    ['turned axes', volumes, nnunet({ transpose_forward: [2, 0, 1] }), 'transpose_forward', '[2,0,1]'],
    [
      'a cascade',
      volumes,
      withPlan({ previous_stage: '3d_lowres' }),
      'configurations.3d_fullres.previous_stage',
      '3d_lowres',
    ],
    ['what is no part of a classifier', tinyResnet(), xrv({ apply_sigmoid: true }), 'apply_sigmoid', 'true'],
  ])('refuses %s by its place and name, and writes nothing', async (_, network, files, where, found) => {
    expect(await refused(imported(network, files))).toMatchObject({
      code: 'import-not-expressible',
      values: { where, found },
    });
    expect(await written()).toBe(false);
  });

  it('tells a folder of something else, a broken file, and labels or series that the network has no channels for', async () => {
    expect((await refused(imported(volumes, { 'model.py': 'x' }))).code).toBe('import-unknown');
    expect((await refused(imported(volumes, { ...nnunet(), 'plans.json': '{' }))).code).toBe('import-not-json');
    const three = nnunet({}, { labels: { background: 0, a: 1, b: 2 } });
    expect((await refused(imported(volumes, three))).code).toBe('package-label-count');
    expect(await refused(imported(ofSeries(3), sequences(['T1', 'T2'], [own])))).toMatchObject({
      ...{ code: 'package-channel-count', values: { channels: 2, inputs: 3 } },
    });
  });
});
