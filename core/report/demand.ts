import { ProblemError } from '../contract/index.ts';

/** Refuses a file, with what is wrong in it, unless something holds. */
export type Demand = (holds: boolean, what: string) => void;

export const demandFor =
  (file: string): Demand =>
  (holds, what) => {
    if (!holds) throw new ProblemError('export-check-failed', { file, what });
  };
