/* A door of its own, without the schemas of the contract: what only has to refuse a file need not load them. */
export { languages } from './catalogue.ts';
export { catalogue, isAboutModels, type ProblemCode } from './codes.ts';
export { describeProblem, type Problem, ProblemError, type ProblemText, problemOf } from './problem.ts';
