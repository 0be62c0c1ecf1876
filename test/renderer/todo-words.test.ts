import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { todoInArabic } from '../../renderer/network/todo-words.ts';

const folder = new URL('../../core/models/', import.meta.url);
/** The card is a file of its own, which the list does not show. */
const sources = readdirSync(folder).filter((name) => /^(draft|import)/.test(name) && name !== 'draft-card.ts');

/** What drafts and imports ask: the texts that are handed to `todo` and `words`, a value of theirs as 7. */
const asked = sources.flatMap((name) =>
  [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(/\b(?:todo|words)\((?:'([^']+)'|"([^"]+)"|`([^`]+)`)\)/g),
  ].map(([, single, double, template]) => (single ?? double ?? template)!.replaceAll(/\$\{[^}]*\}/g, '7')),
);

describe('What a draft asks of its author', () => {
  it('is there in Arabic, every text of it', () => {
    expect(asked.length).toBeGreaterThan(30);
    const texts = asked.filter((what) => !what.startsWith('7'));
    expect(texts.filter((what) => !todoInArabic(what))).toEqual([]);
  });

  it('takes over nothing but its values', () => {
    const kept = asked.flatMap((what) => todoInArabic(what)?.match(/(?<=\u2068).*?(?=\u2069)/g) ?? []);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter((value) => value !== '7')).toEqual([]);
  });

  it('keeps its values, and is asked for each language', () => {
    expect(todoInArabic('the name of output channel 12')).toContain('12');
    expect(todoInArabic('who made the model, in Arabic')).toMatch(/بالعربية$/);
    expect(todoInArabic('what the author noted down')).toBeUndefined();
  });
});
