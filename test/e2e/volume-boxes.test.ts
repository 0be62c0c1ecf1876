import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { skiagraph } from '../cli/command.ts';
import { hasPython } from '../imaging/reference.ts';
import { makeDetector, writeDetectorPackage } from '../inference/detector.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const series = fileURLToPath(
  new URL('../../../shared/data/dicom/mr-brain-tumor-studies/Study1/12-T1post-05670', import.meta.url),
);
const absent = !hasPython || !existsSync(series);
if (absent)
  console.warn('../shared/data/dicom or Python is absent: the journey through boxes in a volume is left out.');

/* A detection network of volumes: its boxes in every plane, decided on, and in the report. */
describe.skipIf(noBrowser || absent).each(languages)('boxes in a volume in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'detector-'));
    makeDetector(folder, series);
    rmSync(join(folder, 'found.json'));
    writeDetectorPackage(folder);
    app = await openApp({
      ...{ language, paths: [series] },
      async before(dataDir) {
        for (const word of ['pack', 'install'])
          expect(await skiagraph(dataDir, ['models', word, folder])).toMatchObject({ code: 0 });
      },
    });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a finding says which slices it reaches, and shows itself in all planes', async () => {
    const { page } = app;
    const picker = page.getByRole('region', { name: t('modelsForSeries') });
    const name = language === 'en' ? 'Bright places' : 'المواضع الساطعة';
    await picker.getByRole('button', { name: new RegExp(`${t('run')}.*${name}|${name}.*${t('run')}`) }).click();
    const findings = page.locator('.finding-main');
    await findings.first().waitFor({ timeout: 60_000 });
    expect(await findings.count()).toBeGreaterThan(5);
    await findings.nth(4).click();
    const words = (await findings.nth(4).locator('.finding-line .quiet').first().textContent())!;
    const [first, last] = words.match(/\d+/g)!.map(Number);
    const corner = async () => Number((await page.locator('.corner-slice span').first().textContent())!.split(' ')[0]);
    await expect.poll(corner).toBeGreaterThanOrEqual(first!);
    expect(await corner()).toBeLessThanOrEqual(last!);
    await app.screen('volume-boxes');
    for (let n = 0; n < 2; n++) await page.keyboard.press('l');
    await page.locator('.viewports-2x2').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.viewport-first[hidden]').length === 4);
    await findings.nth(4).click();
    await page.keyboard.press('y');
    await findings.nth(4).locator('.tone-ok').waitFor();
    await findings.nth(5).click();
    await page.keyboard.press('n');
    await page.keyboard.type('Fat');
    await page.keyboard.press('Enter');
    await findings.nth(5).locator('.tone-no').waitFor();
    await findings.nth(4).click();
    await app.screen('volume-boxes-planes');
  });

  test('a reader lets one end a slice later, by key, in one plane', async () => {
    const { page } = app;
    await page.keyboard.press('l');
    await page.locator('.viewports-2x2').waitFor({ state: 'detached' });
    const finding = page.locator('.finding').nth(6);
    await finding.locator('.finding-main').click();
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('e');
    const slices = async () =>
      (await page.locator('.box-edges dd').nth(2).textContent())!.match(/\d+/g)!.map(Number) as [number, number];
    const [from, to] = await slices();
    const corner = async () => Number((await page.locator('.corner-slice span').first().textContent())!.split(' ')[0]);
    while ((await corner()) <= to) {
      const before = await corner();
      await page.keyboard.press('PageDown');
      await expect.poll(corner).toBe(before + 1);
    }
    await page.keyboard.press('End');
    expect(await slices()).toEqual([from, to + 1]);
    await app.screen('volume-box-edit');
    await page.keyboard.press('Enter');
    await finding.locator('.tone-edit').waitFor();
    await expect
      .poll(async () =>
        (await finding.locator('.finding-line .quiet').first().textContent())!.match(/\d+/g)!.map(Number),
      )
      .toEqual([from, to + 1]);
  });
});
