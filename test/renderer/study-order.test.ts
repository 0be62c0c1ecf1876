import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEvent, ReviewAction, RunWithReview, Series, Study } from '../../core/contract/index.ts';
import { type Asked, arranged, EVERY, foundIn, SORTINGS, STATES } from '../../renderer/study-order.ts';
import { studyWordsOf, tagsFrom } from '../../renderer/study-words.ts';

const study = (uid: string, patientName: string, modality = 'MR') =>
  ({
    ...{ studyInstanceUid: uid, patientName, patientId: '', description: '', date: '20200101' },
    series: [{ modality, description: '' } as Series],
  }) as Study;
const run = (studyInstanceUid: string, ...statuses: string[]) =>
  ({
    run: { studyInstanceUid },
    review: { findings: Object.fromEntries(statuses.map((status, n) => [n, { status }])) },
  }) as unknown as RunWithReview;

const studies = [study('4', 'Ray^Ann'), study('3', 'Doe^P10', 'CT'), study('2', 'Doe^P9'), study('1', 'Kay^Jo')];
const found = foundIn([
  run('3', 'unreviewed', 'unreviewed'),
  run('3', 'accepted'),
  run('2', 'rejected', 'edited'),
  run('1', 'unreviewed', 'accepted'),
]);
const words = new Map([['2', { tags: ['teaching'], note: 'Ask Dr Müller' }]]);
const uids = (asked: Partial<Asked>) =>
  arranged(studies, { ...EVERY, ...asked }, { words, found }).map(({ studyInstanceUid }) => studyInstanceUid);

describe('The list of studies', () => {
  it('stands by date, by patient as people count, or by what waits for a decision', () => {
    expect(uids({})).toEqual(['4', '3', '2', '1']);
    expect(uids({ sorting: 'oldest' })).toEqual(['1', '2', '3', '4']);
    expect(uids({ sorting: 'name' })).toEqual(['2', '3', '1', '4']);
    expect(uids({ sorting: 'waiting' })).toEqual(['3', '1', '4', '2']);
  });

  it('shows those with findings to decide, with all decided, without any, of a modality, with a tag', () => {
    expect(uids({ state: 'waiting' })).toEqual(['3', '1']);
    expect(uids({ state: 'decided' })).toEqual(['2']);
    expect(uids({ state: 'unread' })).toEqual(['4']);
    expect(uids({ modality: 'CT' })).toEqual(['3']);
    expect(uids({ tag: 'teaching' })).toEqual(['2']);
    expect(uids({ tag: 'teaching', modality: 'CT' })).toEqual([]);
  });

  it('is searched by tags and notes too', () => {
    expect(uids({ query: 'müller' })).toEqual(['2']);
    expect(uids({ query: ' TEACH' })).toEqual(['2']);
    expect(uids({ query: 'ann' })).toEqual(['4']);
  });

  it('loses and doubles no study in any order, and leaves the list it came from as it is', () => {
    const before = [...studies];
    fc.assert(
      fc.property(fc.constantFrom(...SORTINGS), fc.constantFrom(...STATES), (sorting, state) => {
        expect(uids({ sorting, state }).sort()).toEqual(uids({ state }).sort());
        expect(studies).toEqual(before);
      }),
    );
  });
});

describe('Tags and note of a study', () => {
  const journal = (...actions: ReviewAction[]) =>
    actions.map((action, n) => ({ seq: n + 1, at: '', by: '', action, previous: '', hash: '' }) as JournalEvent);
  const described = (tags: string[], note = ''): ReviewAction => ({
    ...{ kind: 'describe-study', studyInstanceUid: '1' },
    ...{ tags, note },
  });

  it('are what the last entry that stands says', () => {
    const events = journal(described(['a']), described(['b'], 'n'), { kind: 'undo', seq: 2 });
    expect(studyWordsOf(events.slice(0, 2)).get('1')).toMatchObject({ tags: ['b'], note: 'n' });
    expect(studyWordsOf(events).get('1')).toMatchObject({ tags: ['a'], note: '' });
    const redone = journal(...events.map(({ action }) => action), { kind: 'undo', seq: 3 });
    expect(studyWordsOf(redone).get('1')).toMatchObject({ tags: ['b'] });
  });

  it('are gone once both are empty', () => {
    expect(studyWordsOf(journal(described(['a']), described([]))).has('1')).toBe(false);
  });

  it('are parted by the commas of both scripts, each tag once', () => {
    expect(tagsFrom(' teaching, تعليم، teaching ,, ')).toEqual(['teaching', 'تعليم']);
  });
});
