import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeFrames, readInstance } from '../../core/dicom/index.ts';
import { describeOverlay, maskOver } from '../../core/overlays/index.ts';
import { dataFile, hasData, hasPython } from '../dicom/shared.ts';

const python = (...args: string[]) => execFileSync('/usr/bin/python3', args, { stdio: ['ignore', 'pipe', 'ignore'] });
const byScikitImage = (structures: string, image: string): Record<string, [count: number, sha256: string]> =>
  JSON.parse(python(fileURLToPath(new URL('structures.py', import.meta.url)), structures, image).toString());

/** A ring and a square in a structure set, written by pydicom for an image: the ring's hole is an inner contour. */
const RING = `
import sys, pydicom
from pydicom.dataset import Dataset
image, out = pydicom.dcmread(sys.argv[1]), sys.argv[2]
data = pydicom.dcmread(sys.argv[3])
x, y, z = (float(v) for v in image.ImagePositionPatient)
def square(low, high):
    contour = Dataset()
    contour.ContourGeometricType = 'CLOSED_PLANAR'
    corners = [(low, low), (high, low), (high, high), (low, high)]
    contour.NumberOfContourPoints = 4
    contour.ContourData = [f'{v:.3f}' for a, b in corners for v in (x + a, y + b, z)]
    return contour
ring = data.ROIContourSequence[0]
ring.ContourSequence = [square(10.2, 40.2), square(20.2, 30.2)]
data.ROIContourSequence = [ring]
data.StructureSetROISequence = data.StructureSetROISequence[:1]
data.save_as(out)
`;

/**
 * Two phases of one slice, and a structure set of two regions on it: one drawn on the second phase, one that names no
 * image.
 */
const PHASES = `
import sys, pydicom
from pydicom.dataset import Dataset
image, data, folder = pydicom.dcmread(sys.argv[1]), pydicom.dcmread(sys.argv[2]), sys.argv[3]
for phase in (1, 2):
    image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f'2.25.{phase}'
    image.TemporalPositionIdentifier = phase
    image.save_as(f'{folder}/phase{phase}.dcm')
x, y, z = (float(v) for v in image.ImagePositionPatient)
def region(number, low, high, drawn_on):
    contour = Dataset()
    contour.ContourGeometricType = 'CLOSED_PLANAR'
    corners = [(low, low), (high, low), (high, high), (low, high)]
    contour.NumberOfContourPoints = 4
    contour.ContourData = [f'{v:.3f}' for a, b in corners for v in (x + a, y + b, z)]
    if drawn_on:
        one = Dataset()
        one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID = image.SOPClassUID, drawn_on
        contour.ContourImageSequence = [one]
    item = Dataset()
    item.ReferencedROINumber, item.ContourSequence = number, [contour]
    return item
data.ROIContourSequence = [region(1, 10.2, 40.2, '2.25.2'), region(2, 50.2, 90.2, None)]
data.StructureSetROISequence = data.StructureSetROISequence[:2]
data.save_as(f'{folder}/structures.dcm')
`;

describe.runIf(hasData && hasPython)('A structure set over its images', () => {
  const STRUCTURES = dataFile('rt-dicompyler/rtss.dcm');
  const IMAGE = dataFile('rt-dicompyler/ct.0.dcm');
  const open = async (structures: string) => {
    const images = describeFrames(await readInstance({ path: IMAGE }));
    const overlay = describeOverlay(await readInstance({ path: structures }));
    const mask = (region: number) =>
      maskOver(images, overlay, region, () => Promise.reject(new Error('a structure set has no frames')));
    return { images, overlay, mask };
  };

  it('names its regions, with the colours that its writer gave them', async () => {
    const { overlay } = await open(STRUCTURES);
    expect(overlay.kind).toBe('segments');
    expect(overlay.segments).toHaveLength(10);
    expect(overlay.segments[4]).toEqual({ number: 5, label: 'Heart', colour: '#ff8000', algorithm: 'MANUAL' });
  });

  it('has the masks that scikit-image fills into the contours, pixel by pixel', async () => {
    const { overlay, mask } = await open(STRUCTURES);
    const said = byScikitImage(STRUCTURES, IMAGE);
    expect(said[1]![0]).toBeGreaterThan(1000);
    for (const { number, label } of overlay.segments) {
      const pixels = await mask(number);
      const count = pixels.reduce((sum, value) => sum + value, 0);
      expect([count, createHash('sha256').update(pixels).digest('hex')], label).toEqual(said[number]);
    }
  });

  it('leaves out what an inner contour encloses', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'structures-'));
    const ring = join(folder, 'ring.dcm');
    python('-c', RING, IMAGE, ring, STRUCTURES);
    const { images, mask } = await open(ring);
    const pixels = await mask(1);
    const [{ columns, spacing }] = images as [(typeof images)[0]];
    const at = (mm: number) => pixels[Math.round(mm / spacing!.rows) * columns + Math.round(mm / spacing!.columns)];
    expect([at(5), at(15), at(25), at(35), at(45)]).toEqual([0, 1, 0, 1, 0]);
    expect(createHash('sha256').update(pixels).digest('hex')).toBe(byScikitImage(ring, IMAGE)[1]![1]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('lies on the phase that it was drawn on, and on every phase where it names no image', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'structures-'));
    python('-c', PHASES, IMAGE, STRUCTURES, folder);
    const structures = join(folder, 'structures.dcm');
    const phases = [1, 2].map((phase) => join(folder, `phase${phase}.dcm`));
    const images = (await Promise.all(phases.map((path) => readInstance({ path })))).flatMap(describeFrames);
    const overlay = describeOverlay(await readInstance({ path: structures }));
    const said = byScikitImage(structures, phases[1]!);
    const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const size = images[0]!.rows * images[0]!.columns;
    const on = async (region: number) => {
      const mask = await maskOver(images, overlay, region, () => Promise.reject());
      return [mask.subarray(0, size), mask.subarray(size)].map((phase) =>
        phase.includes(1) ? hashOf(phase) : 'empty',
      );
    };
    expect(await on(1)).toEqual(['empty', said[1]![1]]);
    expect(await on(2)).toEqual([said[2]![1], said[2]![1]]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is refused on images of another frame of reference', async () => {
    const { images, overlay } = await open(STRUCTURES);
    const elsewhere = images.map((image) => ({ ...image, frameOfReferenceUid: '1.2.3' }));
    await expect(maskOver(elsewhere, overlay, 1, () => Promise.reject())).rejects.toMatchObject({
      problem: { code: 'overlay-unplaced' },
    });
  });
});
