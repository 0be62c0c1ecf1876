import { z } from 'zod';
import type { Problem as Said } from './problems/index.ts';

/** `Problem` as it crosses walls. */
export const Problem = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
}) satisfies z.ZodType<Said>;
export type Problem = z.infer<typeof Problem>;

export { describeProblem, ProblemError, type ProblemText, problemOf } from './problems/index.ts';
