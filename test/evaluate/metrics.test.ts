import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Metric, Vector3 } from '../../core/contract/index.ts';
import { createBootstrap, meanOf } from '../../core/evaluate/bootstrap.ts';
import { boxPrecisionOf, hitsOf } from '../../core/evaluate/boxes.ts';
import { calibrationErrorOf } from '../../core/evaluate/calibration.ts';
import { createGenerator } from '../../core/evaluate/generator.ts';
import { dice, surfaceDistanceMm, volumeErrorMl } from '../../core/evaluate/masks.ts';
import { aucOf, averagePrecisionOf, rocAt } from '../../core/evaluate/ranking.ts';
import { hasPython, noise } from '../imaging/reference.ts';

const ROWS = 120;
/** Of few digits, so that there are ties. */
const scores = Array.from(noise(ROWS, 1), (value) => Math.round(value * 40) / 40);
const positive = Array.from(noise(ROWS, 2), (value, n) => value + scores[n]! > 1);
const patients = Array.from(noise(ROWS, 3), (value) => `P${Math.floor(value * 50)}`);
const missing = Array.from(noise(ROWS, 4), (value) => value < 0.2);
const shares = Array.from({ length: ROWS }, (_, n) => {
  const parts = Array.from(noise(3, 100 + n), (value) => value ** 2);
  return parts.map((part) => part / parts.reduce((sum, value) => sum + value, 0));
});
const labels = Array.from(noise(ROWS, 5), (value) => Math.floor(value * 3));
const size: Vector3 = [13, 11, 9];
const spacing: Vector3 = [0.7, 1.1, 2.5];
const ball = (radius: number, [x, y, z]: number[]) =>
  Uint8Array.from({ length: size[0] * size[1] * size[2] }, (_, at) => {
    const [i, j, k] = [at % size[0], Math.floor(at / size[0]) % size[1], Math.floor(at / (size[0] * size[1]))];
    return Number((i - x!) ** 2 + (j - y!) ** 2 + 3 * (k - z!) ** 2 <= radius ** 2);
  });
// One of them reaches the border of the grid.
const masks = { found: ball(4, [5, 5, 4]), truth: ball(4.4, [9, 6, 5]), size };
const boxAt = (seed: number): [number, number, number, number] => {
  const [x, y, w, h] = noise(4, seed) as unknown as [number, number, number, number];
  return [x * 4, y * 4, x * 4 + 10 + w * 3, y * 4 + 10 + h * 3];
};
const slices = Array.from({ length: 40 }, (_, n) => ({
  name: `${n}`,
  patient: `P${n % 9}`,
  marked: { label: n % 2, boxPx: boxAt(n) },
  boxes: Array.from({ length: n % 4 }, (_, m) => ({
    label: m % 2 === 0 ? n % 2 : 1 - (n % 2),
    score: noise(1, 50 * n + m)[0]!,
    boxPx: boxAt(1000 + 7 * n + m),
  })).sort((a, b) => b.score - a.score),
}));

type Judged = {
  draws: number[][];
  auc: Metric;
  averagePrecision: Metric;
  roc: Metric[];
  ece: Metric;
  mean: Metric;
  boxPrecision: Metric;
  dice: number;
  unitSurface: number;
  surface: number;
};

/** Between the points of the curves. */
const SHARES = [0.0137, 0.1171, 0.5013];
const BELOW = [1, 2, 7, 250, 3_000_000_000];
let judged: Judged;

beforeAll(() => {
  if (!hasPython) return;
  const script = fileURLToPath(new URL('./judge.py', import.meta.url));
  const bits = { found: Array.from(masks.found), truth: Array.from(masks.truth) };
  const asked = { scores, positive, patients, missing, shares, labels, ...bits, size, spacing, slices };
  const input = JSON.stringify({ ...asked, below: BELOW, at: SHARES, seed: 1 });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  judged = JSON.parse(execFileSync('/usr/bin/python3', [script], { input, env }).toString());
});

function expectEqual(ours: Metric | undefined, theirs: Metric): void {
  for (const part of ['value', 'low', 'high'] as const) expect(ours![part], part).toBeCloseTo(theirs[part], 9);
}

describe.skipIf(!hasPython)('A figure of an evaluation', () => {
  const over = createBootstrap(patients);

  it('is drawn over the same patients as NumPy draws for the training code', () => {
    const ours = BELOW.map((below) => {
      const draw = createGenerator(1);
      return Array.from({ length: 40 }, () => draw(below));
    });
    expect(ours).toEqual(judged.draws);
  });

  it('equals scikit-learn, interval and all: area under the ROC curve, average precision', () => {
    expectEqual(over.figure(aucOf(scores, positive)), judged.auc);
    expectEqual(over.figure(averagePrecisionOf(scores, positive)), judged.averagePrecision);
  });

  it('equals scikit-learn and NumPy along the ROC curve, band and all', () => {
    const at = rocAt(scores, positive, SHARES);
    const curve = at(new Array(ROWS).fill(1));
    over.intervals(at).forEach((interval, n) => {
      expectEqual(interval && { value: curve[n]!, ...interval }, judged.roc[n]!);
    });
  });

  it('equals the training code with NumPy: calibration error, mean of what has a value', () => {
    const sure = shares.map((row) => Math.max(...row));
    const right = shares.map((row, n) => row.indexOf(sure[n]!) === labels[n]);
    expectEqual(over.figure(calibrationErrorOf(sure, right)), judged.ece);
    expectEqual(over.figure(meanOf(scores.map((score, n) => (missing[n] ? Number.NaN : score)))), judged.mean);
  });

  it('equals SciPy on masks: Dice, distance of surfaces', () => {
    expect(dice(masks)).toBeCloseTo(judged.dice, 12);
    expect(surfaceDistanceMm({ ...masks, spacing: [1, 1, 1] })).toBeCloseTo(judged.unitSurface, 9);
    expect(surfaceDistanceMm({ ...masks, spacing })).toBeCloseTo(judged.surface, 9);
  });

  it('equals the training code with torch on boxes: average precision at half overlap', () => {
    const cases = slices.map(({ marked, boxes, ...rest }) => ({
      ...rest,
      boxes: boxes.map((box) => ({ ...box, label: `${box.label}` })),
      marked: [{ ...marked, label: `${marked.label}` }],
    }));
    const wanted = slices.map(({ marked }) => Number(marked.label === 0));
    const drawnOver = createBootstrap(slices.map(({ patient }) => patient));
    expectEqual(drawnOver.figure(boxPrecisionOf(hitsOf(cases, '0'), wanted)), judged.boxPrecision);
  });
});

describe('A figure without a value', () => {
  it('is left out, and masks that are empty have no distance', () => {
    const over = createBootstrap(['a', 'b']);
    expect(over.figure(aucOf([0.1, 0.9], [true, true]))).toBeUndefined();
    const sizes = { size: [2, 2, 2] as Vector3, spacing: [1, 1, 1] as Vector3 };
    const pair = { found: new Uint8Array(8), truth: new Uint8Array(8), ...sizes };
    expect([dice(pair), volumeErrorMl(pair), surfaceDistanceMm(pair)]).toEqual([0, 0, Number.NaN]);
  });

  it('finds each thing once: a second box on it is an alarm', () => {
    const boxPx = [0, 0, 10, 10] as [number, number, number, number];
    const box = (score: number) => ({ label: 'x', score, boxPx });
    const cases = [{ name: '1', patient: '1', boxes: [box(0.9), box(0.8)], marked: [{ label: 'x', boxPx }] }];
    expect(hitsOf(cases, 'x').map(({ right }) => right)).toEqual([true, false]);
  });
});
