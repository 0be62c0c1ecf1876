import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeInstance } from '../../core/dicom/index.ts';
import { type App, noBrowser, openApp } from './app.ts';

const SERIES = 16;

/** One small image of grey stripes; each belongs to a series of its own. */
const imageOf = (n: number) =>
  writeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: `2.25.1.${n}`,
    StudyInstanceUID: '2.25.2',
    SeriesInstanceUID: `2.25.3.${n}`,
    SeriesNumber: n,
    SeriesDescription: `Stripes ${n}`,
    PatientName: 'Stripes^Grey',
    PatientID: '1',
    Modality: 'OT',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    ...{ Rows: 64, Columns: 64, BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelRepresentation: 0 },
    PixelData: Uint8Array.from({ length: 64 * 64 }, (_, at) => (at * n) % 256),
  });

describe.skipIf(noBrowser)('a study of many series in Chromium', () => {
  let app: App;
  const folder = mkdtempSync(join(tmpdir(), 'thumbnails-'));
  beforeAll(async () => {
    for (let n = 1; n <= SERIES; n++) writeFileSync(join(folder, `${n}.dcm`), imageOf(n));
    app = await openApp({ language: 'en', paths: [folder] });
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('images never wait for thumbnails: they are painted while no thumbnail has come', async () => {
    const { page } = app;
    const ready = () =>
      page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 120_000 });
    await ready();
    const held: Route[] = [];
    // What the page asked for before it was left is not counted.
    const url = page.url();
    await page.goto('about:blank');
    await page.route('**/thumbnail', (route) => void held.push(route));
    await page.goto(url);
    await ready();
    for (const n of [5, 9, 12]) {
      await page.locator('button.series', { hasText: `Stripes ${n}` }).click();
      await page.locator(`.viewport[aria-label*="Stripes ${n}"]`).waitFor();
      await expect.poll(() => page.locator('.corner-what').first().textContent()).toContain(`Stripes ${n}`);
    }
    // Two of the six connections that a page has, so that one is always free for an image.
    expect(held).toHaveLength(2);

    // Lets go those that are held, too.
    await page.unroute('**/thumbnail');
    const loaded = () =>
      page
        .locator('.thumb img')
        .evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0));
    await expect.poll(loaded, { timeout: 30_000 }).toBe(true);
  });
});
