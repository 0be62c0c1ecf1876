/** Markup whose texts have been escaped. */
export type Html = { markup: string };

/** Text in markup. */
export const escaped = (text: string): Html => ({
  markup: text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
});

type Part = Html | string | number | Html[];

const markupOf = (part: Part): string =>
  Array.isArray(part)
    ? part.map(({ markup }) => markup).join('')
    : typeof part === 'object'
      ? part.markup
      : escaped(String(part)).markup;

/** A piece of markup: values that are not markup themselves are escaped. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  markup: texts.map((text, n) => `${text}${n < parts.length ? markupOf(parts[n]!) : ''}`).join(''),
});
