import { expect, test } from 'vitest';
import { describeFrames, readDataSet, writeInstance } from '../../core/dicom/index.ts';
import { nextOf, type Position, stepOf } from '../../renderer/viewports/playing.ts';

const recording = (more: Record<string, unknown>, frames = 4) => {
  const instance = writeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.3.1',
    SOPInstanceUID: '2.25.11',
    Modality: 'US',
    Rows: 1,
    Columns: 2,
    NumberOfFrames: frames,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: new Uint8Array(2 * frames),
    ...more,
  });
  const infos = describeFrames(readDataSet(instance));
  return { length: frames, plane: 'acquired' as const, infoOf: (index: number) => infos[index]! };
};

/** Frames from 0 as they are played, each with the ms that it stands. */
function play(stack: ReturnType<typeof recording>, count: number): [frame: number, ms: number][] {
  let at: Position = { index: 0, back: false };
  return Array.from({ length: count }, () => {
    const next = nextOf(stack, at);
    const shown: [number, number] = [at.index, Math.round(stepOf(stack, at.index, next.index))];
    at = next;
    return shown;
  });
}

test('a recording with a time for each frame is played frame by frame as it was taken', () => {
  const stack = recording({ FrameTimeVector: [0, 20, 500, 80], FrameIncrementPointer: 0x00181065 });
  expect(play(stack, 6)).toEqual([
    [0, 20],
    [1, 500],
    [2, 80],
    [3, 200],
    [0, 20],
    [1, 500],
  ]);
});

test('a recording that prefers sweeping turns round at both ends, as slowly as it came', () => {
  const stack = recording({ FrameTimeVector: [0, 20, 500, 80], PreferredPlaybackSequencing: 1 });
  expect(play(stack, 8)).toEqual([
    [0, 20],
    [1, 500],
    [2, 80],
    [3, 80],
    [2, 500],
    [1, 20],
    [0, 20],
    [1, 500],
  ]);
});

test('a vector that does not tell every frame, or beside a frame time that counts, is not followed', () => {
  expect(play(recording({ FrameTimeVector: [0, 20, 30] }), 2)).toEqual([
    [0, 25],
    [1, 25],
  ]);
  const both = recording({ FrameTime: 40, FrameTimeVector: [0, 20, 500, 80], FrameIncrementPointer: 0x00181063 });
  expect(play(both, 2)).toEqual([
    [0, 40],
    [1, 40],
  ]);
});
