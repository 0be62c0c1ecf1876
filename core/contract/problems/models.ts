import { problems } from './catalogue.ts';

export const modelProblems = problems({});
