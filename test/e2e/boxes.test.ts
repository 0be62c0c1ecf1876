import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

describe.skipIf(noBrowser).each(languages)('a detection network in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
  });
  afterAll(() => app?.close());

  test('finds the tumour of the example head, and a click on a finding shows its slice and box', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('openExample') }).click();
    await page.getByRole('button', { name: /T1 head after contrast/ }).click();
    await page.locator('.corner-what', { hasText: 'T1 head after contrast' }).waitFor();
    const picker = page.getByRole('region', { name: t('modelsForSeries') });
    await picker
      .getByRole('button', { name: new RegExp(t('run')) })
      .first()
      .click();
    const findings = page.locator('.finding-main');
    await findings.first().waitFor({ timeout: 60_000 });
    await findings.first().click();
    const [slice] = (await findings.first().locator('.finding-line .quiet').textContent())!.match(/\d+/)!;
    expect(slice).toMatch(/^(7|8|9|10)$/);
    await expect.poll(() => page.locator('.corner-slice span').first().textContent()).toBe(`${slice} / 12`);
    await app.screen('boxes');
  });
});
