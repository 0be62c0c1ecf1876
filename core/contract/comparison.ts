import { z } from 'zod';
import { Localised } from './language.ts';

/** What a verification network says of two images: are they of one person? */
export const Comparison = z.object({
  modelId: z.string(),
  name: Localised,
  /** Cosine between the two embeddings, −1 … 1; from `threshold` on they count as one person's. */
  similarity: z.number(),
  threshold: z.number(),
  samePerson: z.boolean(),
  /** How often it was wrong where it was measured (`on`), 0 … 1: of pairs of one person, and of two. */
  wrong: z.object({ onePerson: z.number(), twoPersons: z.number(), on: z.string() }).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

/** `reasons`: why no network says anything, one for each that was asked. */
export const Compared = z.object({ comparison: Comparison.optional(), reasons: z.array(Localised) });
export type Compared = z.infer<typeof Compared>;
