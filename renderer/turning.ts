import type { Vector3 } from '../core/contract/index.ts';
import { type Planes, turnedAxes } from './images/oblique.ts';
import { axesOfPlane, gridOf, type ReformatPlane } from './images/reformat.ts';
import { cross } from './images/slice.ts';
import type { Stack } from './images/stack.ts';
import { change, useWindow } from './state.ts';

const PLANES: ReformatPlane[] = ['axial', 'sagittal', 'coronal'];

function planesOf(stack: Stack): Planes {
  const grid = gridOf(stack.infos);
  const known = useWindow.getState().turns[stack.frames.seriesInstanceUid];
  return known ?? (Object.fromEntries(PLANES.map((plane) => [plane, axesOfPlane(grid, plane)])) as Planes);
}

/** The planes after the other two were turned about the normal of this one; undefined where it is as acquired. */
export function turnedBy(stack: Stack, angle: number): Planes | undefined {
  const { plane } = stack;
  if (plane === 'acquired') return undefined;
  const planes = planesOf(stack);
  const others = PLANES.filter((one) => one !== plane);
  const turned = others.map((one) => [one, turnedAxes(planes[one], planes[plane].forward, angle)]);
  return { ...planes, ...Object.fromEntries(turned) };
}

/** Turns the other planes; their viewports show them so from now on. */
export function turnPlanes(stack: Stack, angle: number) {
  const planes = turnedBy(stack, angle);
  const { turns } = useWindow.getState();
  if (planes) change({ turns: { ...turns, [stack.frames.seriesInstanceUid]: planes }, turning: undefined });
}

/** Along which directions the other planes cut a reformat, through any point of it. */
export function cutsOf(stack: Stack, planes: Planes | undefined): Vector3[] | undefined {
  const { plane } = stack;
  if (!planes || plane === 'acquired') return undefined;
  const normal = planes[plane].forward;
  return PLANES.filter((one) => one !== plane).map((one) => cross(planes[one].forward, normal));
}
