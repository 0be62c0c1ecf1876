import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeProblem } from '../../core/contract/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

/* A radiograph: class scores, the activation map with its colour bar, and what a refused model says. */
describe.skipIf(noBrowser).each(languages)('a radiograph in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
    await app.page.getByRole('button', { name: t('openExample') }).click();
    await app.page.getByRole('button', { name: /Chest AP/ }).click();
  });
  afterAll(() => app?.close());

  const models = () => app.page.getByRole('region', { name: t('modelsForSeries') });

  test('shows the scores of all classes, and where the score came from', async () => {
    await models()
      .getByRole('button', { name: new RegExp(t('run')) })
      .first()
      .click();
    const findings = app.page.getByRole('list', { name: t('findingsList') }).getByRole('listitem');
    await findings.nth(2).waitFor({ timeout: 60_000 });
    expect(await findings.count()).toBe(3);
    const scores = await Promise.all((await findings.all()).map(async (one) => await one.textContent()));
    const sum = scores.reduce((all, text) => all + Number(/\d\.\d+/.exec(text ?? '')?.[0] ?? Number.NaN), 0);
    expect(sum).toBeCloseTo(1, 1);
    await findings.nth(1).getByRole('button').first().click();
    await app.page
      .getByText(t('verifiedOn', { provider: 'CPU' }))
      .first()
      .waitFor();
    await app.screen('radiograph-map');
  });

  test('lays what the network was given over the picture by a key, and says in words how it was prepared', async () => {
    const { page } = app;
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('v');
    await page.locator('.seen-caption').waitFor();
    const told = page.getByRole('region', { name: t('sawTitle') });
    await told.getByText(t('sawAll')).waitFor();
    expect(await told.getByRole('list').first().getByRole('listitem').count()).toBe(5);
    const plain = (text: string | null) => text?.replace(/[\u2066-\u2069]/g, '');
    expect(plain(await told.textContent())).toContain(plain(t('prepFixed', { mean: '0.485', deviation: '0.237' })));
    expect(await told.textContent()).toContain(t('ruleModality'));
    await app.screen('radiograph-saw');
    await page.keyboard.press('v');
    await page.locator('.seen-caption').waitFor({ state: 'detached' });
  });

  test('says which checks a refused model failed, and lets a reader overrule only what may be', async () => {
    const refused = models().locator('details').first();
    await refused.locator('summary').click();
    await app.screen('radiograph-refused');
    const words = (await refused.textContent()) ?? '';
    expect(words).toContain(t('ruleModality'));
    expect(words.includes(t('mayOverrule')) || words.includes(t('mayNotOverrule'))).toBe(true);
  });

  test('says in a sentence with a next step what cannot be opened', async () => {
    await app.page.getByRole('button', { name: t('openAny') }).click();
    await app.screen('radiograph-opener');
    const dialog = app.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('/nowhere/at-all');
    await dialog.getByRole('button', { name: t('openPath') }).click();
    const told = await app.page.getByRole('alert').textContent();
    const { text, next } = describeProblem({ code: 'not-found', values: { what: '/nowhere/at-all' } }, language);
    for (const sentence of [text, next]) expect(told?.replace(/[\u2066-\u2069]/g, '')).toContain(sentence);
    await app.screen('radiograph-not-found');
  });
});
