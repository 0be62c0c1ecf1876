import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FrameInfo, Vector3 } from '../../core/contract/index.ts';
import { decodeFrame, describeFrames, readInstance } from '../../core/dicom/index.ts';
import { describeOverlay, maskOver, valuesOver } from '../../core/overlays/index.ts';
import { dataFile, hasData, hasPython } from '../dicom/shared.ts';

function python<T>(input: unknown): T {
  const script = fileURLToPath(new URL('lay_masks.py', import.meta.url));
  const options = { input: JSON.stringify(input), maxBuffer: 2 ** 28, stdio: ['pipe', 'pipe', 'ignore'] as never };
  return JSON.parse(execFileSync('/usr/bin/python3', [script], options).toString());
}

async function overlayAt(path: string) {
  const dataSet = await readInstance({ path });
  return { overlay: describeOverlay(dataSet), read: (n: number) => decodeFrame(dataSet, n) };
}
const overlayIn = (file: string) => overlayAt(dataFile(file));

const filesIn = (folder: string) => readdirSync(dataFile(folder)).map((name) => `${folder}/${name}`);
const imagesOf = async (files: string[]): Promise<FrameInfo[]> =>
  (await Promise.all(files.map((file) => readInstance({ path: dataFile(file) })))).flatMap(describeFrames);

const LIVER = 'seg-sr-dcmqi/segmentations/ct-3slice';
const SMALL = 'seg-sr-dcmqi/segmentations/24x38x3';
const ODD = 'seg-sr-dcmqi/segmentations/23x38x3';
const CT2 = 'pydicom-tests/test_files/dicomdirtests/77654033/CT2';
const CR = ['pydicom-tests/test_files/dicomdirtests/77654033/CR1/6154'];

/** Segmentations that lie here with the images that they were drawn on. */
const pairs = (): { overlay: string; images: string[] }[] => [
  { overlay: 'pydicom-data/liver.dcm', images: filesIn(LIVER) },
  { overlay: `${SMALL}/seg/label.seg`, images: filesIn(`${SMALL}/image`) },
  { overlay: `${ODD}/seg/label.seg`, images: filesIn(`${ODD}/image`) },
  { overlay: 'seg-sr-dcmqi/segmentations/sparse-labelmap-noppv.dcm', images: filesIn(`${SMALL}/image`) },
  { overlay: 'seg-sr-highdicom/seg_image_ct_binary.dcm', images: filesIn(CT2) },
  { overlay: 'seg-sr-highdicom/seg_image_ct_binary_fractional.dcm', images: filesIn(CT2) },
  { overlay: 'seg-sr-highdicom/seg_image_ct_true_fractional.dcm', images: filesIn(CT2) },
  {
    overlay: 'seg-sr-highdicom/seg_image_ct_binary_single_frame.dcm',
    images: ['pydicom-tests/test_files/CT_small.dcm'],
  },
  { overlay: 'seg-sr-highdicom/seg_image_cr_binary.dcm', images: CR },
];
type Said = { number: number; label: string; count: number; sha256: string }[];

