import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { makeSequences, noSequences, T1_POST } from '../inference/sequences.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const skiagraph = join(fileURLToPath(new URL('../..', import.meta.url)), 'cli/skiagraph.mjs');

/* A real study with sequences that were added to it in its frame of reference. */
describe.skipIf(noBrowser || noSequences).each(languages)('a model of several series in Chromium, %s', (language) => {
  const t = translator(language);
  const name = { en: 'Three sequences', ar: 'ثلاثة تتابعات' }[language];
  let folder: string;
  let app: App;
  beforeAll(() => {
    folder = makeSequences();
  });
  afterEach(() => app?.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Shows the first channel of the model, with some of the other sequences in its study. */
  async function open(...names: string[]) {
    const paths = [T1_POST, ...['t1', ...names].map((one) => join(folder, one))];
    app = await openApp({ language, paths, before: install });
    await app.page.getByRole('button', { name: /T1 axial/ }).click();
    return app.page;
  }

  async function install(dataDir: string) {
    for (const command of ['pack', 'install']) {
      const words = [skiagraph, 'models', command, join(folder, 'package'), '--data-dir', dataDir];
      await promisify(execFile)(process.execPath, words);
    }
  }

  test('says what speaks against the only candidate, and wants a reason before it runs', async () => {
    const page = await open('tirm');
    const models = page.getByRole('region', { name: t('modelsForSeries') });
    await models.getByRole('button', { name: t('runModel', { model: name }) }).click();
    const dialog = page.getByRole('dialog', { name: t('channelsTitle', { model: name }) });
    await dialog.getByRole('radio', { name: /9 · tirm dark fluid/ }).check();
    const go = dialog.getByRole('button', { name: t('overrule') });
    expect(await go.isDisabled()).toBe(true);
    await dialog
      .getByRole('textbox', { name: t('overruleReason') })
      .fill({ en: 'Dark fluid', ar: 'سائل معتم' }[language]);
    await app.screen('channels-reason');
    await go.click();
    await page.getByRole('region', { name, exact: true }).getByText(t('overruledNote')).waitFor({ timeout: 60_000 });
  });

  test('lets a reader choose another series than its rules find, by keyboard', async () => {
    const page = await open('flair', 'tirm');
    const models = page.getByRole('region', { name: t('modelsForSeries') });
    await models.getByText('5 · T2 FLAIR').waitFor();
    await models.getByRole('button', { name: t('chooseSeries') }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: t('channelsTitle', { model: name }) });
    await dialog.waitFor();
    // All is found: it could be run as it is.
    expect(await dialog.getByRole('button', { name: t('run'), exact: true }).isEnabled()).toBe(true);
    await dialog.locator('summary', { hasText: '5 · T2 FLAIR' }).focus();
    await page.keyboard.press('Enter');
    const choice = dialog.getByRole('group', { name: t('whichSeries', { channel: 'FLAIR' }) });
    expect(await choice.getByRole('radio', { name: /5 · T2 FLAIR/ }).isChecked()).toBe(true);
    await choice.getByRole('radio', { name: /9 · tirm dark fluid/ }).check();
    await dialog.locator('summary', { hasText: '9 · tirm dark fluid' }).waitFor();
    expect(await dialog.getByRole('button', { name: t('overrule') }).isDisabled()).toBe(true);
    await app.screen('channels-other');
    await dialog.getByRole('textbox', { name: t('overruleReason') }).fill('T2');
    await page.keyboard.press('Enter');
    const read = page.getByRole('region', { name, exact: true });
    await read.getByText('9 · tirm dark fluid').waitFor({ timeout: 60_000 });
  });

  test('asks which series is which, by keyboard, and shows what it found over the first one', async () => {
    const page = await open('flair', 'flair-again');
    const models = page.getByRole('region', { name: t('modelsForSeries') });
    await models.getByText(t('channelsOpen', { channels: 'FLAIR' })).waitFor();
    await models.getByText('12 · T1post').waitFor();
    await app.screen('channels-asks');
    const run = models.getByRole('button', { name: t('runModel', { model: name }) });
    await run.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: t('channelsTitle', { model: name }) });
    await dialog.waitFor();
    const choice = dialog.getByRole('group', { name: t('whichSeries', { channel: 'FLAIR' }) });
    expect(await choice.getByRole('radio').count()).toBe(2);
    const go = dialog.getByRole('button', { name: t('run'), exact: true });
    expect(await go.isDisabled()).toBe(true);
    await choice.getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    expect(await choice.getByRole('radio', { name: /T2 FLAIR repeated/ }).isChecked()).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await choice.getByRole('radio', { name: /5 · T2 FLAIR/ }).isChecked()).toBe(true);
    await app.screen('channels-dialog');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const found = { en: 'Bright', ar: 'ساطع' }[language];
    await page.getByText(found).first().waitFor({ timeout: 60_000 });
    await page.locator('.viewport-over').first().waitFor();
    await app.screen('channels-found');
    const read = page.getByRole('region', { name, exact: true });
    await read.getByText('5 · T2 FLAIR').waitFor();
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('v');
    const caption = page.locator('.seen-caption').first();
    await caption.getByText('T1', { exact: true }).waitFor({ timeout: 30_000 });
    const steps = page.getByRole('group', { name: t('sawChannel') });
    await steps.getByRole('radio', { name: 'T1', exact: true }).focus();
    for (let n = 0; n < 2; n++) await page.keyboard.press(language === 'en' ? 'ArrowRight' : 'ArrowLeft');
    await caption.getByText('FLAIR').waitFor({ timeout: 30_000 });
    await page.getByText(t('prepAlign', { from: '4 × 4 × 4', to: '3 × 3 × 5' })).waitFor();
    await app.screen('channels-seen');
  });
});
