import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../core/pictures/index.ts';
import { readTiff } from '../../core/pictures/tiff.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { tiff } from '../fuzz/seeds.ts';
import { hasPython } from '../imaging/reference.ts';
import { problemCode } from '../inference/fixtures.ts';

type Said = { file: string; frames: number[][] };

describe('a TIFF file', () => {
  let folder: string;
  let said: Said[] = [];
  beforeAll(async () => {
    folder = await temporaryFolder();
    if (!hasPython) return;
    const script = fileURLToPath(new URL('tiff.py', import.meta.url));
    said = JSON.parse(execFileSync('/usr/bin/python3', [script, folder], { maxBuffer: 2 ** 28 }).toString());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(!hasPython)(
    'has the values that PIL or tifffile reads in it, page by page, in strips, tiles and planes',
    async () => {
      expect(said.length).toBe(33);
      for (const { file, frames } of said) {
        const { infos, decode } = await readPicture({ path: join(folder, file) });
        expect(infos.length, file).toBe(frames.length);
        for (const [n, values] of frames.entries()) expect([...(await decode(n)).frame.pixels], file).toEqual(values);
      }
    },
  );

  it.skipIf(!hasPython)('that is cut off is refused, wherever it is cut', async () => {
    const whole = readFileSync(join(folder, 'grey-tiff_lzw.tiff'));
    for (let length = 4; length < whole.length; length += 7) {
      const read = async () => readTiff(whole.subarray(0, length)).frame(0);
      expect(await problemCode(read()), `${length}`).toMatch(/^picture-(damaged|cut-off|layout-unsupported)$/);
    }
  });

  it('is decoded from its strips, and refused where they inflate to more than they hold', async () => {
    const honest = deflateSync(new Uint8Array(64).fill(7));
    expect([...(await readTiff(tiff(honest)).frame(0)).pixels]).toEqual(Array(64).fill(7));
    const bomb = deflateSync(new Uint8Array(50_000_000));
    expect(await problemCode((async () => readTiff(tiff(bomb)).frame(0))())).toBe('picture-damaged');
  });

  it('in LZW is refused where its codes stand for more than a strip holds', async () => {
    const strip = (codes: number[]) => {
      const widthOf = (place: number) => [511, 1023, 2047].filter((full) => place + 256 >= full).length + 9;
      const bits = codes.map((code, place) => code.toString(2).padStart(widthOf(place), '0')).join('');
      return Uint8Array.from(bits.match(/.{1,8}/g)!, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
    };
    // Each code stands for one byte more than the one before.
    const growing = (count: number) => strip([256, 7, ...Array.from({ length: count }, (_, n) => 258 + n)]);
    const read = (packed: Uint8Array) => readTiff(tiff(packed, [[259, 5]])).frame(0);
    const honest = strip([256, 7, ...Array.from({ length: 9 }, (_, n) => 258 + n), 265, 257]);
    expect([...(await read(honest)).pixels]).toEqual(Array(64).fill(7));
    for (const count of [10, 11, 200, 3800])
      expect(await problemCode((async () => read(growing(count)))())).toBe('picture-damaged');
  });

  it('of few pixels in tiles that reach far beyond them is refused before any is unpacked', async () => {
    const tile = deflateSync(new Uint8Array(64));
    const fields: [tag: number, value: number | number[]][] = [
      [256, 80],
      [322, 16],
      [323, 2 ** 23],
      [324, Array(5).fill(8)],
      [325, Array(5).fill(tile.length)],
    ];
    expect(await problemCode((async () => readTiff(tiff(tile, fields)).frame(0))())).toBe('picture-too-large');
  });

  it('is refused, with the form that is in the way, where it would be decoded wrong', async () => {
    const strip = deflateSync(new Uint8Array(256).fill(1));
    const refused: [tag: number, value: number][][] = [
      // Differences of floating point; white as nothing in floating point; JPEG inside; signed.
      [
        [258, 32],
        [317, 3],
        [339, 3],
      ],
      [
        [258, 32],
        [262, 0],
        [339, 3],
      ],
      [[259, 7]],
      [[339, 2]],
    ];
    for (const fields of refused) {
      const read = async () => readTiff(tiff(strip, fields)).frame(0);
      expect(await problemCode(read())).toBe('picture-layout-unsupported');
    }
  });
});
