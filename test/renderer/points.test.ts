import { describe, expect, it } from 'vitest';
import type { EvaluatedCase, Evaluation } from '../../core/contract/index.ts';
import { wayToFind } from '../../renderer/evaluation/points.ts';
import { judged, pointMissed } from '../../renderer/evaluation/verdict.ts';

const labels: Evaluation['labels'] = [
  { key: 'normal', name: { en: 'Normal', ar: 'طبيعية' }, role: 'normal', operatingPoints: [] },
  {
    key: 'virus',
    name: { en: 'Virus', ar: 'فيروس' },
    role: 'finding',
    operatingPoints: [
      { name: 'balanced', threshold: 0.5 },
      { name: 'sensitive', threshold: 0.22 },
    ],
  },
];
const scored = (label: string, virus: number): EvaluatedCase => ({
  name: `${label} ${virus}`,
  path: '',
  patient: '',
  label,
  scores: { normal: 1 - virus, virus },
});
const results = [0.1, 0.25, 0.3, 0.6].map((virus) => scored('normal', virus));

describe('What it would take to find a missed case', () => {
  it('is the operating point with the fewest false alarms that finds it', () => {
    const missed = scored('virus', 0.31);
    const way = wayToFind({ labels, results: [...results, missed] }, missed);
    expect(way).toEqual({ found: { name: 'sensitive', threshold: 0.22, mistakes: 3 } });
  });

  it('is a threshold of its own where no operating point does, beside the nearest that there is', () => {
    const missed = scored('virus', 0.1234);
    const way = wayToFind({ labels, results: [...results, missed] }, missed);
    const beside = { name: 'sensitive', threshold: 0.22, mistakes: 3 };
    expect(way).toEqual({ needed: { threshold: 0.123, mistakes: 3, beside } });
  });

  it('is not told of a case whose label the model does not have', () => {
    expect(wayToFind({ labels, results }, scored('fracture', 0.3))).toBeUndefined();
  });
});

describe('A box in the right place', () => {
  const boxed = (score: number, right: boolean): EvaluatedCase => ({
    ...{ name: `${score}`, path: '', patient: '', label: 'virus', right },
    boxes: [{ label: 'virus', score, boxPx: [0, 0, 9, 9] }],
    marked: [{ label: 'virus', boxPx: [0, 0, 9, 9] }],
  });

  it('is missed where it is too weak for its operating point, since the app would not report it', () => {
    const results = [boxed(0.6, true), boxed(0.4, true), boxed(0.4, false)];
    const verdicts = judged({ labels, results }).sort((a, b) => a.number - b.number);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['right', 'missed', 'place']);
    expect(pointMissed({ labels }, results[1]!)).toEqual({ name: 'balanced', threshold: 0.5 });
  });
});
