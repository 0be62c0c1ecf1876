import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue, describeProblem } from '../../core/contract/problems/index.ts';

const FOLDER = new URL('../../core/contract/problems/', import.meta.url);

test('every code of a problem stands in one station only, so that none speaks with the words of another', async () => {
  const codes: string[] = [];
  for (const file of readdirSync(FOLDER)) {
    const parts = (await import(new URL(file, FOLDER).href)) as Record<string, object>;
    for (const [name, part] of Object.entries(parts)) if (name.endsWith('Problems')) codes.push(...Object.keys(part));
  }
  expect(codes.filter((code, n) => codes.indexOf(code) !== n)).toEqual([]);
  expect(codes.toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

test('numbers of things are said as each language says them', () => {
  const said = (language: 'en' | 'ar', count: number) =>
    describeProblem({ code: 'no-position', values: { count } }, language).text;
  expect([1, 2].map((count) => said('en', count))).toEqual([
    'One image does not say where it lies.',
    '2 images do not say where they lie.',
  ]);
  expect([1, 2, 3, 11, 100].map((count) => said('ar', count))).toEqual([
    'صورة واحدة لا تذكر موضعها.',
    'صورتان لا تذكران موضعهما.',
    '3 صور لا تذكر موضعها.',
    '11 صورة لا تذكر موضعها.',
    '100 صورة لا تذكر موضعها.',
  ]);
  const every = Object.values(catalogue).flatMap(({ en, ar }) => [...en, ...ar]);
  expect(every.filter((sentence) => JSON.stringify(sentence).includes('(s)'))).toEqual([]);
});

test('a sentence of several forms needs no other values in one of them', () => {
  for (const [code, { en, ar }] of Object.entries(catalogue)) {
    for (const [text] of [en, ar]) {
      if (typeof text === 'string') continue;
      const { of, ...forms } = text;
      const known = new Set([`{${of}}`, ...(forms.other.match(/\{\w+\}/g) ?? [])]);
      for (const form of Object.values(forms))
        expect(
          (form.match(/\{\w+\}/g) ?? []).filter((value) => !known.has(value)),
          code,
        ).toEqual([]);
    }
  }
});
