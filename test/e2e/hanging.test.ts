import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeProblem } from '../../core/contract/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { hasPython } from '../inference/fixtures.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const image = fileURLToPath(new URL('../../../shared/data/dicom/chest-radiograph/test1.dcm', import.meta.url));
if (!existsSync(image)) console.warn('../shared/data/dicom is absent: the hanging of a mammogram is left out.');

/** Four views of a mammogram, made of one image: what matters is what their headers say. */
const VIEWS = `
import sys, pydicom
from pydicom.uid import generate_uid
study = generate_uid()
for n, (view, side) in enumerate([('MLO', 'L'), ('CC', 'L'), ('MLO', 'R'), ('CC', 'R')]):
    d = pydicom.dcmread(sys.argv[1])
    d.StudyInstanceUID, d.SeriesInstanceUID = study, generate_uid()
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    d.Modality, d.ViewPosition, d.ImageLaterality, d.SeriesNumber = 'MG', view, side, n
    d.SeriesDescription = side + ' ' + view
    d.save_as(sys.argv[2] + f'/{n}.dcm')
`;

const missing = noBrowser || !hasPython || !existsSync(image);
describe.skipIf(missing).each(languages)('hanging protocols in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-views-'));
    execFileSync('/usr/bin/python3', ['-c', VIEWS, image, folder], { stdio: 'ignore' });
    app = await openApp({ language, paths: [folder] });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const shown = async () =>
    (await app.page.locator('.corner-what .strong').allTextContents()).map((text) => text.trim());
  const openStudy = () => app.page.locator('.study-card').first().click();
  const file = () => join(app.dataDir, 'hanging.json');

  test('a mammogram hangs right beside left, CC above MLO, whatever order its files have', async () => {
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['R CC', 'L CC', 'R MLO', 'L MLO']);
    await app.page.waitForFunction(() => document.querySelectorAll('.viewport-first[hidden]').length === 4);
    await app.screen('hanging');
  });

  test('a layout chosen by hand is kept, in the user’s file, for the next study of the modality', async () => {
    await app.page.locator('.viewport').first().focus();
    await app.page.keyboard.press('l');
    await app.page.locator('.viewports-1x1').waitFor();
    await expect.poll(async () => JSON.parse(await readFile(file(), 'utf8')).layouts.MG).toBe('1x1');
    await app.restart();
    await openStudy();
    await app.page.locator('.viewports-1x1 .corner-what').waitFor();
  });

  test('a rule is edited by keyboard, kept in the user’s file, and gives the next study its window and layout', async () => {
    const { page } = app;
    await page.locator('[aria-keyshortcuts="L"]').focus();
    await page.keyboard.press('Enter');
    const item = page.getByRole('menuitem', { name: t('rulesEdit') });
    const isFocused = async () => {
      await page.keyboard.press('End');
      return item.evaluate((element) => element === document.activeElement);
    };
    await expect.poll(isFocused, { timeout: 20_000 }).toBe(true);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    const choice = (name: string) => dialog.getByRole('combobox', { name, exact: true });
    const field = (name: string) => dialog.getByRole('textbox', { name, exact: true });
    await choice(t('layout')).waitFor();
    expect(await field(t('hangModality')).inputValue()).toBe('MG');
    await choice(t('layout')).selectOption('1x2');
    await choice(t('hangWindow')).selectOption('Contrast');
    await field(t('hangView')).nth(0).fill('mlo');
    await field(t('hangView')).nth(1).fill('mlo');
    await app.screen('hanging-rules');
    // A window of CT means nothing to the modality that the rule is for in the end.
    await dialog.getByRole('button', { name: t('hangAdd') }).click();
    await choice(t('hangWindow')).selectOption('Lung');
    await field(t('hangModality')).fill('mr');
    expect(await choice(t('hangWindow')).inputValue()).toBe('File');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const [rule] = JSON.parse(await readFile(file(), 'utf8')).rules;
    expect(rule).toMatchObject({ modality: 'MG', layout: '1x2', window: 'Contrast', priors: 0 });
    expect(rule.panes).toMatchObject([
      { view: 'MLO', laterality: 'R' },
      { view: 'MLO', laterality: 'L' },
    ]);
    const kept = JSON.parse(await readFile(file(), 'utf8'));
    expect(kept.rules.at(-1).modality).toBe('MR');
    expect(kept.rules.at(-1).window).toBeUndefined();
    await writeFile(file(), JSON.stringify({ ...kept, layouts: {} }));
    const byFile = await page.locator('.corner-window').first().textContent();
    await app.restart();
    await openStudy();
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['R MLO', 'L MLO']);
    const window = () => app.page.locator('.corner-window').first().textContent();
    await expect.poll(window, { timeout: 20_000 }).not.toBe(byFile);
    await app.screen('hanging-ruled');
  });

  test('rules edited by hand are used, and a file that cannot be understood is said and left as it is', async () => {
    const edited = JSON.parse(await readFile(file(), 'utf8'));
    edited.layouts = {};
    edited.rules = [
      {
        name: 'mine',
        modality: 'MG',
        layout: '1x2',
        panes: [
          { view: 'MLO', laterality: 'R' },
          { view: 'MLO', laterality: 'L' },
        ],
      },
    ];
    await writeFile(file(), JSON.stringify(edited));
    await app.restart();
    await openStudy();
    await expect.poll(shown, { timeout: 20_000 }).toEqual(['R MLO', 'L MLO']);
    await writeFile(file(), '{"rules": [');
    await app.restart();
    await app.page.getByRole('alert').waitFor();
    const told = await app.page.getByRole('alert').textContent();
    const { next } = describeProblem({ code: 'hanging-damaged', values: { path: '', reason: '' } }, language);
    expect(told).toContain(next);
    expect(await readFile(file(), 'utf8')).toBe('{"rules": [');
  });
});
