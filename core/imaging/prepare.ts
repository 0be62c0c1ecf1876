import { type Frame, type FrameInfo, ProblemError, type Volume } from '../contract/index.ts';
import { alignTo } from './align.ts';
import type { Grid, Move } from './grid.ts';
import { axesOrder, dimsOf, fits, fromLayout, type Layout, type NetworkLayout, tensorOf } from './layout.ts';
import { channels } from './steps/channels.ts';
import { clip } from './steps/clip.ts';
import { crop, cropForeground, type Foreground } from './steps/crop.ts';
import { type ElementType, elementType } from './steps/elementType.ts';
import { invertMonochrome1 } from './steps/invertMonochrome1.ts';
import { modality } from './steps/modality.ts';
import { type Normalise, normalise } from './steps/normalise.ts';
import { orient } from './steps/orient.ts';
import { type Pad, pad } from './steps/pad.ts';
import { type Resample, resample } from './steps/resample.ts';
import { type Resize, resize } from './steps/resize.ts';
import { scale } from './steps/scale.ts';
import { type Voi, voi } from './steps/voi.ts';

/** The preparation steps of a manifest (core/models/manifest.ts has their schema). */
export type PrepareStep =
  | { step: 'modality' }
  | { step: 'invertMonochrome1' }
  | ({ step: 'voi' } & Voi)
  | { step: 'orient'; to: string }
  | ({ step: 'resample' } & Resample)
  /** [rows, columns]. */
  | ({ step: 'resize'; size: [number, number] } & Resize)
  /** Images: [rows, columns]; volumes: [x, y, z]. */
  | { step: 'crop'; to: 'centre'; size: number[] }
  | { step: 'crop'; to: 'foreground'; foreground: Foreground }
  | ({ step: 'pad' } & Pad)
  | (ChannelStep & Only)
  | { step: 'channels'; make: 'repeat3' }
  | { step: 'type'; to: ElementType };

/** Steps on values where they are. */
type ChannelStep =
  | ({ step: 'normalise' } & Normalise)
  | { step: 'clip'; min: number; max: number }
  | { step: 'scale'; factor: number; offset: number };
/** The channels that a step changes, by their keys; all without it. */
type Only = { only?: string[] };

/** What a network is given, and the way back to the source. */
export type Prepared = {
  /** Axes in the network's order, channels first (`toNetwork` moves them where it wants them), batch of one. */
  tensor: Float32Array;
  /** Shape of `tensor`: 1, channels, axes. */
  dims: number[];
  /** Size of the source, first axis fastest: [columns, rows] or [i, j, k]. */
  sourceSize: number[];
  /**
   * One channel of values in the network's layout and spatial size, brought back through every spatial step to the
   * source grid (first axis fastest): cut away comes back as `outside`, interpolation linearly.
   */
  restore(values: Float32Array, outside: number): Float32Array;
  /** The same of a mask; only where no spatial step mixed voxels. */
  restoreMask?(mask: Uint8Array, outside: number): Uint8Array;
  /** Size of the network's grid, first axis fastest. */
  size: number[];
  layout: Layout;
  /** A point of the network's grid on the source grid, both in pixels with 0 at the outer corner of the first. */
  toSource(point: readonly number[]): number[];
};

/** What an image knows of itself beside its pixels. */
export type ImageInfo = Pick<FrameInfo, 'modality' | 'windows' | 'voiTable' | 'photometric' | 'pixelPadding'>;

/** Stored values of one frame to the network's input. Steps run in order; `modality` is one of them. */
export function prepareImage(
  steps: PrepareStep[],
  frame: Frame,
  info: ImageInfo,
  layout: NetworkLayout,
  watch?: Watch,
): Prepared {
  if (info.photometric === 'PALETTE COLOR') throw new ProblemError('image-palette');
  const grid: Grid = {
    data: planes(Float32Array.from(frame.pixels), frame.samplesPerPixel),
    size: [frame.columns, frame.rows],
    channels: frame.samplesPerPixel,
  };
  return follow(steps, grid, axesOrder(layout), { info, watch });
}

/** A volume in output units to the network's input; `modality` has been done by `buildVolume`. */
export function prepareVolume(steps: PrepareStep[], volume: Volume, layout: NetworkLayout, watch?: Watch): Prepared {
  return prepareChannels(steps, [{ volume, prepare: [] }], layout, watch);
}

/** One of several series, and the steps that are its own (`Channel` of a manifest). */
export type ChannelVolume = { volume: Volume; prepare: ChannelStep[]; key?: string };

/**
 * Volumes in output units and in one patient space to the channels of the network's input: each is looked up on the grid
 * of the first (`alignTo`) and goes through steps of its own, then all go through `steps` together.
 */
export function prepareChannels(
  steps: PrepareStep[],
  series: [ChannelVolume, ...ChannelVolume[]],
  layout: NetworkLayout,
  watch?: Watch,
): Prepared {
  const [{ volume: first }] = series;
  const own = series.map(({ volume, prepare }, channel) => {
    const aligned = gridOf({ ...first, data: alignTo(first, volume) });
    if (channel > 0) watch?.({ step: 'align' }, gridOf(volume), aligned, channel);
    return prepare.reduce((grid, step) => {
      const next = onValues(step, grid);
      watch?.(step, grid, next, channel);
      return next;
    }, aligned).data;
  });
  const grid = { ...gridOf(first), data: joined(own), channels: series.length };
  return follow(steps, grid, axesOrder(layout), { watch, keys: series.map(({ key }) => key) });
}

