/** What happened and what to do next, in both languages; `{name}` is replaced by the problem's value of that name. */
export type CatalogueEntry = { en: [text: string, next: string]; ar: [text: string, next: string] };

/** Keeps the keys of a part of the catalogue, so that a code that does not exist is a type error. */
export const problems = <Code extends string>(entries: Record<Code, CatalogueEntry>) => entries;
