export * from './image.ts';
export * from './language.ts';
export * from './model.ts';
export * from './operations.ts';
export * from './problem.ts';
export type { ProblemCode } from './problems/index.ts';
export * from './review.ts';
export * from './run.ts';
export * from './study.ts';
