import type { FrameInfo, Slab, Vector3 } from '../../core/contract/index.ts';
import type { FrameStore } from './frames.ts';
import { middleOfSlice } from './meeting.ts';
import { obliqueGeometry, obliqueOf, obliqueValues } from './oblique.ts';
import { type Grid, gridOf, type ReformatPlane, reformatGeometry, reformatLength, reformatValues } from './reformat.ts';
import {
  type Axes,
  cross,
  distanceTo,
  dot,
  extentOf,
  geometryOf,
  isCalibrated,
  type Slice,
  type SliceGeometry,
} from './slice.ts';

export type Plane = 'acquired' | ReformatPlane;

/**
 * Slices one behind the other, as a viewport scrolls through them: a series as it was acquired, or one of its
 * reformats. `source` is the frame that a slice shows, where it shows one.
 */
export type Stack = {
  id: string;
  plane: Plane;
  frames: FrameStore;
  infos: FrameInfo[];
  length: number;
  calibrated: boolean;
  geometry(index: number): SliceGeometry;
  /** The slice if it is at hand. */
  peek(index: number): Slice | undefined;
  load(index: number): Promise<Slice>;
  /** The frame whose window and words belong to a slice. */
  infoOf(index: number): FrameInfo;
  /** One slice of a mask of the series (u8, [columns, rows, frames]). */
  maskSlice(mask: Uint8Array, index: number): Uint8Array;
  /** Set where the plane was turned. */
  axes?: Axes;
  /** Set where each slice shows several. */
  slab?: Slab;
  /** Degrees between the normal and the patient axis that the plane is named after; 0 for acquired. */
  tilt: number;
};

const toArrayOf = (frames: FrameStore) => (frame: number) => frames.peek(frame)!.values;

function acquired(frames: FrameStore, infos: FrameInfo[]): Stack {
  return {
    id: `${frames.seriesInstanceUid}/${infos.length}/acquired`,
    plane: 'acquired',
    frames,
    infos,
    length: infos.length,
    calibrated: isCalibrated(infos[0]!),
    geometry: (index) => geometryOf(infos[index]!),
    peek: (index) => frames.peek(index),
    load: (index) => frames.load(index),
    infoOf: (index) => infos[index]!,
    maskSlice(mask, index) {
      const size = infos[0]!.columns * infos[0]!.rows;
      return mask.subarray(index * size, (index + 1) * size);
    },
    tilt: 0,
  };
}

function reformat(frames: FrameStore, infos: FrameInfo[], plane: ReformatPlane, grid: Grid): Stack {
  const [columns, rows] = grid.size;
  const at = (index: number) => reformatGeometry(grid, plane, index);
  const complete = () => frames.loaded() === infos.length;
  let last: { index: number; slice: Slice } | undefined;
  const cut = (index: number): Slice => {
    if (last?.index !== index) {
      const { columns, rows } = at(index);
      const values = reformatValues(grid, plane, index, toArrayOf(frames));
      last = { index, slice: { columns, rows, colour: false, values } };
    }
    return last.slice;
  };
  return {
    id: `${frames.seriesInstanceUid}/${infos.length}/${plane}`,
    plane,
    frames,
    infos,
    length: reformatLength(grid, plane),
    calibrated: isCalibrated(infos[0]!),
    geometry: at,
    peek: (index) => (complete() ? cut(index) : undefined),
    load: async (index) => {
      await frames.loadAll();
      return cut(index);
    },
    infoOf: () => infos[Math.floor(infos.length / 2)]!,
    maskSlice: (mask, index) =>
      reformatValues(grid, plane, index, (frame) =>
        mask.subarray(frame * columns * rows, (frame + 1) * columns * rows),
      ) as Uint8Array,
    tilt: tiltOf(plane, at(0)),
  };
}

/** Degrees between a normal and the patient axis that a plane is named after. */
function tiltOf(plane: ReformatPlane, { rowDirection, columnDirection }: SliceGeometry): number {
  const axis: Vector3 = plane === 'axial' ? [0, 0, 1] : plane === 'sagittal' ? [1, 0, 0] : [0, 1, 0];
  return (Math.acos(Math.min(1, Math.abs(dot(cross(rowDirection, columnDirection), axis)))) * 180) / Math.PI;
}

/** A plane that a reader turned, interpolated between voxels. */
function oblique(frames: FrameStore, infos: FrameInfo[], plane: ReformatPlane, grid: Grid, axes: Axes): Stack {
  const straight = reformat(frames, infos, plane, grid);
  const cut = obliqueOf(grid, axes);
  const { columns, rows } = cut;
  const [width, height] = grid.size;
  let last: { index: number; slice: Slice } | undefined;
  const made = (index: number): Slice => {
    if (last?.index !== index) {
      const frame = toArrayOf(frames);
      const [outside] = extentOf(frame(Math.floor(infos.length / 2)));
      last = {
        index,
        slice: { columns, rows, colour: false, values: obliqueValues(grid, cut, index, frame, { outside }) },
      };
    }
    return last.slice;
  };
  return {
    ...straight,
    id: `${straight.id}/${[axes.right, axes.down].flat().map((part) => part.toFixed(4))}`,
    axes,
    length: cut.length,
    geometry: (index) => obliqueGeometry(cut, index),
    peek: (index) => (frames.loaded() === infos.length ? made(index) : undefined),
    load: async (index) => {
      await frames.loadAll();
      return made(index);
    },
    maskSlice(mask, index) {
      const frame = (k: number) => mask.subarray(k * width * height, (k + 1) * width * height);
      return Uint8Array.from(obliqueValues(grid, cut, index, frame, { outside: 0, nearest: true }));
    },
    tilt: tiltOf(plane, obliqueGeometry(cut, 0)),
  };
}

/** The stack of a series in a plane, turned where `axes` says so; reformats need a volume of grey values. */
export async function openStack(frames: FrameStore, plane: Plane, axes?: Axes): Promise<Stack> {
  const infos = await frames.infos();
  if (plane === 'acquired') return acquired(frames, infos);
  const grid = gridOf(infos);
  return axes ? oblique(frames, infos, plane, grid, axes) : reformat(frames, infos, plane, grid);
}

/** Where a slice of a stack is in another of the same series and plane, which may have got more slices. */
export function sameSlice(from: Stack, index: number, to: Stack): number {
  if (from.plane === 'acquired') {
    const { sopInstanceUid, frame } = from.infoOf(index);
    const place = to.infos.findIndex((info) => info.sopInstanceUid === sopInstanceUid && info.frame === frame);
    if (place >= 0) return place;
  }
  return nearestSlice(to, middleOfSlice(from.geometry(index)));
}

/** The slice of a stack that is nearest to a point. */
export function nearestSlice(stack: Stack, point: Vector3): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < stack.length; index++) {
    const distance = distanceTo(stack.geometry(index), point);
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
