import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { measurementTools } from '../../core/contract/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { MEASUREMENT_NAMES } from '../../renderer/measurements.ts';
import { dataFile, hasData } from '../dicom/shared.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

/* Measurements: drawn by hand and by key, in the journal before the list says so, there again after a power cut. */
describe.skipIf(noBrowser).each(languages)('measuring in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
    await app.page.getByRole('button', { name: t('openExample') }).click();
    await app.page.locator('.viewport canvas').first().waitFor();
    await app.page.locator('.corner-slice').waitFor();
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached' });
  });
  afterAll(() => app?.close());

  const list = () => app.page.getByRole('region', { name: t('measurements') }).getByRole('listitem');
  const count = (n: number) =>
    app.page.waitForFunction((want) => document.querySelectorAll('.measurement').length === want, n);

  /** Chooses a tool from the menu and goes through points given in shares of the viewport, pressed or clicked. */
  async function draw(tool: (typeof measurementTools)[number], points: [number, number][]) {
    const { page } = app;
    await page.locator('[aria-keyshortcuts="M"]').click();
    await page.getByRole('menuitem', { name: t(MEASUREMENT_NAMES[tool]), exact: true }).click();
    const box = (await page.locator('.viewport').first().boundingBox())!;
    const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    const strokes = tool === 'freehand' ? [points] : points.flatMap((_, n) => (n % 2 ? [] : [points.slice(n, n + 2)]));
    for (const [start, ...rest] of strokes) {
      await page.mouse.move(...at(start!));
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(...at(point), { steps: 5 });
      await page.mouse.up();
    }
  }

  test('every tool draws, and what it read stands in a list with its unit', async () => {
    await draw('length', [
      [0.3, 0.3],
      [0.5, 0.3],
    ]);
    await count(1);
    await draw('angle', [
      [0.3, 0.4],
      [0.4, 0.5],
      [0.5, 0.4],
    ]);
    await count(2);
    await draw('cobb', [
      [0.6, 0.2],
      [0.75, 0.22],
      [0.6, 0.4],
      [0.75, 0.36],
    ]);
    await count(3);
    await draw('bidirectional', [
      [0.3, 0.65],
      [0.45, 0.65],
    ]);
    await count(4);
    await draw('rectangle', [
      [0.55, 0.5],
      [0.68, 0.6],
    ]);
    await count(5);
    await draw('ellipse', [
      [0.3, 0.8],
      [0.45, 0.9],
    ]);
    await count(6);
    await draw('freehand', [
      [0.55, 0.7],
      [0.68, 0.72],
      [0.66, 0.85],
      [0.57, 0.83],
    ]);
    await count(7);
    await draw('probe', [[0.5, 0.5]]);
    await count(8);
    const words = (await list().allTextContents()).join(' ');
    expect(words).toContain('mm²');
    expect(words).toContain('°');
    await app.screen('measuring');
  });

  test('a length is what its ends and the pixel spacing of the file say', async () => {
    const { measurements } = await app.page.evaluate(() => fetch('/api/measurements').then((answer) => answer.json()));
    const [{ points, readings, spacing }] = measurements;
    expect(spacing).toBe('PixelSpacing');
    const apart = Math.hypot(...[0, 1, 2].map((axis) => points[1][axis] - points[0][axis]));
    expect(readings[0]).toMatchObject({ quantity: 'length', unit: 'mm' });
    expect(readings[0].value).toBeCloseTo(apart, 3);
  });

  test('undo takes the last one back, redo brings it again, Delete removes the selected', async () => {
    const before = await list().count();
    await app.page.keyboard.press('Escape');
    await app.page.keyboard.press('Control+z');
    await count(before - 1);
    await app.page.keyboard.press('Control+Shift+z');
    await count(before);
    await list().first().getByRole('button').first().click();
    await app.page.keyboard.press('Delete');
    await count(before - 1);
  });

  const last = async () =>
    (await app.page.evaluate(() => fetch('/api/measurements').then((one) => one.json()))).measurements.at(-1);

  test('one is put in the middle and moved by keys alone', async () => {
    const before = await list().count();
    await app.page.locator('.viewport').first().focus();
    await app.page.keyboard.press('m');
    await app.page.keyboard.press('Enter');
    await count(before + 1);
    const first = await last();
    for (let n = 0; n < 5; n++) await app.page.keyboard.press('Shift+Alt+ArrowRight');
    await expect.poll(async () => (await last()).readings[0].value).not.toBe(first.readings[0].value);
    const moved = await last();
    expect(moved.points[0]).toEqual(first.points[0]);
  });

  test('what keys moved stays on its slice, also where the reader scrolls on at once', async () => {
    const { page } = app;
    const before = await last();
    await page.keyboard.press('Shift+Alt+ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await last()).readings[0].value).not.toBe(before.readings[0].value);
    expect(await last()).toMatchObject({ sopInstanceUid: before.sopInstanceUid, frame: before.frame });
    expect((await last()).points[0]).toEqual(before.points[0]);
    await page.keyboard.press('ArrowUp');
  });

  test('what was measured is exported without any run, and the files are named', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('export'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(t('readerName')).fill('R. Reader');
    const folder = join(app.dataDir, 'measured');
    await dialog.getByLabel(t('exportFolder')).fill(folder);
    await dialog.getByRole('button', { name: t('exportAct') }).click();
    await dialog.getByRole('list', { name: t('exportFiles') }).waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(5);
    expect((await readdir(folder)).sort()).toEqual([
      ...['measurements.csv', 'measurements.json', 'measurements.sr.dcm', 'report.pdf', 'report.pdf.dcm'],
    ]);
    await app.screen('measuring-exported');
    await page.keyboard.press('Escape');
  });

  test('all are there again after the engine is killed and started anew', async () => {
    const before = await list().allTextContents();
    await app.kill();
    await app.restart();
    await app.page.locator('.study-card').first().click();
    await app.page.locator('.measurement').first().waitFor();
    expect(await list().allTextContents()).toEqual(before);
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached' });
    await app.screen('measuring-restored');
  });
});

