import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import type { Translate } from '../../renderer/words.ts';
import { type App, type E2eLanguage, languages, noBrowser, openApp } from './app.ts';

/*
 * The main job as a reader does it: open → run → accept one, reject one, comment → export → close → reopen. The example
 * study stands for the reader's own. Pictures of every station are kept in test-results/screens.
 */
const COMMENT: Record<E2eLanguage, string> = { en: 'Compare with the prior.', ar: 'يُقارن بالفحص السابق.' };
const REASON: Record<E2eLanguage, string> = { en: 'Outline leaves the tail out.', ar: 'الحدود لا تشمل الذيل.' };

if (noBrowser) console.log(noBrowser);

const findings = (page: Page, t: Translate) =>
  page.getByRole('list', { name: t('findingsList') }).getByRole('listitem');

async function openExample(page: Page, t: Translate) {
  await page.getByRole('button', { name: t('openExample') }).click();
  await page.getByRole('button', { name: /T1 hippocampus crop/ }).waitFor();
}

/** Runs the one model that can read the series which is open, and waits for its findings. */
async function runModel(page: Page, t: Translate) {
  await page
    .getByRole('region', { name: t('modelsForSeries') })
    .getByRole('button', { name: new RegExp(t('run')) })
    .first()
    .click();
  await findings(page, t).nth(1).waitFor({ timeout: 60_000 });
}

async function accept(finding: Locator, t: Translate) {
  await finding.getByRole('button').first().click();
  await finding.getByRole('button', { name: t('accept') }).click();
  await finding.getByText(t('statusAccepted')).waitFor();
}

async function reject(finding: Locator, t: Translate, reason: string) {
  await finding.getByRole('button').first().click();
  await finding
    .getByRole('button', { name: t('reject'), exact: false })
    .first()
    .click();
  await finding.getByRole('textbox', { name: t('reason') }).fill(reason);
  await finding.getByRole('button', { name: t('confirmReject') }).click();
  await finding.getByText(t('statusRejected')).waitFor();
}

async function comment(finding: Locator, t: Translate, text: string) {
  await finding.getByRole('button').first().click();
  await finding.getByRole('button', { name: t('comment'), exact: true }).click();
  await finding.getByRole('textbox', { name: t('comment') }).fill(text);
  await finding.getByRole('button', { name: t('saveComment') }).click();
  await finding.getByText(text).waitFor();
}

async function exportReport(page: Page, t: Translate, folder: string) {
  await page.getByRole('button', { name: t('export') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: t('readerName') }).fill('R. Reader');
  await dialog.getByRole('textbox', { name: t('exportFolder') }).fill(folder);
  await dialog.getByRole('button', { name: t('exportAct') }).click();
  await dialog.getByRole('list', { name: t('exportFiles') }).waitFor({ timeout: 60_000 });
}

/** Has the viewport in front painted anatomy: some pixels are neither black nor chrome. */
async function imageIsShown(page: Page) {
  await page.waitForFunction(
    () => {
      const canvas = document.querySelector<HTMLCanvasElement>('[role="application"] canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context || canvas.width < 10) return false;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let bright = 0;
      for (let n = 0; n < data.length; n += 4) bright += Number(data[n]! > 60);
      return bright > 500;
    },
    null,
    { timeout: 30_000 },
  );
}

describe.skipIf(noBrowser).each(languages)('a reader, end to end in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
  });
  afterAll(() => app?.close());

  test('opens the example study in one click and sees its image', async () => {
    await app.page.getByRole('button', { name: t('openExample') }).waitFor();
    expect(await app.page.getByText(t('researchOnly')).isVisible()).toBe(true);
    await app.page.getByText(t('stepRunText', { n: 4 })).waitFor();
    await app.screen('1-start');
    await openExample(app.page, t);
    await imageIsShown(app.page);
    await app.screen('2-opened');
  });

  test('runs a model on it and sees two parts with volumes', async () => {
    await runModel(app.page, t);
    expect(await findings(app.page, t).count()).toBe(2);
    for (const finding of await findings(app.page, t).all()) expect(await finding.textContent()).toMatch(/\d\.\d\d/);
    await findings(app.page, t).first().getByRole('button').first().click();
    await app.screen('3-found');
  });

  test('sees the three planes with crosshairs', async () => {
    await app.page.keyboard.press('l');
    await app.page.keyboard.press('l');
    await app.page.getByRole('application').nth(3).waitFor();
    await app.page.waitForTimeout(1500);
    await app.screen('4-planes');
  });

  test('accepts one, rejects one with a reason, comments, and takes a decision back and again', async () => {
    const [first, second] = [findings(app.page, t).nth(0), findings(app.page, t).nth(1)];
    await accept(first, t);
    await comment(first, t, COMMENT[language]);
    await reject(second, t, REASON[language]);
    await app.page.keyboard.press('Control+z');
    await second.getByText(t('statusUnreviewed')).waitFor();
    await app.page.keyboard.press('Control+Shift+z');
    await second.getByText(t('statusRejected')).waitFor();
    await app.screen('5-decided');
  });

  test('exports a report that names the decisions', async () => {
    const folder = join(app.dataDir, 'report');
    await exportReport(app.page, t, folder);
    await app.screen('6-exported');
    await app.page.keyboard.press('Escape');
    const written = await readdir(folder, { recursive: true });
    for (const name of ['report.pdf', 'findings.sr.dcm', 'segmentation.seg.dcm', 'findings.csv', 'run.json'])
      expect(
        written.some((path) => path.endsWith(name)),
        `${name} among ${written}`,
      ).toBe(true);
    const csv = await readFile(join(folder, written.find((path) => path.endsWith('findings.csv'))!), 'utf8');
    expect(csv).toMatch(/accepted/);
    expect(csv).toMatch(/rejected/);
  });

  test('closes and reopens to find everything as it was', async () => {
    await app.restart();
    await app.page
      .getByRole('button', { name: t('pageSwitch'), exact: false })
      .first()
      .waitFor();
    await app.page
      .getByRole('button', { name: /Phantom/ })
      .first()
      .click();
    const [first, second] = [findings(app.page, t).nth(0), findings(app.page, t).nth(1)];
    await first.getByText(t('statusAccepted')).waitFor();
    await second.getByText(t('statusRejected')).waitFor();
    await first.getByRole('button').first().click();
    expect(await first.textContent()).toContain(COMMENT[language]);
    await imageIsShown(app.page);
    await app.screen('7-reopened');
  });

  test('loses nothing that the screen had confirmed when the engine is killed', async () => {
    const second = findings(app.page, t).nth(1);
    await accept(second, t);
    await comment(second, t, `${COMMENT[language]} 2`);
    await app.kill();
    await app.restart();
    await app.page
      .getByRole('button', { name: /Phantom/ })
      .first()
      .click();
    const again = findings(app.page, t).nth(1);
    await again.getByText(t('statusAccepted')).waitFor();
    await again.getByRole('button').first().click();
    expect(await again.textContent()).toContain(`${COMMENT[language]} 2`);
  });
});
