export { type EvaluateDeps, type EvaluationPlan, evaluate } from './evaluate.ts';
export { openImages } from './images.ts';
export { refuseExisting, writeEvaluation } from './write.ts';
