import { problems } from './catalogue.ts';

export const dicomProblems = problems({});