function joined([first, ...more]: Float32Array[]): Float32Array {
  if (more.length === 0) return first!;
  const all = new Float32Array(first!.length * (more.length + 1));
  [first!, ...more].forEach((values, n) => {
    all.set(values, n * values.length);
  });
  return all;
}

const gridOf = ({ data, size, affine }: Volume): Grid => ({ data, size: [...size], channels: 1, affine });

/** Sees each step with the grid before and after it; `channel`: of the only one that it was done to. */
export type Watch = (step: PrepareStep | { step: 'align' }, before: Grid, after: Grid, channel?: number) => void;

/** What steps may have to know beside the values: of an image its header, of several series the keys of the channels. */
type Known = { info?: ImageInfo; keys?: (string | undefined)[] };

function follow(
  steps: PrepareStep[],
  source: Grid,
  layout: Layout,
  { watch, ...known }: Known & { watch?: Watch },
): Prepared {
  const moves: Move[] = [];
  let grid = source;
  for (const step of steps) {
    const done = apply(step, grid, known);
    if ('undo' in done) moves.push(done);
    const next = 'undo' in done ? done.grid : done;
    for (const channel of changedBy(step, known) ?? [undefined]) watch?.(step, grid, next, channel);
    grid = next;
  }
  if (!fits(grid.size, layout)) throw new ProblemError('layout-mismatch', { layout, axes: grid.size.length });
  const { size, channels: count } = grid;
  return {
    tensor: tensorOf(grid.data, size, count, layout),
    dims: dimsOf(size, count, layout),
    sourceSize: source.size,
    restore: (values, outside) =>
      moves.reduceRight((now, move) => move.undo(now, outside), fromLayout(values, size, layout)),
    ...(moves.every(({ undoMask }) => undoMask) && {
      restoreMask: (mask: Uint8Array, outside: number) =>
        moves.reduceRight((now, move) => move.undoMask!(now, outside), fromLayout(mask, size, layout)),
    }),
    size,
    layout,
    toSource: (point) => moves.reduceRight<number[]>((now, move) => move.before(now), [...point]),
  };
}

/** Numbers of the channels that a step changes, where it is not all. */
const changedBy = (step: PrepareStep, { keys = [] }: Known): number[] | undefined =>
  'only' in step ? step.only?.map((key) => keys.indexOf(key)) : undefined;

function apply(step: PrepareStep, grid: Grid, known: Known): Grid | Move {
  const { info } = known;
  const axes = (size: number[]) => (grid.affine ? size : size.toReversed());
  switch (step.step) {
    case 'modality':
      return info ? { ...grid, data: modality(grid.data, info.modality) } : grid;
    case 'voi':
      return voi(grid, step, voiOf(info));
    case 'invertMonochrome1':
      return invertMonochrome1(grid, info?.photometric ?? 'MONOCHROME2');
    case 'orient':
      return orient(needVolume(grid, step.step), step.to);
    case 'resample':
      return resample(needVolume(grid, step.step), step);
    case 'resize':
      return resize(needImage(grid, step.step), axes(step.size), step);
    case 'crop':
      if (step.to === 'foreground') return cropForeground(grid, step.foreground);
      if (step.size.length !== grid.size.length) throw new ProblemError('step-misplaced', { step: step.step });
      return crop(grid, axes(step.size));
    case 'pad':
      return pad(grid, step);
    case 'normalise':
    case 'clip':
    case 'scale':
      return onChannels(changedBy(step, known), grid, (some) => onValues(step, some));
    case 'channels':
      return channels(grid, step);
    case 'type':
      return elementType(grid, step);
  }
}

function onValues(step: ChannelStep, grid: Grid): Grid {
  if (step.step === 'normalise') return normalise(grid, step);
  return step.step === 'clip' ? clip(grid, step) : scale(grid, step);
}

/** A change of values done to some channels, as if there were no others. */
function onChannels(channels: number[] | undefined, grid: Grid, change: (some: Grid) => Grid): Grid {
  if (!channels) return change(grid);
  const voxels = grid.data.length / grid.channels;
  const of = (data: Float32Array, n: number) => data.subarray(n * voxels, (n + 1) * voxels);
  const some = change({ ...grid, data: joined(channels.map((n) => of(grid.data, n))), channels: channels.length });
  const data = grid.data.slice();
  channels.forEach((n, at) => {
    data.set(of(some.data, at), n * voxels);
  });
  return { ...grid, data };
}

function voiOf(info: ImageInfo | undefined) {
  if (!info) return { windows: [] };
  const { windows, voiTable, pixelPadding } = info;
  const [low, high] = pixelPadding ? modality(Float32Array.of(pixelPadding.low, pixelPadding.high), info.modality) : [];
  const padding =
    low === undefined || high === undefined ? undefined : ([low, high].sort((a, b) => a - b) as [number, number]);
  return { windows, voiTable, padding };
}

function needVolume(grid: Grid, step: string): Grid {
  if (!grid.affine) throw new ProblemError('step-misplaced', { step });
  return grid;
}

function needImage(grid: Grid, step: string): Grid {
  if (grid.affine) throw new ProblemError('step-misplaced', { step });
  return grid;
}

/** Interleaved samples to planes, one after the other. */
function planes(values: Float32Array, samples: number): Float32Array {
  if (samples === 1) return values;
  const count = values.length / samples;
  return values.map((_, n) => values[(n % count) * samples + Math.floor(n / count)]!);
}
