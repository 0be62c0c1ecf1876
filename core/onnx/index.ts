export { checkGraph } from './check.ts';
export { describeNetwork } from './describe.ts';
export { addFloats, addNorms, addOutput, floatName, normName } from './edit.ts';
export { type ClassActivationHead, classActivationHead } from './head.ts';
export type { Graph } from './model.ts';
export { type NetworkPlan, planOf } from './plan.ts';
export { type Precision, precisionOf } from './precision.ts';
export { readGraph } from './read.ts';
