export { checkGraph } from './check.ts';
export { describeNetwork } from './describe.ts';
export { addOutput } from './edit.ts';
export { type ClassActivationHead, classActivationHead } from './head.ts';
export type { Graph } from './model.ts';
export { readGraph } from './read.ts';
