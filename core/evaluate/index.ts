export { type EvaluateDeps, type EvaluationPlan, evaluate } from './evaluate.ts';
export { refuseExisting, writeEvaluation } from './write.ts';
