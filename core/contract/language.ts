import { z } from 'zod';
import { languages } from './problems/index.ts';

export const Language = z.enum(languages);
export type Language = z.infer<typeof Language>;

/** One text in every language. */
export const Localised = z.object({ en: z.string(), ar: z.string() });
export type Localised = z.infer<typeof Localised>;
