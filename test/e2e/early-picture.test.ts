import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

/*
 * The first picture is painted before the scripts of the window are there, and where the window will show it.
 */
/** The place of a canvas, and whether anatomy is painted on it. */
const pictureIn = (page: Page, selector: string) =>
  page.waitForFunction(
    (selector) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector);
      const context = canvas?.getContext('2d');
      if (!canvas || !context || canvas.width < 10) return undefined;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      if (data.reduce((bright, value, n) => bright + Number(n % 4 === 0 && value > 60), 0) < 500) return undefined;
      const { x, y, width, height } = canvas.getBoundingClientRect();
      return [x, y, width, height].map(Math.round);
    },
    selector,
    { timeout: 30_000 },
  );

describe.skipIf(noBrowser).each(languages)('the first picture, %s', (language) => {
  let folder: string;
  let app: App;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-early-'));
    await writeExampleStudy(folder);
    app = await openApp({ language, paths: [folder] });
    await app.page.getByRole('application', { name: /T1 hippocampus crop/ }).waitFor();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is there while the scripts of the window are held back, in the place of the viewport', async () => {
    const { page } = app;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/assets\/window-.*\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    const early = await (await pictureIn(page, '#early canvas')).jsonValue();
    expect(await page.getByRole('application').count()).toBe(0);
    release();
    await page.locator('#early').waitFor({ state: 'detached' });
    const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
    expect(early).toEqual([x, y, width, height].map(Math.round));
  });
});
