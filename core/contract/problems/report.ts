import { problems } from './catalogue.ts';

export const reportProblems = problems({});
