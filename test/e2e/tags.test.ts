import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

const study = fileURLToPath(new URL('../../../shared/data/dicom/mr-enhanced', import.meta.url));
if (!existsSync(study)) console.warn('../shared/data/dicom is absent: the journey through an enhanced MR is left out.');

/* The header of the shown image, with sequences and a search, by keyboard alone. */
describe.skipIf(noBrowser || !existsSync(study)).each(languages)(
  'tags of an enhanced MR in Chromium, %s',
  (language) => {
    const t = translator(language);
    let app: App;
    beforeAll(async () => {
      app = await openApp({ language, paths: [study] });
      await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
    });
    afterAll(() => app?.close());

    test('T opens them, a search narrows them with the sequences that they lie in, arrows and Escape work', async () => {
      const { page } = app;
      await page.locator('.viewport').first().focus();
      await page.keyboard.press('t');
      const dialog = page.getByRole('dialog', { name: t('tags') });
      const options = dialog.getByRole('option');
      await options.first().waitFor();
      await app.screen('tags');
      const all = Number(await options.first().getAttribute('aria-setsize'));
      expect(all).toBeGreaterThan(100);
      await dialog.getByRole('searchbox').fill('image position');
      await page.waitForFunction(
        (before) => Number(document.querySelector('.tag')?.getAttribute('aria-setsize')) < before,
        all,
      );
      const words = await options.allTextContents();
      expect(words.filter((line) => line.includes('ImagePositionPatient')).length).toBeGreaterThan(0);
      expect(words.some((line) => line.includes('PlanePositionSequence'))).toBe(true);
      await dialog.getByRole('listbox').focus();
      for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowDown');
      expect(await dialog.locator('[aria-selected="true"]').getAttribute('aria-posinset')).toBe('4');
      await app.screen('tags-search');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    });
  },
);
