import type { Slab } from '../../core/contract/index.ts';
import { distanceTo, type Slice } from './slice.ts';
import type { Stack } from './stack.ts';

/** How many slices on each side lie within a slab; their middles count. */
export function reachOf(stack: Stack, mm: number): number {
  if (stack.length < 2) return 0;
  const step = distanceTo(stack.geometry(0), stack.geometry(1).position);
  return step > 0 ? Math.floor(mm / 2 / step + 1e-6) : 0;
}

/** Each value is the greatest, least or mean of those at its place in all slices. Colours are left as they are. */
function project(slices: Slice[], middle: Slice, mode: Slab['mode']): Slice {
  if (middle.colour || slices.some(({ values }) => values.length !== middle.values.length)) return middle;
  const alike = slices.every(({ values }) => values.constructor === middle.values.constructor);
  const result = alike && mode !== 'mean' ? middle.values.slice() : new Float32Array(middle.values);
  if (mode === 'mean') result.fill(0);
  for (const { values } of slices)
    for (let at = 0; at < result.length; at++) {
      const value = values[at]!;
      if (mode === 'mean') result[at] = result[at]! + value / slices.length;
      else if (mode === 'max' ? value > result[at]! : value < result[at]!) result[at] = value;
    }
  return { ...middle, values: result };
}

/** The stack with each slice as thick as the slab, cut off at the ends of the series. */
export function thick(stack: Stack, slab: Slab): Stack {
  const reach = reachOf(stack, slab.mm);
  let last: { index: number; slice: Slice } | undefined;
  const around = (index: number) => {
    const from = Math.max(index - reach, 0);
    return Array.from({ length: Math.min(index + reach, stack.length - 1) - from + 1 }, (_, n) => from + n);
  };
  const made = (index: number, slices: Slice[], middle: Slice) => {
    if (last?.index !== index) last = { index, slice: project(slices, middle, slab.mode) };
    return last.slice;
  };
  return {
    ...stack,
    id: `${stack.id}/${slab.mode}${slab.mm}`,
    slab,
    peek(index) {
      const slices = around(index).map((one) => stack.peek(one));
      const middle = stack.peek(index);
      return middle && slices.every((one) => one !== undefined) ? made(index, slices, middle) : undefined;
    },
    async load(index) {
      const middle = await stack.load(index);
      return made(index, await Promise.all(around(index).map((one) => stack.load(one))), middle);
    },
  };
}
