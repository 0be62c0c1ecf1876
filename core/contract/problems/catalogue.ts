/** The languages of every screen, message and report (RFC 5646). */
export const languages = ['en', 'ar'] as const;

/** What happened and what to do next, in each language; `{name}` is replaced by the problem's value of that name. */
export type CatalogueEntry = Record<(typeof languages)[number], [text: string, next: string]>;

/** Keeps the keys of a part of the catalogue, so that a code that does not exist is a type error. */
export const problems = <Code extends string>(entries: Record<Code, CatalogueEntry>) => entries;
