import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CROP = [24, 20, 24];

/** The shipped network of volumes, cut to the middle of what it is shown, for any volume. */
async function installCropped(dataDir: string) {
  const folder = join(dataDir, 'cropped');
  await cp(join(root, 'models/hippocampus-mr'), folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  manifest.id = 'cropped';
  manifest.prepare.splice(3, 0, { step: 'crop', to: 'centre', size: CROP });
  manifest.golden = manifest.golden.filter(({ stage }: { stage: string }) => stage === 'run');
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
  const skiagraph = join(root, 'cli/skiagraph.mjs');
  await promisify(execFile)(process.execPath, [skiagraph, 'models', 'install', folder, '--data-dir', dataDir]);
}

/* What a network saw, over the pictures: only the middle of the volume was shown to this one. */
describe.skipIf(noBrowser).each(languages)('a network that saw a part in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
    await app.page.getByRole('button', { name: t('openExample') }).click();
    await app.page.getByRole('button', { name: /T1 hippocampus crop/ }).waitFor();
    await installCropped(app.dataDir);
    await app.restart();
    await app.page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).click();
    await app.page.getByRole('menuitemradio', { name: t('pageRead') }).click();
    await app.page.getByRole('button', { name: /T1 hippocampus crop/ }).click();
  });
  afterAll(() => app?.close());

  /** How many pixels of the first viewport's layer over the picture are opaque (seen), and how many are shaded. */
  const layer = () =>
    app.page
      .locator('.viewport-over')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let [seen, shaded] = [0, 0];
        for (let i = 3; i < data.length; i += 4) {
          if (data[i] === 255) seen++;
          else if (data[i]! > 0) shaded++;
        }
        return { seen, shaded };
      });

  test('shows its input back on the slices, shades what was cut away, and scrolls along in every plane', async () => {
    const { page } = app;
    await page
      .getByRole('region', { name: t('modelsForSeries') })
      .getByRole('button', { name: new RegExp(t('run')) })
      .last()
      .click();
    const told = page.getByRole('region', { name: t('sawTitle') }).last();
    await told.waitFor({ timeout: 60_000 });
    await told.getByRole('button').click();
    await page.locator('.seen-caption', { hasText: t('sawHatched') }).waitFor();
    await app.screen('seen');
    const middle = await layer();
    expect(middle.seen / (middle.seen + middle.shaded)).toBeGreaterThan(0.1);
    expect(middle.seen / (middle.seen + middle.shaded)).toBeLessThan(0.4);
    await page.locator('.viewport').first().focus();
    for (let n = 0; n < 2; n++) await page.keyboard.press('PageDown');
    await expect.poll(async () => (await layer()).seen).toBe(0);
    for (let n = 0; n < 2; n++) await page.keyboard.press('PageUp');
    await expect.poll(async () => (await layer()).seen).toBeGreaterThan(0);
    for (let n = 0; n < 2; n++) await page.keyboard.press('l');
    await page.locator('.viewports-2x2').waitFor();
    await expect.poll(() => page.locator('.seen-caption').count()).toBe(4);
    await app.screen('seen-planes');
    await page.keyboard.press('v');
    await page.locator('.seen-caption').first().waitFor({ state: 'detached' });
  });
});
