import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { hasPython } from '../inference/fixtures.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const shared = fileURLToPath(new URL('../../../shared', import.meta.url));
const data = join(shared, 'data/chest-pneumonia');
const missing = noBrowser || !hasPython || !existsSync(data);
if (!existsSync(data))
  console.warn('../shared/data/chest-pneumonia is absent: the warning of two persons is left out.');

describe.skipIf(missing).each(languages)('two radiographs of two children in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-persons-'));
    const lines = readFileSync(join(data, 'split.csv'), 'utf8').trim().split('\n');
    const files = lines.filter((line) => line.endsWith(',test')).map((line) => line.split(',')[0]!);
    const paths = [0, 300].map((at) => {
      const path = join(folder, `${at}.dcm`);
      const args = ['radiograph', join(data, files[at]!), path, '--age', '004Y'];
      execFileSync('/usr/bin/python3', [join(shared, 'acceptance/to_dicom.py'), ...args]);
      return path;
    });
    app = await openApp({ language, paths });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('side by side they bring a warning, which says how often it is wrong and goes when it was read', async () => {
    const { page } = app;
    const series = page.locator('button.series');
    await series.first().click();
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('l');
    await page.locator('.viewports-1x2').waitFor();
    await page.locator('.viewport').nth(1).click();
    await series.nth(1).click();
    const warning = page.locator('.notice-caution');
    await warning.waitFor({ timeout: 60_000 });
    await expect.poll(() => warning.textContent()).toContain(t('twoPersons'));
    // The whole of the sentence: patient IDs have numbers too.
    const plain = (text: string | null) => text?.replace(/[\u2066-\u2069]/g, '');
    const [before, after] = plain(t('twoPersonsWrong', { one: '#', two: '#', on: '' }))!.split('#');
    await expect
      .poll(async () => plain(await warning.textContent()), { timeout: 30_000 })
      .toMatch(new RegExp(`${before}\\d+${after}\\d+`));
    await app.screen('two-persons');
    await warning.getByRole('button', { name: t('dismiss') }).click();
    await warning.waitFor({ state: 'detached' });
  });
});
