import { describe, expect, test } from 'vitest';
import type { JournalEvent, ReviewAction, Study } from '../../core/contract/index.ts';
import { ageOf, dateOf, mlText, personName, shareText } from '../../renderer/format.ts';
import { translator } from '../../renderer/i18n.tsx';
import { ar } from '../../renderer/locales/ar.ts';
import { en } from '../../renderer/locales/en.ts';
import { nextUndo } from '../../renderer/undo.ts';

const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');

describe('words', () => {
  test('Arabic fills the same places as English, in every plural form that Arabic has', () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    for (const [key, english] of Object.entries(en)) {
      const arabic = ar[key as keyof typeof ar];
      if (typeof english === 'string') {
        expect([key, ...places(arabic as string).toSorted()]).toEqual([key, ...places(english).toSorted()]);
        continue;
      }
      const known = new Set(places(english.other));
      for (const text of Object.values(arabic as Record<string, string>))
        for (const name of places(text)) expect(known, `${key}: ${name}`).toContain(name);
    }
  });

  test('findings are counted as grammar wants it', () => {
    const t = translator('ar');
    const counted = [1, 2, 3, 11, 100].map((n) => plain(t('studyToReview', { n })));
    expect(counted).toEqual([
      'نتيجة واحدة للمراجعة',
      'نتيجتان للمراجعة',
      '3 نتائج للمراجعة',
      '11 نتيجة للمراجعة',
      '100 نتيجة للمراجعة',
    ]);
    expect(translator('en')('nSlices', { n: 1 })).toBe('1 slice');
  });

  test('numbers inside an Arabic sentence are isolated, so that their signs stay in place', () => {
    expect(translator('ar')('percent', { n: 62 })).toBe('\u206662\u2069 %');
  });
});

describe('values of files in words', () => {
  const t = translator('en');
  const study = (patientAge: string) => ({ patientAge }) as Study;

  test('names, dates and ages', () => {
    expect(personName('Phantom^Anna^^Dr')).toBe('Phantom, Anna');
    expect(personName('=山田^太郎=やまだ^たろう')).toBe('山田, 太郎');
    expect(personName('^^^')).toBe('');
    expect(dateOf('20260314', 'en')).toBe('14 Mar 2026');
    expect(dateOf('not a date', 'en')).toBe('not a date');
    expect(ageOf(study('034Y'), t)).toBe('34\u00a0y');
    expect(ageOf(study('006M'), t)).toBe('6\u00a0mo');
    expect(ageOf(study('old'), t)).toBe('old');
  });

  test('a probability is never rounded to certainty', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(shareText)).toEqual(['0.00', '<0.01', '0.50', '>0.99', '1.00']);
  });

  test('volumes keep the digits that mean something', () => {
    expect([1.9234, 12.34, 123.4].map(mlText)).toEqual(['1.92', '12.3', '123']);
  });
});

describe('undo and redo', () => {
  const journal = (...actions: ReviewAction[]): JournalEvent[] =>
    actions.map((action, at) => ({ seq: at + 1, at: '', by: 'r', action, previous: '', hash: '' }));
  const accept: ReviewAction = { kind: 'accept', runId: 'r', findingId: 'f' };
  const undo = (seq: number): ReviewAction => ({ kind: 'undo', seq });

  test('undo takes back the last decision that stands, then the one before', () => {
    expect(nextUndo(journal(accept, accept))?.seq).toBe(2);
    expect(nextUndo(journal(accept, accept, undo(2)))?.seq).toBe(1);
    expect(nextUndo(journal(accept, undo(1)))).toBeUndefined();
  });

  test('redo gives decisions back in turn, until a new one is made', () => {
    const both = [accept, accept, undo(2), undo(1)] as const;
    expect(nextUndo(journal(...both), true)?.seq).toBe(4);
    expect(nextUndo(journal(...both, undo(4)), true)?.seq).toBe(3);
    expect(nextUndo(journal(...both, accept), true)).toBeUndefined();
    expect(nextUndo(journal(accept), true)).toBeUndefined();
  });
});
