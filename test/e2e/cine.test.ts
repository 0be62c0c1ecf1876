import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

const file = fileURLToPath(
  new URL('../../../shared/data/dicom/fo-dicom-tests/HasFragmentSequence.dcm', import.meta.url),
);
if (!existsSync(file)) console.warn('../shared/data/dicom is absent: the journey through an angiogram is left out.');

/* An angiogram of 96 frames, 33 ms apart. */
describe.skipIf(noBrowser || !existsSync(file)).each(languages)('an angiogram in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language, paths: [file] });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  });
  afterAll(() => app?.close());

  test('plays by key at the rate of the file, shows every frame in turn, and comes back to the first', async () => {
    const { page } = app;
    expect(await page.locator('.cine').textContent()).toContain(t('playRate', { rate: '30' }));
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      const corner = document.querySelector('.corner-slice span')!;
      new MutationObserver(() => seen.push(Number.parseInt(corner.textContent ?? '', 10))).observe(corner, {
        characterData: true,
        childList: true,
        subtree: true,
      });
    });
    const seen = () => page.evaluate(() => (window as unknown as { seen: number[] }).seen);
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: t('pause') }).waitFor();
    await expect.poll(async () => (await seen()).length, { timeout: 60_000 }).toBeGreaterThan(100);
    await app.screen('cine');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: t('play'), exact: true }).waitFor();
    const frames = (await seen()).filter((frame, n, all) => frame !== all[n - 1]);
    expect(frames.length).toBeGreaterThan(96);
    for (const [n, frame] of frames.entries()) if (n > 0) expect(frame).toBe((frames[n - 1]! % 96) + 1);
  });

  test('a key halves the speed, and the shown rate says so', async () => {
    await app.page.keyboard.press(',');
    await app.page.locator('.cine', { hasText: t('playRate', { rate: '15' }) }).waitFor();
  });
});
