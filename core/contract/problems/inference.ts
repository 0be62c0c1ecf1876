import { problems } from './catalogue.ts';

export const inferenceProblems = problems({});
