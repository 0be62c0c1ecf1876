import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NBSP } from '../../renderer/format.ts';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

const series = fileURLToPath(new URL('../../../shared/data/dicom/ct-head-93-slices', import.meta.url));
if (!existsSync(series)) console.warn('../shared/data/dicom is absent: the journey through a head CT is left out.');

/* A head CT as a volume: thick slices, and planes turned by key and by hand. */
describe.skipIf(noBrowser || !existsSync(series)).each(languages)('a head CT in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language, paths: [series] });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  });
  afterAll(() => app?.close());
  const corner = () => app.page.locator('.corner-slice').first().textContent();

  test('plus makes slices thick, and the reader stays on the slice where he was', async () => {
    const { page } = app;
    await page.locator('.viewport').first().focus();
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => corner()).toContain('51 / 93');
    await page.keyboard.press('Equal');
    await expect.poll(() => corner()).toContain(t('slabMax'));
    expect(await corner()).toContain('51 / 93');
    await page.keyboard.press('Equal');
    await expect.poll(() => corner()).toContain(`15${NBSP}mm`);
    expect(await page.locator('.viewport-message').count()).toBe(0);
    await app.screen('slab');
    for (let n = 0; n < 2; n++) await page.keyboard.press('Minus');
    await expect.poll(() => corner()).not.toContain(t('slabMax'));
  });

  test('a plane is turned by key and by the end of a crosshair, and R brings it back', async () => {
    const { page } = app;
    const sagittal = () => page.locator('.corner-what').nth(1).textContent();
    for (let n = 0; n < 2; n++) await page.keyboard.press('l');
    await page.locator('.viewports-2x2').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.viewport-first[hidden]').length === 4);
    const straight = await sagittal();
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('x');
    const box = (await page.locator('.viewport').first().boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.click(x, y);
    for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+BracketRight');
    await expect.poll(sagittal).toContain(t('planeTilted', { plane: t('planeSagittal'), angle: '15°' }));
    const radius = 110;
    const at = (degrees: number) =>
      [x + radius * Math.cos((degrees * Math.PI) / 180), y + radius * Math.sin((degrees * Math.PI) / 180)] as const;
    await page.mouse.move(...at(15));
    // The line lies where it is drawn, which may be a picture later than the words in the corner.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await page.mouse.down();
    await page.mouse.move(...at(25), { steps: 3 });
    await page.mouse.move(...at(35), { steps: 3 });
    await page.mouse.up();
    await expect.poll(sagittal).toContain('35°');
    await app.screen('oblique');
    await page.keyboard.press('r');
    await expect.poll(sagittal).toBe(straight);
  });
});