describe.runIf(hasData && hasPython)('segmentations on their images', () => {
  it('are the masks that pydicom and numpy make of them, segment by segment, byte by byte', async () => {
    const said = python<Said[]>({
      pairs: pairs().map(({ overlay, images }) => ({ overlay: dataFile(overlay), images: images.map(dataFile) })),
    });
    let drawn = 0;
    for (const [n, { overlay: file, images: files }] of pairs().entries()) {
      const { overlay, read } = await overlayIn(file);
      const images = await imagesOf(files);
      expect(
        overlay.segments.map(({ number, label }) => ({ number, label })),
        file,
      ).toEqual(said[n]!.map(({ number, label }) => ({ number, label })));
      for (const { number, count, sha256 } of said[n]!) {
        const mask = await maskOver(images, overlay, number, read);
        expect(
          mask.reduce((sum, value) => sum + value, 0),
          `${file}, segment ${number}`,
        ).toBe(count);
        expect(createHash('sha256').update(mask).digest('hex'), `${file}, segment ${number}`).toBe(sha256);
        drawn += count > 0 ? 1 : 0;
      }
    }
    expect(drawn).toBeGreaterThan(8);
  });

  it('that are compressed say the same as those that are not', async () => {
    const images = await imagesOf(filesIn(LIVER));
    const plain = await overlayIn('pydicom-data/liver.dcm');
    const mask = await maskOver(images, plain.overlay, 1, plain.read);
    for (const name of ['liver_rle', 'liver_j2k', 'liver_deflate', 'liver_expb']) {
      const { overlay, read } = await overlayIn(`pydicom-data/${name}.dcm`);
      expect(Buffer.compare(await maskOver(images, overlay, 1, read), mask), name).toBe(0);
    }
  });

  it('of a whole slide lie on its tiles, whether all tiles are written or only those that have something', async () => {
    const images = await imagesOf(['seg-sr-highdicom/sm_image.dcm']);
    const size = images[0]!.rows * images[0]!.columns;
    const [sparse, full] = await Promise.all(
      ['', '_tiled_full'].map((kind) => overlayIn(`seg-sr-highdicom/seg_image_sm_dots${kind}.dcm`)),
    );
    // Segment after segment, tile after tile; stored bits by pydicom.
    const script = `
import sys, pydicom
data = pydicom.dcmread(sys.argv[1])
print(data.pixel_array.reshape(len(data.SegmentSequence), -1, data.Rows * data.Columns).sum(2).tolist())`;
    const path = dataFile('seg-sr-highdicom/seg_image_sm_dots_tiled_full.dcm');
    const said: number[][] = JSON.parse(
      execFileSync('/usr/bin/python3', ['-c', script, path], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    );
    expect(said.flat().filter((count) => count > 0).length).toBeGreaterThan(30);
    for (const [n, { number }] of full!.overlay.segments.entries()) {
      const mask = await maskOver(images, full!.overlay, number, full!.read);
      const counts = images.map((_, tile) =>
        mask.subarray(tile * size, (tile + 1) * size).reduce((sum, value) => sum + value, 0),
      );
      expect(counts, `segment ${number}`).toEqual(said[n]);
      if (said[n]!.some((count) => count > 0))
        expect(Buffer.compare(await maskOver(images, sparse!.overlay, number, sparse!.read), mask)).toBe(0);
    }
  });

  it('of a whole slide as a label map lie on the same tiles where all of them are written', async () => {
    const images = await imagesOf(['seg-sr-highdicom/sm_image_control.dcm']);
    const folder = mkdtempSync(join(tmpdir(), 'tiles-'));
    const path = dataFile('seg-sr-highdicom/seg_image_sm_control_labelmap.dcm');
    const script = fileURLToPath(new URL('fill_tiles.py', import.meta.url));
    execFileSync('/usr/bin/python3', [script, path, join(folder, 'full.dcm')], { stdio: 'ignore' });
    const [sparse, full] = await Promise.all([path, join(folder, 'full.dcm')].map(overlayAt));
    rmSync(folder, { recursive: true });
    let seen = 0;
    for (const { number } of sparse!.overlay.segments) {
      const mask = await maskOver(images, sparse!.overlay, number, sparse!.read);
      if (mask.includes(1)) seen++;
      expect(Buffer.compare(await maskOver(images, full!.overlay, number, full!.read), mask)).toBe(0);
    }
    // Of the twenty segments the file has no pixel of number 2.
    expect(seen).toBe(19);
  });

  it('lie on one multi-frame file as on its single slices', async () => {
    const { overlay, read } = await overlayIn(`${SMALL}/seg/label.seg`);
    const frames = await imagesOf([`${SMALL}/multiframe/mf.dcm`]);
    const slices = await imagesOf(filesIn(`${SMALL}/image`));
    const at = (infos: FrameInfo[]) => infos.map((info) => info.plane!.position[2]);
    const size = frames[0]!.rows * frames[0]!.columns;
    for (const { number } of overlay.segments) {
      const [onFrames, onSlices] = [
        await maskOver(frames, overlay, number, read),
        await maskOver(slices, overlay, number, read),
      ];
      for (const [n, z] of at(frames).entries()) {
        const same = at(slices).findIndex((other) => Math.abs(other - z) < 0.01);
        expect(onFrames.subarray(n * size, (n + 1) * size)).toEqual(onSlices.subarray(same * size, (same + 1) * size));
      }
    }
  });

  it('of images that are not there refuse rather than draw somewhere', async () => {
    const { overlay, read } = await overlayIn('seg-sr-highdicom/seg_image_cr_binary.dcm');
    const images = await imagesOf(['pydicom-tests/test_files/CT_small.dcm']);
    await expect(maskOver(images, overlay, 1, read)).rejects.toThrow(/overlay-unplaced/);
  });
});

const DOSE = 'pydicom-tests/test_files/rtdose.dcm';

describe.runIf(hasData && hasPython)('a dose', () => {
  it('on the pixels of another, oblique grid is what scipy interpolates', async () => {
    const { overlay, read } = await overlayIn(DOSE);
    const { plane } = overlay.frames[0]!.info;
    expect(overlay).toMatchObject({ kind: 'map', unit: 'RELATIVE' });
    const [cos, sin] = [Math.cos(0.1), Math.sin(0.1)];
    const oblique = { rowDirection: [cos, sin, 0] as Vector3, columnDirection: [-sin, cos, 0] as Vector3 };
    const tilted = { rowDirection: [1, 0, 0] as Vector3, columnDirection: [0, cos, sin] as Vector3 };
    for (const directions of [oblique, tilted]) {
      const position = plane!.position.map((value, axis) => value + [12, 9, 7.3][axis]!) as Vector3;
      const image = {
        ...overlay.frames[0]!.info,
        rows: 12,
        columns: 9,
        plane: { position, ...directions },
        spacing: { rows: 3, columns: 3, source: 'PixelSpacing' as const },
      };
      const said = python<(number | null)[]>({
        dose: dataFile(DOSE),
        image: {
          rows: 12,
          columns: 9,
          position,
          orientation: [...directions.rowDirection, ...directions.columnDirection],
          spacing: 3,
        },
      });
      const values = await valuesOver(image, [image], overlay, read);
      expect(said.filter((value) => value !== null).length).toBeGreaterThan(50);
      for (const [n, value] of said.entries()) {
        if (value === null) expect(values[n]).toBeNaN();
        else expect(Math.abs(values[n]! - value), `${n}`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
      }
    }
  });

  it('a parametric map of floats keeps its numbers on its own image', async () => {
    const { overlay, read } = await overlayIn('pydicom-data/parametric_map_float.dcm');
    const [image] = await imagesOf(['pydicom-tests/test_files/CT_small.dcm']);
    const { pixels } = await read(0);
    const values = await valuesOver(image!, [image!], overlay, read);
    expect([...values].filter(Number.isFinite).length).toBe(pixels.length);
    for (let i = 0; i < pixels.length; i += 97) expect(values[i]).toBeCloseTo(pixels[i]!, 4);
  });
});
