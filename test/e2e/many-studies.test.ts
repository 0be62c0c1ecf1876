import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

/** 4,000 studies of as many patients, one small image each: one file with other names and numbers. */
const STUDIES = `
import io, sys
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
d = Dataset()
d.file_meta = FileMetaDataset()
d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
d.SOPClassUID = d.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = '1.2.826.1.99990000.3'
d.StudyInstanceUID, d.SeriesInstanceUID = '1.2.826.1.99990000.1', '1.2.826.1.99990000.2'
d.PatientName, d.PatientID, d.StudyDate = 'Test^P99990000', '99990000', '20260314'
d.Modality, d.SeriesNumber, d.SeriesDescription = 'OT', 1, 'Square'
d.SamplesPerPixel, d.PhotometricInterpretation, d.Rows, d.Columns = 1, 'MONOCHROME2', 8, 8
d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 8, 8, 7, 0
d.PixelData = np.arange(64, dtype='u1').tobytes()
file = io.BytesIO()
d.is_little_endian, d.is_implicit_VR = True, False
d.save_as(file, write_like_original=False)
for n in range(4000):
    open(sys.argv[1] + f'/{n}.dcm', 'wb').write(file.getvalue().replace(b'99990000', b'9999%04d' % n))
`;

const missing = noBrowser || !existsSync('/usr/bin/python3');
if (!existsSync('/usr/bin/python3')) console.warn('Python is absent: the journey through 4,000 studies is left out.');
describe.skipIf(missing).each(languages)('4,000 studies in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skiagraph-many-'));
    execFileSync('/usr/bin/python3', ['-c', STUDIES, folder], { stdio: 'ignore' });
    app = await openApp({ language, paths: [folder] });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 120_000 });
  }, 240_000);
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('are all in the list, of which the page holds only what is in sight', async () => {
    const { page } = app;
    await expect
      .poll(() => app.page.locator('.browser-lines').evaluate((lines) => lines.clientHeight), { timeout: 120_000 })
      .toBeGreaterThan(4000 * 100);
    expect(await page.locator('.series').count()).toBeLessThan(40);
    const last = page.locator('.browser-line[data-index="11999"] .series');
    expect(await last.count()).toBe(0);
    // Lines are measured when they come into sight, so that the end moves a little.
    const atEnd = async () => {
      await page.locator('.browser-list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
      return last.isVisible();
    };
    await expect.poll(atEnd, { timeout: 30_000 }).toBe(true);
    expect(await page.locator('.series').count()).toBeLessThan(40);
    await app.screen('many-studies');
  });

  test('a search finds one of them, and folding hides its series', async () => {
    const { page } = app;
    await page.keyboard.press('/');
    await page.keyboard.type('99993987');
    await page.getByRole('button', { name: t('collapse', { name: 'Test, P99993987' }) }).waitFor();
    await page.locator('.series').click();
    await page.locator('.corner-who', { hasText: 'P99993987' }).waitFor();
    await page.getByRole('button', { name: t('collapse', { name: 'Test, P99993987' }) }).click();
    await page.locator('.series').waitFor({ state: 'detached' });
  });

  test('stand in the order that a reader asks for, and are found by tags and notes', async () => {
    const { page } = app;
    const search = page.getByRole('searchbox', { name: t('search') });
    await search.fill('');
    const choose = async (name: string) => {
      await page.getByRole('button', { name: t('arrange') }).click();
      await page.getByRole('menuitemradio', { name, exact: true }).click();
    };
    await page.locator('.browser-list').evaluate((list) => list.scrollTo(0, 0));
    await choose(t('sortName'));
    await page.locator('.browser-line[data-index="0"]', { hasText: 'P99990000' }).waitFor();
    await choose(t('sortNewest'));
    await page.locator('.browser-line[data-index="0"]', { hasText: 'P99993999' }).waitFor();

    await page.locator('.browser-line[data-index="1"] .study-describe').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(t('studyTagsField')).fill('teaching, تعليم');
    await dialog.getByLabel(t('studyNote')).fill('Compare with the film of 2019');
    await app.screen('study-words');
    await dialog.getByRole('button', { name: t('studyWordsKeep') }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.browser-line[data-index="1"] .study-tag', { hasText: 'تعليم' }).waitFor();

    await choose('تعليم');
    await page.getByText(t('shownOf', { n: 1, all: 4000 })).waitFor();
    expect(await page.locator('.study').count()).toBe(1);
    await page.getByRole('button', { name: t('arrange') }).click();
    await app.screen('study-arranged');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: t('showEvery') }).click();
    await expect.poll(() => page.locator('.study').count()).toBeGreaterThan(1);
    await search.fill('film of 2019');
    await expect.poll(() => page.locator('.study').count()).toBe(1);
  });

  test('are not all on the start page, which leads to the list', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('pageSwitch') }).click();
    await page.getByRole('menuitemradio', { name: t('pageStart') }).click();
    await page.locator('.study-card').first().waitFor();
    expect(await page.locator('.study-card').count()).toBe(12);
    await app.screen('start-many');
    await page.getByRole('button', { name: t('recentAll', { n: 4000 }) }).click();
    await page.getByRole('searchbox', { name: t('search') }).waitFor();
  });
});
