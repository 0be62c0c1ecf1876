export { type DescribedOverlay, describeOverlay } from './describe.ts';
export { maskOver, rangeOf, valuesOver } from './lay.ts';
