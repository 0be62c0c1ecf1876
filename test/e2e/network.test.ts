import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { writeNpy } from '../inference/fixtures.ts';
import { tinyResnet } from '../onnx/tiny.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

/** What the runtime answers outside the app. */
async function answerOf(network: Uint8Array, image: Float32Array): Promise<Float32Array> {
  const session = await InferenceSession.create(network, { logSeverityLevel: 3 });
  const { y } = await session.run({ x: new Tensor('float32', image, [1, 1, 8, 8]) });
  await session.release();
  return y!.data as Float32Array;
}

/* The page that looks inside a network: what it is, and what it does with the open series. */
describe.skipIf(noBrowser).each(languages)('looking inside a network in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
    await app.page.getByRole('button', { name: t('openExample') }).click();
    await app.page.getByRole('button', { name: /Chest AP/ }).click();
  });
  afterAll(() => app?.close());

  const blocks = () => app.page.getByRole('radiogroup').first().getByRole('radio');
  const detail = (number: string) => app.page.getByRole('region', { name: t('networkBlock', { number }), exact: true });
  const faults = async () =>
    (await new AxeBuilder({ page: app.page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);

  test('draws every block of the network that fits the open series, reached from the page switch by keyboard', async () => {
    const { page } = app;
    await page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: t('pageNetwork') }).press('Enter');
    await blocks().first().waitFor();
    expect(await blocks().count()).toBe(8);
    await page.getByText('ResNet-18').waitFor();
    const costs = t('multiplyAddsOf', { count: '' })
      .replaceAll(/[^\p{L} –]/gu, '')
      .trim();
    expect(await blocks().first().getAttribute('aria-label')).toContain(costs);
    expect(await page.locator('.diagram .row-name').allTextContents()).toContain(t('blockMultiplyAdds'));
    await app.screen('network-static');
    expect(await faults()).toEqual([]);
  });

  test('steps from block to block with arrows and brackets, and says what each is', async () => {
    const { page } = app;
    await blocks().first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await detail('2.1').waitFor();
    expect(await detail('2.1').textContent()).toContain(t('shortcutProjection'));
    await page.keyboard.press('BracketRight');
    await detail('2.2').waitFor();
    expect(await detail('2.2').textContent()).toContain(t('shortcutIdentity'));
  });

  test('shows times, norms and activations on the open study, and a channel over its picture', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('lookNow') }).click();
    await page.getByText(t('normNote')).waitFor({ timeout: 60_000 });
    const channels = page.getByRole('region', { name: t('channelsOf', { number: '2.2' }) }).getByRole('button');
    await channels.first().waitFor();
    expect(await channels.count()).toBe(20);
    await page.getByRole('img', { name: t('networkInput') }).waitFor();
    await app.screen('network-input');
    await channels.first().click();
    expect(await channels.first().getAttribute('aria-pressed')).toBe('true');
    const picture = page.locator('.study-picture canvas');
    // The channel is in colour over the grey picture.
    const coloured = await picture.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i]! - data[i + 2]!) > 12) count++;
      return count / (data.length / 4);
    });
    expect(coloured).toBeGreaterThan(0.5);
    await app.screen('network-look');
    expect(await faults()).toEqual([]);
  });

  test('looks into a network of volumes at its middle slice', async () => {
    const { page } = app;
    const goTo = async (name: string) => {
      await page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).click();
      await page.getByRole('menuitemradio', { name }).click();
    };
    await goTo(t('pageRead'));
    await page.getByRole('button', { name: /T1 hippocampus crop/ }).click();
    await goTo(t('pageNetwork'));
    await page.getByText('3³').first().waitFor();
    await page.getByRole('button', { name: t('lookNow') }).click();
    await page.getByText(t('normNote')).waitFor({ timeout: 60_000 });
    await page
      .getByRole('region', { name: t('channelsOf', { number: '1.1' }) })
      .getByRole('button')
      .first()
      .click();
    await app.screen('network-volume');
    expect(await faults()).toEqual([]);
  });

  test('goes from an ONNX file to an installed model, with a preview on the open series', async () => {
    const { page, dataDir } = app;
    const [file, folder] = [join(dataDir, 'tiny.onnx'), join(dataDir, 'tiny-draft')];
    await writeFile(file, tinyResnet());
    await page.getByRole('button', { name: t('newModel') }).click();
    const dialog = page.getByRole('dialog', { name: t('newModelTitle') });
    await dialog.getByLabel(t('newModelFile')).fill(file);
    await dialog.getByLabel(t('newModelFolder')).fill(folder);
    await dialog.getByRole('button', { name: t('newModelStart') }).click();
    await dialog.getByText('prepare[1].use').waitFor();
    await app.screen('network-new-model');
    expect(await faults()).toEqual([]);
    const install = dialog.getByRole('button', { name: t('newModelInstall') });
    expect(await install.isEnabled()).toBe(false);

    const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
    const words = { en: 'Tiny', ar: 'شبكة للتجربة' };
    Object.assign(manifest, {
      ...{ name: words, licence: 'CC0-1.0', authors: ['A test'], intendedUse: words, notFor: words, eligible: [] },
      prepare: [
        { step: 'modality' },
        { step: 'voi', use: 'minmax' },
        { ...manifest.prepare[3], mode: 'stretch', antialias: true },
      ],
      finish: [{ step: 'softmax' }],
      labels: manifest.labels.map((_: unknown, n: number) => ({ key: `k${n}`, name: words, colour: '#56b4e9' })),
      golden: [{ ...manifest.golden[1], name: 'run' }],
    });
    await writeFile(join(folder, 'CARD.md'), '# Tiny\n');
    const image = new Float32Array(64).map((_, n) => n / 64);
    await writeNpy(join(folder, 'golden/run-1-input.npy'), [1, 1, 8, 8], image);
    await writeNpy(join(folder, 'golden/run-1-output.npy'), [1, 2], await answerOf(tinyResnet(), image));
    await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
    await dialog.getByText(t('newModelComplete')).waitFor();
    expect(await dialog.getByText(/8 × 8/).count()).toBe(1);
    // A picture of each step, the last as small as the network's input.
    const pictures = dialog.locator('canvas.step-picture');
    expect(await pictures.count()).toBe(3);
    expect(await pictures.last().getAttribute('width')).toBe('8');
    await app.screen('network-new-model-complete');
    await install.click();
    await dialog.waitFor({ state: 'detached', timeout: 20_000 });
    await page.getByRole('button', { name: new RegExp(`^${t('chooseModel')}:`) }).click();
    await page.getByRole('menuitemradio', { name: words[language] }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('at 200 % nothing is lost', async () => {
    await app.page.setViewportSize({ width: 800, height: 500 });
    await app.screen('network-200-percent');
    expect(
      await app.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0);
    await detail('1.1').scrollIntoViewIfNeeded();
    expect(await detail('1.1').isVisible()).toBe(true);
    await app.page.setViewportSize({ width: 1600, height: 1000 });
  });
});
