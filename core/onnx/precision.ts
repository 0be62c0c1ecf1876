import { ELEMENT_TYPES, type Graph } from './model.ts';

export type Precision = 'float32' | 'float16';

const HALF = new Set(['float16', 'bfloat16']);

/** `float16` where some weight, an input or an output is of half precision, whatever the rest is. */
export function precisionOf({ initializers, inputs, outputs }: Graph): Precision {
  const types = [
    ...initializers.map(({ dataType }) => ELEMENT_TYPES[dataType]?.name ?? ''),
    ...[...inputs, ...outputs].map(({ type }) => type),
  ];
  return types.some((type) => HALF.has(type)) ? 'float16' : 'float32';
}