/* 800 × 350 pixels; the sector starts at column 120 and row 60. */
describe.skipIf(noBrowser || !hasData).each(languages)('an ultrasound image in Chromium, %s', (language) => {
  const t = translator(language);

  test('is measured in mm inside its calibrated region, and in pixels beside it', async () => {
    const app = await openApp({ language, paths: [dataFile('pydicom-tests/test_files/examples_palette.dcm')] });
    const { page } = app;
    await page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
    expect(await page.locator('.corner-slice').textContent()).toContain(t('regionSpacing'));
    const box = (await page.locator('.viewport').first().boundingBox())!;
    const scale = Math.min(box.width / 800, box.height / 350);
    const at = (x: number, y: number) =>
      [box.x + box.width / 2 + (x - 400) * scale, box.y + box.height / 2 + (y - 175) * scale] as const;
    const draw = async (y: number) => {
      await page.locator('[aria-keyshortcuts="M"]').click();
      await page.getByRole('menuitem', { name: t(MEASUREMENT_NAMES.length), exact: true }).click();
      await page.mouse.move(...at(300, y));
      await page.mouse.down();
      await page.mouse.move(...at(500, y), { steps: 5 });
      await page.mouse.up();
    };
    const list = page.getByRole('region', { name: t('measurements') });
    await draw(200);
    await list.getByText(t('spacingUltrasoundRegion')).waitFor();
    const [, mm] = (await list.locator('.measurement').first().textContent())!.match(/([\d.]+)\s*mm/)!;
    // 200 columns of 0.262 mm (Physical Delta X).
    expect(Number(mm)).toBeCloseTo(200 * 0.26229, -0.5);
    await draw(20);
    await list.getByText(t('spacingOutsideRegions')).waitFor();
    await app.screen('measuring-ultrasound');
    await app.close();
  });
});
