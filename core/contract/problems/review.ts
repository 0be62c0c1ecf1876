import { problems } from './catalogue.ts';

export const reviewProblems = problems({});
