import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { dataFile, hasData } from '../dicom/shared.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

/* A segmentation, a map and a structure set that other programs wrote, over the images that they were made on. */
describe.skipIf(noBrowser || !hasData).each(languages)('overlays in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'overlays-'));
    cpSync(dataFile('seg-sr-dcmqi/segmentations/ct-3slice'), join(folder, 'ct'), { recursive: true });
    cpSync(dataFile('pydicom-data/liver.dcm'), join(folder, 'liver.dcm'));
    cpSync(dataFile('pydicom-data/parametric_map_float.dcm'), join(folder, 'map.dcm'));
    cpSync(dataFile('pydicom-tests/test_files/CT_small.dcm'), join(folder, 'small.dcm'));
    for (const name of ['rtss.dcm', 'ct.0.dcm']) cpSync(dataFile(`rt-dicompyler/${name}`), join(folder, name));
    app = await openApp({ language, paths: [folder] });
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Pixels of the canvas over the picture that are not clear. */
  const drawn = () =>
    app.page
      .locator('canvas.viewport-over')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at]! > 40) count++;
        return count;
      });
  const overlayRow = (at: number) => app.page.locator('button.series[aria-pressed]').nth(at);

  test.each([0, 1, 2])(
    'overlay %i is drawn over its images when it is switched on, and gone when it is off',
    async (at) => {
      await overlayRow(at).waitFor();
      expect(await overlayRow(at).getAttribute('aria-pressed')).toBe('false');
      await overlayRow(at).click();
      await expect.poll(drawn, { timeout: 20_000 }).toBeGreaterThan(500);
      expect(await overlayRow(at).textContent()).toContain(t('overlayShown'));
      await app.screen(`overlay-${at}`);
      await overlayRow(at).click();
      await expect.poll(drawn).toBe(0);
    },
  );

  test('an outline is drawn with the picture under it, not after it', async () => {
    const { page } = app;
    const liver = overlayRow(1);
    await liver.click();
    await expect.poll(drawn, { timeout: 20_000 }).toBeGreaterThan(500);
    const drawings = await page.evaluate(async () => {
      const order: string[] = [];
      let task = 0;
      const { drawImage, stroke } = CanvasRenderingContext2D.prototype;
      const note = (what: string, canvas: HTMLCanvasElement) => {
        if (!canvas.isConnected) return;
        order.push(`${what} ${task}`);
        // Another task begins once this one is done.
        setTimeout(() => task++);
      };
      CanvasRenderingContext2D.prototype.drawImage = function (...drawn: unknown[]) {
        note('picture', this.canvas);
        (drawImage as (...drawn: unknown[]) => void).apply(this, drawn);
      };
      CanvasRenderingContext2D.prototype.stroke = function (...drawn: unknown[]) {
        if (drawn.length > 0) note('outline', this.canvas);
        (stroke as (...drawn: unknown[]) => void).apply(this, drawn);
      };
      document.dispatchEvent(new KeyboardEvent('keydown', { code: 'ArrowDown', key: 'ArrowDown', bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      Object.assign(CanvasRenderingContext2D.prototype, { drawImage, stroke });
      return order.slice(0, 2);
    });
    expect(drawings).toEqual(['picture 0', 'outline 0']);
    await liver.click();
  });
});
