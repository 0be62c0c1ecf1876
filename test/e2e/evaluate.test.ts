import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageName, coverageValue } from '../../core/contract/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { temporaryFolder } from '../engine/transports.ts';
import { noise } from '../imaging/reference.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

/** Other work on the machine makes pages slow. */
const PATIENT = { timeout: 20_000 };
const LABELS = ['bacteria', 'virus', 'bacteria', 'normal', 'virus', 'bacteria', 'normal', 'virus'];

/** Noise in the shape of a labelled set: no model is right about it. */
async function writeSet(folder: string): Promise<void> {
  await mkdir(join(folder, 'images'), { recursive: true });
  const rows = LABELS.map((label, n) => `images/${n}.png,${label},P${n},test,${n < 6 ? n + 2 : ''},F`);
  await writeFile(join(folder, 'split.csv'), ['file,label,patient,split,age,sex', ...rows].join('\n'));
  for (const n of LABELS.keys()) {
    const data = Uint8Array.from(noise(96 * 80, n + 1), (value, at) => value * 120 + (at % 96) + 10 * n);
    await writeFile(join(folder, 'images', `${n}.png`), encode({ width: 96, height: 80, channels: 1, data }));
  }
}

/* The page that measures a model on a labelled set. */
describe.skipIf(noBrowser).each(languages)('evaluating a model in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let set: string;
  beforeAll(async () => {
    set = await temporaryFolder();
    await writeSet(set);
    app = await openApp({ language });
  });
  afterAll(async () => {
    await app?.close();
    await rm(set, { recursive: true, force: true });
  });

  const faults = async () =>
    (await new AxeBuilder({ page: app.page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);

  test('asks for a model and a folder, and refuses a folder that is no set in a sentence', async () => {
    const { page } = app;
    await page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: t('pageEvaluate') }).press('Enter');
    await page.getByText(t('evaluateHint')).waitFor();
    await page.getByLabel(t('evaluateModel')).selectOption('chest-pneumonia');
    await page.getByLabel(t('evaluateData')).fill(join(set, 'images'));
    await page.keyboard.press('Enter');
    await page
      .locator('.notice-problem')
      .getByText(/images[\\/]split\.csv/)
      .first()
      .waitFor();
    await app.screen('evaluate-refused');
    expect(await faults()).toEqual([]);
    await page
      .getByRole('button', { name: t('dismiss') })
      .first()
      .click();
  });

  test('measures the set and shows figures with intervals, curves, and a wrong case with its picture', async () => {
    const { page } = app;
    await page.getByLabel(t('evaluateData')).fill(set);
    await page.getByRole('button', { name: t('evaluateNow'), exact: true }).click();
    await page
      .locator('.evaluate-head')
      .getByText(t('nCases', { n: LABELS.length }))
      .waitFor({ timeout: 60_000 });
    await page.getByRole('img', { name: 'ROC' }).waitFor();
    const detail = page.getByRole('region', { name: t('caseChosen') });
    const picture = detail.getByRole('img');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), PATIENT).toBe(96);
    await detail.getByText(t('caseMap', { label: '' }).replace(/\P{L}+$/u, '')).waitFor();
    expect(await detail.locator('svg image').count()).toBe(1);
    // A button that can be pressed again takes its colours within a moment.
    await page.mouse.move(0, 0);
    await expect.poll(faults, PATIENT).toEqual([]);
    await app.screen('evaluate-result');
  });

  test('says which ages and sexes the set is of, which the model is for and it lacks, and what it does not say', async () => {
    const { page } = app;
    const coverage = page.getByRole('region', { name: t('coverageTitle') });
    await coverage.scrollIntoViewIfNeeded();
    expect(await coverage.locator('.tone-warn dt').allTextContents()).toEqual([
      '1',
      coverageValue('sex', 'M', language),
    ]);
    await coverage.getByText(t('coverageNone')).waitFor();
    expect(await coverage.textContent()).toContain(coverageName('manufacturer', language));
    await app.screen('evaluate-coverage');
  });

  test('steps from case to case by J and K, and by a click', async () => {
    const { page } = app;
    const title = page.getByRole('region', { name: t('caseChosen') }).getByRole('heading');
    const rows = page.getByRole('region', { name: t('cases'), exact: true }).getByRole('rowheader');
    const first = await title.textContent();
    await page.keyboard.press('KeyJ');
    await expect.poll(() => title.textContent(), PATIENT).toBe(await rows.nth(1).textContent());
    await page.keyboard.press('KeyK');
    await expect.poll(() => title.textContent(), PATIENT).toBe(first);
    await rows.nth(2).click();
    await expect.poll(() => title.textContent(), PATIENT).toBe(await rows.nth(2).textContent());
  });

  test('lists its evaluations again after a restart, and shows the one that is chosen', async () => {
    const { page: before } = app;
    await before.getByRole('button', { name: t('evaluateNow'), exact: true }).click();
    await before.getByLabel(t('evaluationsKept')).waitFor({ timeout: 60_000 });
    await app.restart();
    const { page } = app;
    await page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).click();
    await page.getByRole('menuitemradio', { name: t('pageEvaluate') }).click();
    const list = page.getByLabel(t('evaluationsKept'));
    await page.getByRole('img', { name: 'ROC' }).waitFor();
    expect(await list.locator('option').count()).toBe(2);
    const folder = () => page.locator('.evaluate-head .mono').last().textContent();
    const newest = await folder();
    await list.selectOption({ index: 1 });
    await expect.poll(folder, PATIENT).not.toBe(newest);
    await page.getByRole('img', { name: 'ROC' }).waitFor();
    await app.screen('evaluate-kept');
  });

  test('compares every two images for a verification network, and shows a wrong pair side by side', async () => {
    const { page } = app;
    await writeFile(
      join(set, 'labels.csv'),
      ['file,patient', ...LABELS.map((_, n) => `images/${n}.png,P${n >> 1}`)].join('\n'),
    );
    await rename(join(set, 'split.csv'), join(set, 'other.csv'));
    await page.getByLabel(t('evaluateModel')).selectOption('same-patient');
    await page.getByLabel(t('evaluateData')).fill(set);
    await page.getByRole('button', { name: t('evaluateNow'), exact: true }).click();
    await page.getByRole('region', { name: t('wrongPairs') }).waitFor({ timeout: 60_000 });
    const pictures = page.getByRole('region', { name: t('caseChosen') }).getByRole('img');
    expect(await pictures.count()).toBe(2);
    await expect
      .poll(() => pictures.last().evaluate((image: HTMLImageElement) => image.naturalWidth), PATIENT)
      .toBe(96);
    await page.mouse.move(0, 0);
    await expect.poll(faults, PATIENT).toEqual([]);
    await app.screen('evaluate-pairs');
    await rename(join(set, 'other.csv'), join(set, 'split.csv'));
    await page.getByLabel(t('evaluationsKept')).selectOption({ index: 1 });
  });

  test('opens the chosen case in the reading page', async () => {
    const { page } = app;
    const title = await page
      .getByRole('region', { name: t('caseChosen') })
      .getByRole('heading')
      .textContent();
    await page.getByRole('button', { name: t('openInRead') }).click();
    await page
      .getByRole('button', { name: new RegExp(title!.replace('images/', '')) })
      .first()
      .waitFor();
    await app.screen('evaluate-read');
  });
});
