import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argmax } from '../../../core/imaging/steps/argmax.ts';
import { cropForeground } from '../../../core/imaging/steps/crop.ts';
import { fillHoles } from '../../../core/imaging/steps/fillHoles.ts';
import { largestComponent } from '../../../core/imaging/steps/largestComponent.ts';
import { normalise } from '../../../core/imaging/steps/normalise.ts';
import { orient } from '../../../core/imaging/steps/orient.ts';
import { pad } from '../../../core/imaging/steps/pad.ts';
import { removeSmall } from '../../../core/imaging/steps/removeSmall.ts';
import { resample } from '../../../core/imaging/steps/resample.ts';
import { resize } from '../../../core/imaging/steps/resize.ts';
import { softmax } from '../../../core/imaging/steps/softmax.ts';
import { median, type Row, runProcess } from '../pair.ts';
import { missing, once, python, root, scratch } from '../places.ts';

const size = [160, 144, 96];
const affine = Float64Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 1]);
/** The axes go downwards, to the front and to the left: to RAS the first and the last change places, both turned. */
const sagittal = Float64Array.from([0, 0, 1.5, 0, 0, -1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1]);

/** Waves: smooth, with several bright parts and, outside of them, zeros. */
const grids = once(async () => {
  const data = Float32Array.from({ length: 160 * 144 * 96 }, (_, n) => {
    const [x, y, z] = [n % 160, Math.floor(n / 160) % 144, Math.floor(n / (160 * 144))];
    return Math.max(0, Math.sin(x / 9) * Math.cos(y / 11) * Math.sin(z / 7 + 0.3));
  });
  const file = join(await scratch('steps'), 'volume.f32');
  await writeFile(file, data);
  const volume = { data, size, channels: 1, affine };
  return {
    file,
    volume,
    image: { data: data.slice(0, 160 * 144), size: [160, 144], channels: 1 },
    mask: Uint8Array.from(data, (value) => (value > 0.5 ? 1 : 0)),
    channels: [data, data.map((value) => -value), data.map((value) => value * 0.5)],
  };
});

type Grids = Awaited<ReturnType<typeof grids>>;

const STEPS: [name: string, against: string, step: (grids: Grids) => unknown][] = [
  [
    'resample',
    'scipy.ndimage.zoom, linear',
    ({ volume }) => resample(volume, { spacingMm: [1.25, 1.25, 1.2], interpolation: 'linear', unlessWithinMm: 0.01 }),
  ],
  [
    'resize',
    'skimage.transform.resize, an image',
    ({ image }) => resize(image, [80, 96], { mode: 'stretch', interpolation: 'bilinear', antialias: true }),
  ],
  ['orient', 'numpy.transpose, copied', ({ volume }) => orient({ ...volume, affine: sagittal }, 'RAS')],
  ['crop', 'scipy.ndimage.find_objects of what is not 0', ({ volume }) => cropForeground(volume, 'nonzero')],
  ['pad', 'numpy.pad, reflect', ({ volume }) => pad(volume, { multiple: 64, mode: 'reflect', value: 0, side: 'end' })],
  ['zscore', 'NumPy', ({ volume }) => normalise(volume, { by: 'zscore', over: 'all' })],
  [
    'percentile',
    'numpy.percentile',
    ({ volume }) => normalise(volume, { by: 'percentile', over: 'all', low: 1, high: 99 }),
  ],
  ['softmax', 'scipy.special.softmax, 3 labels', ({ channels }) => softmax(channels)],
  ['argmax', 'numpy.argmax, 3 labels', ({ channels }) => argmax(channels)],
  ['largestComponent', 'skimage.measure.label', ({ mask }) => largestComponent(mask, size)],
  [
    'removeSmall',
    'skimage.morphology.remove_small_objects',
    ({ mask }) => removeSmall(mask, size, { ml: 0.05 }, 0.001),
  ],
  ['fillHoles', 'scipy.ndimage.binary_fill_holes', ({ mask }) => fillHoles(mask, size)],
];

export const rows: Row[] = STEPS.map(([name, against, step]) => ({
  work: `step ${name}, 160 × 144 × 96`,
  against: `${against}, warm`,
  goal: 1,
  unavailable: () => missing('/usr/lib/python3/dist-packages/skimage', '/usr/lib/python3/dist-packages/scipy'),
  async ours() {
    const all = await grids();
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const started = performance.now();
      step(all);
      times.push(performance.now() - started);
    }
    return { ms: median(times) };
  },
  async theirs() {
    const script = join(root, 'test/bench/steps.py');
    const args = [script, (await grids()).file, size.toReversed().join(','), name, '5'];
    const { stdout } = await runProcess(python, args);
    return { ms: median((JSON.parse(stdout) as { ms: number[] }).ms) };
  },
}));
