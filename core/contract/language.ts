import { z } from 'zod';

/** The languages of every screen, message and report (RFC 5646). */
export const Language = z.enum(['en', 'ar']);
export type Language = z.infer<typeof Language>;

/** One text in every language. */
export const Localised = z.object({ en: z.string(), ar: z.string() });
export type Localised = z.infer<typeof Localised>;
