import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FrameInfo, Window } from '../../core/contract/index.ts';
import { applyModality, applyVoi, describeFrames, readInstance } from '../../core/dicom/index.ts';
import { dataFile, hasData } from './shared.ts';

const info: FrameInfo = {
  sopInstanceUid: '2.25.1',
  frame: 0,
  rows: 1,
  columns: 1,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 16,
  signed: true,
  modality: { slope: 1, intercept: 0 },
  windows: [],
};
const grey = (window: Window, ...values: number[]) => [...applyVoi(Float32Array.from(values), info, window)];

test('stored values become Hounsfield units by slope and intercept', () => {
  const modality = { slope: 2, intercept: -1024 };
  expect([...applyModality(Int16Array.of(0, 500, -1), { modality })]).toEqual([-1024, -24, -1026]);
});

test('a modality table holds its ends beyond them', () => {
  const table = { first: -1, bits: 16, entries: Uint16Array.of(10, 20, 30) };
  const modality = { slope: 1, intercept: 0, table };
  expect([...applyModality(Int16Array.of(-5, -1, 0, 1, 9), { modality })]).toEqual([10, 10, 20, 30, 30]);
});

test('a linear window has the borders of PS3.3 C.11.2.1.2', () => {
  const window: Window = { center: 2048, width: 4096, function: 'LINEAR' };
  expect(grey(window, 0, 4095)).toEqual([0, 1]);
  const narrow: Window = { center: 100, width: 1, function: 'LINEAR' };
  expect(grey(narrow, 99.5, 100)).toEqual([0, 1]);
});

test('an exact linear window has its borders at center ± width / 2', () => {
  expect(grey({ center: 0, width: 10, function: 'LINEAR_EXACT' }, -5, 0, 5)).toEqual([0, 0.5, 1]);
});

test('a sigmoid is one half at the center', () => {
  const [low, middle, high] = grey({ center: 7, width: 10, function: 'SIGMOID' }, -1e4, 7, 1e4);
  expect([low, middle, high]).toEqual([0, 0.5, 1]);
});

test('every window function is monotonic and stays within 0 and 1', () => {
  const window = fc.record({
    center: fc.integer({ min: -3000, max: 3000 }),
    width: fc.integer({ min: 1, max: 5000 }),
    function: fc.constantFrom('LINEAR' as const, 'LINEAR_EXACT' as const, 'SIGMOID' as const),
  });
  fc.assert(
    fc.property(window, fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 2 }), (chosen, values) => {
      const found = grey(chosen, ...values.sort((a, b) => a - b));
      expect(found.every((value, i) => value >= 0 && value <= 1 && (i === 0 || value >= found[i - 1]!))).toBe(true);
    }),
  );
});

test('without window or table the whole range is shown, also where every value is the same', () => {
  expect([...applyVoi(Float32Array.of(3, 5, 7), info)]).toEqual([0, 0.5, 1]);
  expect([...applyVoi(Float32Array.of(4, 4), info)].every(Number.isFinite)).toBe(true);
});

test.runIf(hasData)('a file with a VOI table is shown through it', async () => {
  const [frame] = describeFrames(await readInstance({ path: dataFile('pydicom-data/vlut_04.dcm') }));
  expect(frame!.voiTable?.entries.length).toBeGreaterThan(1);
  const shown = applyVoi(Float32Array.of(-1e6, 1e6), { ...frame!, windows: [] });
  expect(shown.every((value) => value >= 0 && value <= 1)).toBe(true);
});
