import { problems } from './catalogue.ts';

export const imagingProblems = problems({});
