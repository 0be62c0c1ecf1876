import { describe, expect, it } from 'vitest';
import type { Series, Study } from '../../core/contract/index.ts';
import { priorsOf } from '../../renderer/priors.ts';

const series = (uid: string, more: Partial<Series> = {}): Series => ({
  ...{ seriesInstanceUid: uid, studyInstanceUid: uid, modality: 'MR', description: 'T1', frames: 1, volume: false },
  ...{ images: true, kind: 'images', refersTo: [], notes: [], instances: [] },
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
