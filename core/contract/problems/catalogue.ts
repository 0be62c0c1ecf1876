/** The languages of every screen, message and report (RFC 5646). */
export const languages = ['en', 'ar'] as const;

/**
 * A sentence in the forms that its language has for the number `of` (CLDR categories, `Intl.PluralRules`); a form that
 * is absent is said as `other`.
 */
export type Counted = { of: string; other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** What happened and what to do next, in each language; `{name}` is replaced by the problem's value of that name. */
export type CatalogueEntry = Record<(typeof languages)[number], [text: string | Counted, next: string]>;

/** Keeps the keys of a part of the catalogue, so that a code that does not exist is a type error. */
export const problems = <Code extends string>(entries: Record<Code, CatalogueEntry>) => entries;
