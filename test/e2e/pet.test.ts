import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NBSP } from '../../renderer/format.ts';
import { translator } from '../../renderer/i18n.tsx';
import { hasPython } from '../inference/fixtures.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const ct = fileURLToPath(new URL('../../../shared/data/dicom/ct-head-93-slices', import.meta.url));
if (!existsSync(ct)) console.warn('../shared/data/dicom is absent: the journey through a PET over a CT is left out.');

/**
 * The CT, whose files name no space, in a space of its own, and a PET in the same, on every third slice and half as fine: nothing but a ball of SUV 8 at three quarters of
 * the width and half the height of the image.
 */
const PET = `
import glob, sys
import numpy as np, pydicom
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
series, space = generate_uid(), generate_uid()
slices = sorted((pydicom.dcmread(p) for p in glob.glob(sys.argv[1] + '/**/*.dcm', recursive=True)), key=lambda d: float(d.ImagePositionPatient[2]))
for n, d in enumerate(slices):
    d.FrameOfReferenceUID = space
    d.save_as(sys.argv[2] + f'/ct{n}.dcm')
dose, weight, half = 370e6, 70.0, 6586.2
decayed = dose * 2 ** (-3600 / half)
for n, d in enumerate(slices[::3]):
    rows, columns = np.mgrid[0:32, 0:32]
    ball = (rows - 16) ** 2 + (columns - 24) ** 2 <= 9
    d.Modality, d.SeriesInstanceUID, d.SeriesNumber, d.SeriesDescription = 'PT', series, 2, 'PET ball'
    d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.128'
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    d.PixelSpacing = [2 * float(d.PixelSpacing[0]), 2 * float(d.PixelSpacing[1])]
    d.Rows = d.Columns = 32
    d.PixelRepresentation, d.BitsStored, d.HighBit = 0, 16, 15
    d.RescaleSlope, d.RescaleIntercept = 8 * decayed / (weight * 1000) / 1000, 0
    d.PixelData = (ball * 1000).astype('<u2').tobytes()
    d.Units, d.CorrectedImage, d.DecayCorrection, d.PatientWeight = 'BQML', ['ATTN', 'DECY'], 'START', weight
    d.SeriesDate = d.AcquisitionDate = '20090102'
    d.SeriesTime = d.AcquisitionTime = '120000'
    drug = Dataset()
    drug.RadiopharmaceuticalStartTime, drug.RadionuclideTotalDose, drug.RadionuclideHalfLife = '110000', dose, half
    d.RadiopharmaceuticalInformationSequence = [drug]
    d.WindowCenter, d.WindowWidth = 5 * decayed / (weight * 1000), 10 * decayed / (weight * 1000)
    for keyword in ('SmallestImagePixelValue', 'LargestImagePixelValue', 'PixelPaddingValue'):
        if keyword in d: delattr(d, keyword)
    d.save_as(sys.argv[2] + f'/{n}.dcm')
`;

const missing = noBrowser || !hasPython || !existsSync(ct);
describe.skipIf(missing).each(languages)('a PET over a CT in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-pet-'));
    execFileSync('/usr/bin/python3', ['-c', PET, ct, folder], { stdio: 'ignore' });
    app = await openApp({ language, paths: [folder] });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const openSeries = async (name: string) => {
    await app.page.locator('.series', { hasText: name }).click();
    await app.page.locator('.corner-what', { hasText: name }).waitFor();
  };

  test('its values are uptake by body weight, and so are those of a measurement', async () => {
    await openSeries('PET ball');
    const corner = app.page.locator('.corner-window');
    await expect.poll(() => corner.textContent(), { timeout: 10_000 }).toContain('SUVbw');
    expect(await corner.textContent()).toContain(`W${NBSP}10 L${NBSP}5`);
    await app.page.locator('[aria-keyshortcuts="M"]').click();
    await app.page.getByRole('menuitem', { name: t('measureProbe'), exact: true }).click();
    const box = (await app.page.locator('.viewport').first().boundingBox())!;
    const side = Math.min(box.width, box.height);
    await app.page.mouse.click(box.x + box.width / 2 + side * 0.26, box.y + box.height / 2);
    await app.page.locator('.measurement').waitFor();
    const { measurements } = await app.page.evaluate(() => fetch('/api/measurements').then((answer) => answer.json()));
    expect(measurements[0].readings[0]).toEqual({ quantity: 'value', value: expect.closeTo(8, 3), unit: 'SUVbw' });
  });

  test('U lays it over the CT where the patient lies, with a colour bar in its unit', async () => {
    const { page } = app;
    await openSeries('None');
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await page.locator('.map-legend', { hasText: 'SUVbw' }).waitFor();
    /** The middle of what is coloured, in shares of the picture's side from its middle. */
    const middle = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.viewport-over')!;
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
        let [x, y, count] = [0, 0, 0];
        for (let at = 0; at < width * height; at++)
          if (data[4 * at + 3]! > 0) [x, y, count] = [x + (at % width), y + Math.floor(at / width), count + 1];
        const side = Math.min(width, height);
        return count === 0 ? [] : [(x / count - width / 2) / side, (y / count - height / 2) / side];
      });
    await expect.poll(async () => (await middle()).length, { timeout: 10_000 }).toBe(2);
    const [x, y] = await middle();
    // The ball is at column 24, row 16 of 32 pixels twice as wide, whose first centre is that of the CT's first pixel.
    expect(x).toBeCloseTo((48.5 - 32) / 64, 1);
    expect(y).toBeCloseTo((32.5 - 32) / 64, 1);
    await app.screen('fusion');
    await page.keyboard.press('u');
    await expect.poll(async () => (await middle()).length).toBe(0);
  });
});
