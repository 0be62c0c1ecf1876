import { describe, expect, it } from 'vitest';
import { Hanging, type Series, type Study } from '../../core/contract/index.ts';
import { hang } from '../../renderer/hung.ts';
import { priorsOf } from '../../renderer/priors.ts';

const series = (uid: string, more: Partial<Series> = {}): Series => ({
  ...{ seriesInstanceUid: uid, studyInstanceUid: uid, modality: 'MR', description: 'T1', frames: 1, volume: false },
  ...{ images: true, kind: 'images', documents: 0, refersTo: [], notes: [] },
  ...more,
});
const study = (uid: string, more: Partial<Study> = {}): Study => ({
  ...{ studyInstanceUid: uid, patientName: 'Doe^Jane', patientId: '7', patientBirthDate: '', patientSex: '' },
  ...{ patientAge: '', date: '20200101', time: '', description: '', accessionNumber: '', series: [series(`${uid}.1`)] },
  ...more,
});
const uidsOf = (now: Study, studies: Study[]) =>
  priorsOf(now, now.series[0]!, [now, ...studies]).map((prior) => prior.series.seriesInstanceUid);

describe('Priors', () => {
  it('are all other studies of the patient with a series of the modality, the latest first, the most alike of each', () => {
    const earlier = study('2', { date: '20180101' });
    const later = study('3', {
      date: '20190101',
      series: [series('3.1', { description: 'localiser' }), series('3.2'), series('3.3', { kind: 'overlay' })],
    });
    const ct = study('4', { series: [series('4.1', { modality: 'CT' })] });
    expect(uidsOf(study('1'), [earlier, later, ct, study('5', { patientId: '8' })])).toEqual(['3.2', '2.1']);
  });

  it.each(['', '^^', ' ', '^=^'])('are none of a study that says nothing of its patient (name "%s")', (patientName) => {
    const nobody = { patientName, patientId: '' };
    expect(uidsOf(study('1', nobody), [study('2', nobody)])).toEqual([]);
  });

  it('may be of a patient who has a name or an ID only', () => {
    for (const who of [{ patientName: '' }, { patientId: '' }])
      expect(uidsOf(study('1', who), [study('2', who)])).toEqual(['2.1']);
  });
});

describe('A hanging rule', () => {
  const rules = (priors: number, layout: '1x2' | '2x2' = '2x2', panes: object[] = [{}]) =>
    Hanging.parse({ rules: [{ name: 'with priors', modality: 'MR', layout, priors, panes }] });
  const now = study('1', { date: '20210101' });
  const before = ['20190101', '20200101', '20180101'].map((date, n) => study(`${n + 2}`, { date }));
  const hung = (hanging: Hanging, studies: Study[] = before) => {
    const found = hang(hanging, now, 'MR', [now, ...studies]);
    return { shown: found?.panes?.map(({ seriesInstanceUid }) => seriesInstanceUid), comparing: found?.comparing };
  };

  it('hangs as many priors as it says beside the study, the latest first', () => {
    expect(hung(rules(2))).toEqual({ shown: ['1.1', '3.1', '2.1', undefined], comparing: true });
    expect(hung(rules(3))).toEqual({ shown: ['1.1', '3.1', '2.1', '4.1'], comparing: true });
  });

  it('hangs no more priors than there are places left, in the planes of what they are beside', () => {
    expect(hung(rules(3, '1x2'))).toEqual({ shown: ['1.1', '3.1'], comparing: true });
    expect(hung(rules(1, '1x2', [{}, { view: 'PA' }]))).toEqual({ shown: ['1.1', '3.1'], comparing: true });
  });

  it('hangs nothing of its own where it wants no priors or the patient has none', () => {
    expect(hung(rules(0))).toEqual({ shown: undefined, comparing: undefined });
    expect(hung(rules(2), [study('9', { patientId: 'other' })])).toEqual({ shown: undefined, comparing: undefined });
  });
});
