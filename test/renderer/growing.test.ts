import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FrameInfo } from '../../core/contract/index.ts';
import { framesOf } from '../../renderer/images/frames.ts';
import { laidOn } from '../../renderer/images/masks.ts';
import { openStack, sameSlice } from '../../renderer/images/stack.ts';

const infoAt = (z: number): FrameInfo => ({
  ...{ sopInstanceUid: `1.2.${z}`, frame: 0, rows: 1, columns: 2, samplesPerPixel: 1, photometric: 'MONOCHROME2' },
  ...{ bitsStored: 8, signed: false, modality: { slope: 1, intercept: 0 }, windows: [] },
  plane: { position: [0, 0, z], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
  spacing: { rows: 1, columns: 1, source: 'PixelSpacing' },
});

/** The engine's two answers about a series whose slices lie at these heights, and what was asked of it. */
function engineWith(heights: () => number[]) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    if (path.endsWith('/frames')) return Response.json(heights().map(infoAt));
    const query = new URL(path, 'http://localhost').searchParams;
    const [from, count, of] = ['from', 'count', 'of'].map((name) => Number(query.get(name))) as [
      number,
      number,
      number,
    ];
    if (of !== heights().length)
      return Response.json({ problem: { code: 'series-changed', values: {} } }, { status: 409 });
    const wanted = heights().slice(from, from + count);
    asked.push(...wanted.map(String));
    return new Response(Uint8Array.from(wanted.flatMap((z) => [z, z])), { headers: { 'x-pixel-type': 'u8' } });
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

describe('A series on screen that grows', () => {
  it('keeps the slice that is shown, and asks for the new ones only', async () => {
    let heights = [10, 30];
    const asked = engineWith(() => heights);
    const before = await openStack(framesOf({ seriesInstanceUid: 'grows', frames: 2 }, ['grows']), 'acquired');
    await before.frames.loadAll();
    heights = [5, 10, 20, 30];
    const after = await openStack(framesOf({ seriesInstanceUid: 'grows', frames: 4 }, ['grows']), 'acquired');
    expect(sameSlice(before, 1, after)).toBe(3);
    expect(after.id).not.toBe(before.id);
    await after.frames.loadAll();
    expect(asked).toEqual(['10', '30', '5', '20']);
    expect([0, 1, 2, 3].map((n) => after.peek(n)?.values[0])).toEqual([5, 10, 20, 30]);
    expect([0, 1].map((n) => before.peek(n)?.values[0])).toEqual([10, 30]);
  });

  it('never shows pixels of one slice in the place of another', async () => {
    let heights = [10, 30];
    engineWith(() => heights);
    const stack = await openStack(framesOf({ seriesInstanceUid: 'raced', frames: 2 }, []), 'acquired');
    heights = [5, 10, 20, 30];
    await expect(stack.load(0)).rejects.toMatchObject({ problem: { code: 'series-changed' } });
  });

  it('has the masks of a run on the slices that the run was given', () => {
    const mask = Uint8Array.of(1, 0, 0, 1);
    const inputs = [30, 10].map((z) => ({ sopInstanceUid: `1.2.${z}`, frame: 0 }));
    expect([...laidOn(mask, inputs, [5, 10, 20, 30].map(infoAt))]).toEqual([0, 0, 0, 1, 0, 0, 1, 0]);
    expect(laidOn(mask, inputs, [30, 10].map(infoAt))).toBe(mask);
  });
});
