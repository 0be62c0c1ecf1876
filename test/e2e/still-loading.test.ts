import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

/* What is not known yet is not said to be none. */
describe.skipIf(noBrowser).each(languages)('while the engine has not answered, %s', (language) => {
  const t = translator(language);
  let app: App;
  let release = () => {};
  beforeAll(async () => {
    app = await openApp({ language });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await app.page.route('**/api/models', async (route) => {
      await held;
      await route.continue();
    });
    // The way in leads on to the page; a reload before that is over would be thrown away.
    await app.page.getByRole('button', { name: t('openExample') }).waitFor();
    await app.page.reload();
  });
  afterAll(() => app?.close());

  test('the window does not say that there are no models', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('openExample') }).waitFor();
    expect(await page.getByText(t('stepRunText', { n: 0 })).count()).toBe(0);
    await page.getByRole('button', { name: t('openExample') }).click();
    const picker = page.getByRole('region', { name: t('modelsForSeries') });
    await picker.waitFor();
    expect(await picker.getByText(t('noModelsText')).count()).toBe(0);
    release();
    await picker.getByRole('button', { name: new RegExp(t('run')) }).waitFor();
  });
});
