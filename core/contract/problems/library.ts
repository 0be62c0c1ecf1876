import { problems } from './catalogue.ts';

export const libraryProblems = problems({});
