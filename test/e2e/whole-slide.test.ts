import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { dataFile, hasData } from '../dicom/shared.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

describe.skipIf(noBrowser || !hasData).each(languages)('a whole slide in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slide-'));
    for (const name of ['sm_image.dcm', 'seg_image_sm_dots_tiled_full.dcm'])
      cpSync(dataFile(`seg-sr-highdicom/${name}`), join(folder, name));
    app = await openApp({ language, paths: [folder] });
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens tile by tile, with its segments over the tiles that have some', async () => {
    const { page } = app;
    const overlay = page.locator('button.series[aria-pressed]').first();
    await overlay.click();
    await expect.poll(() => overlay.textContent(), { timeout: 20_000 }).toContain(t('overlayShown'));
    const drawn = () =>
      page
        .locator('canvas.viewport-over')
        .first()
        .evaluate((canvas: HTMLCanvasElement) =>
          canvas
            .getContext('2d')!
            .getImageData(0, 0, canvas.width, canvas.height)
            .data.some((value) => value > 0),
        );
    // Which tile is the first to have a dot is the segmentation's matter.
    const next = async () => {
      if (await drawn()) return true;
      await page.keyboard.press('ArrowDown');
      return drawn();
    };
    await page.locator('.viewport').first().focus();
    await expect.poll(next, { timeout: 60_000, interval: 300 }).toBe(true);
    expect(await page.locator('.cine').count()).toBe(0);
    await app.screen('whole-slide');
  });
});
