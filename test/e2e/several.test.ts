import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { hasPython } from '../inference/fixtures.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const series = fileURLToPath(
  new URL('../../../shared/data/dicom/mr-brain-tumor-studies/Study1/13_HCropVolume', import.meta.url),
);
const missing = noBrowser || !hasPython || !existsSync(series);
if (!existsSync(series))
  console.warn('../shared/data/dicom is absent: the journey through a study and its prior is left out.');

/** The same images as another study of the patient, a year before, in a space of its own. */
const PRIOR = `
import glob, sys, pydicom
from pydicom.uid import generate_uid
study, series, space = (generate_uid() for _ in range(3))
for n, path in enumerate(sorted(glob.glob(sys.argv[1] + '/*'))):
    d = pydicom.dcmread(path)
    d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = study, series, space
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    d.StudyDate, d.StudyDescription = sys.argv[3], 'Prior'
    d.save_as(sys.argv[2] + f'/{n}.dcm')
`;

describe.skipIf(missing).each(languages)('a study and its prior in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-prior-'));
    for (const date of ['20190119', '20180119']) {
      mkdirSync(join(folder, date));
      execFileSync('/usr/bin/python3', ['-c', PRIOR, series, join(folder, date), date], { stdio: 'ignore' });
    }
    app = await openApp({ language, paths: [series, folder] });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const slice = async (place: number) => (await app.page.locator('.corner-slice').nth(place).textContent()) ?? '';
  const drawn = (count: number) =>
    app.page.waitForFunction((n) => document.querySelectorAll('.viewport-first[hidden]').length >= n, count);

  test('B hangs the prior beside the study, and both scroll together by what they moved', async () => {
    const { page } = app;
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('b');
    await drawn(2);
    await page.locator(`[aria-pressed="true"][aria-label="${t('linkViews')}"]`).waitFor();
    await expect.poll(async () => (await slice(0)) === (await slice(1))).toBe(true);
    const before = await slice(1);
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => slice(1)).not.toBe(before);
    await expect.poll(async () => (await slice(0)) === (await slice(1))).toBe(true);
    await app.screen('compare');
    await page.keyboard.press('b');
    await page.locator(`[aria-pressed="true"][aria-label="${t('linkViews')}"]`).waitFor();
    const dates = await page.locator('.corner-what').allTextContents();
    expect(new Set(dates).size).toBe(2);
  });

  test('another prior is chosen from the list, and all three scroll together', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('priors') }).click();
    const listed = page.getByRole('menuitemcheckbox');
    expect(await listed.count()).toBe(2);
    expect(await listed.first().getAttribute('aria-checked')).toBe('true');
    await listed.nth(1).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('menuitemcheckbox', { checked: true }).count()).toBe(2);
    await app.screen('priors');
    await page.keyboard.press('Escape');
    await drawn(3);
    await page.locator(`[aria-pressed="true"][aria-label="${t('linkViews')}"]`).waitFor();
    const dates = () => page.locator('.corner-what').allTextContents();
    expect(new Set(await dates()).size).toBe(3);
    await page.locator('.viewport').first().focus();
    const before = [await slice(1), await slice(2)];
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowUp');
    for (const place of [1, 2]) await expect.poll(() => slice(place)).not.toBe(before[place - 1]);
    await page.getByRole('button', { name: t('priors') }).click();
    await page.getByRole('menuitemcheckbox').nth(1).click();
    await page.keyboard.press('Escape');
    await page.locator('.viewports-1x2').waitFor();
  });

  test('a series is dragged into a viewport, and only that one changes', async () => {
    const dates = () => app.page.locator('.corner-what').allTextContents();
    const [study, prior] = await dates();
    const rows = app.page.locator('.series');
    await rows.first().dragTo(app.page.locator('.viewport').nth(1));
    await expect.poll(dates).toEqual([study, study]);
    await rows.nth(1).dragTo(app.page.locator('.viewport').nth(1));
    await expect.poll(dates).toEqual([study, prior]);
  });

  test('let go of each other, they scroll alone', async () => {
    const { page } = app;
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('Shift+L');
    const before = await slice(1);
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await slice(0)) === before).toBe(false);
    expect(await slice(1)).toBe(before);
  });

  test('in two planes of one series, the slice in use is a line in the other plane that goes along', async () => {
    const { page } = app;
    for (let n = 0; n < 3; n++) await page.keyboard.press('l');
    await page.locator('.viewports-1x2').waitFor();
    await page.locator('.corner-what', { hasText: t('planeSagittal') }).waitFor();
    /** The row of the first accent pixel of the overlay of the second viewport. */
    const lineAt = () =>
      page.evaluate(() => {
        const canvas = document
          .querySelectorAll<HTMLCanvasElement>('.viewport')[1]!
          .querySelector<HTMLCanvasElement>('.viewport-over')!;
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
        for (let at = 0; at < width * height; at++)
          if (data[4 * at + 3]! > 250 && data[4 * at]! < 175 && data[4 * at + 2]! > 250) return Math.floor(at / width);
        return -1;
      });
    await expect.poll(lineAt).toBeGreaterThan(0);
    const before = await lineAt();
    await page.locator('.viewport').first().focus();
    for (let n = 0; n < 6; n++) await page.keyboard.press('ArrowDown');
    await expect.poll(lineAt).not.toBe(before);
    await app.screen('reference-line');
  });

  test('a region gives its window, and a magnifier shows what lies under the hand', async () => {
    const { page } = app;
    const box = (await page.locator('.viewport').first().boundingBox())!;
    const window = () => page.locator('.corner-window').first().textContent();
    const before = await window();
    const drag = async (keep: boolean) => {
      await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.45);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.55, { steps: 4 });
      if (!keep) await page.mouse.up();
    };
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('Shift+W');
    await drag(false);
    await expect.poll(window).not.toBe(before);
    await page.keyboard.press('g');
    await drag(true);
    await page.locator('.press-glass').waitFor();
    await app.screen('magnifier');
    await page.mouse.up();
    await page.locator('.press-glass').waitFor({ state: 'detached' });
  });
});
