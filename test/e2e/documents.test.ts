import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Elements, newUid, readHeader, writeInstance } from '../../core/dicom/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { dataFile, hasData } from '../dicom/shared.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

/** A page of one rectangle and one line of text (ISO 32000-1 7.5). */
function pdf(): Uint8Array {
  const stream = '0.2 0.4 0.8 rg 60 600 200 100 re f BT 0 g /F 24 Tf 60 520 Td (Discharge letter) Tj ET';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ].map((body, n) => `${n + 1} 0 obj\n${body}\nendobj\n`);
  const whole = `%PDF-1.4\n${objects.join('')}trailer << /Root 1 0 R /Size 6 >>\n%%EOF\n`;
  return new TextEncoder().encode(whole);
}

/** The identifiers of a file, for a letter among its pictures. */
async function seriesOf(path: string) {
  const header = await readHeader({ path });
  const [StudyInstanceUID, SeriesInstanceUID] = [header.text('StudyInstanceUID')!, header.text('SeriesInstanceUID')!];
  const [PatientName, PatientID] = [header.text('PatientName')!, header.text('PatientID')!];
  return { StudyInstanceUID, SeriesInstanceUID, PatientName, PatientID, Modality: 'MR', SeriesDescription: 'Among' };
}

function letter(more: Elements = {}): Uint8Array {
  return writeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1',
    SOPInstanceUID: newUid(),
    StudyInstanceUID: newUid(),
    SeriesInstanceUID: newUid(),
    Modality: 'DOC',
    SeriesDescription: 'Letter',
    SeriesNumber: 7,
    PatientName: 'Letter^Patient',
    PatientID: 'L1',
    DocumentTitle: 'Letter to the family doctor',
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocument: pdf(),
    ...more,
  });
}

/** The letter's page as it was painted: the same in every language of the window. */
const painted = new Set<string>();

/* What holds no pictures: a report, a recording and a letter, each read in the place of a viewport. */
describe.skipIf(noBrowser || !hasData).each(languages)('documents in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
    copyFileSync(dataFile('seg-sr-dcmqi/sr-example/sr.dcm'), join(folder, 'sr.dcm'));
    copyFileSync(dataFile('pydicom-tests/test_files/waveform_ecg.dcm'), join(folder, 'ecg.dcm'));
    writeFileSync(join(folder, 'letter.dcm'), letter());
    copyFileSync(dataFile('pydicom-tests/test_files/MR_small.dcm'), join(folder, 'image.dcm'));
    writeFileSync(join(folder, 'among.dcm'), letter(await seriesOf(join(folder, 'image.dcm'))));
    app = await openApp({ language, paths: [folder] });
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const show = async (name: RegExp) => {
    await app.page.getByRole('button', { name }).last().click();
    return app.page.locator('.document');
  };

  test('a report is a tree of names and values', async () => {
    const shown = await show(/tumor measurements/);
    await shown.getByRole('heading', { name: 'Imaging Measurement Report' }).waitFor();
    expect(await shown.textContent()).toContain('Positron emission tomography');
    await app.screen('document-report');
    const { violations } = await new AxeBuilder({ page: app.page }).include('.document').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });

  test('a recording is drawn, channel by channel', async () => {
    const shown = await show(/ECG/);
    await shown
      .getByRole('img', { name: /Lead I \(Einthoven\)/ })
      .first()
      .waitFor();
    expect(await shown.locator('.waves').first().getByRole('img').count()).toBe(12);
    await app.screen('document-recording');
  });

  test('a letter is a page, and its text can be heard', async () => {
    const shown = await show(/Letter/);
    await shown.getByRole('img', { name: t('documentPage', { n: 1, total: 1 }) }).waitFor();
    await expect.poll(() => shown.textContent(), { timeout: 20_000 }).toContain('Discharge letter');
    const blue = await shown.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const at = [(canvas.width * 150) / 595, (canvas.height * 192) / 842] as const;
      return [...canvas.getContext('2d')!.getImageData(at[0], at[1], 1, 1).data];
    });
    expect(blue).toEqual([51, 102, 204, 255]);
    painted.add(await shown.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()));
    expect(painted.size).toBe(1);
    await app.screen('document-letter');
  });

  test('a letter among the pictures of a series is read in their place, and they come back', async () => {
    const { page } = app;
    const letterButton = page.getByRole('button', { name: new RegExp(`^${t('nDocuments', { n: 1 })} · `) });
    await letterButton.click();
    const shown = page.locator('.document');
    await shown.getByRole('img', { name: t('documentPage', { n: 1, total: 1 }) }).waitFor();
    expect(await letterButton.getAttribute('aria-current')).toBe('true');
    await app.screen('document-among-pictures');
    const { violations } = await new AxeBuilder({ page }).include('.series-documents').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.locator('.series[aria-current="false"]', { has: page.locator('.thumb img') }).click();
    await page.locator('.viewport-first').first().waitFor({ state: 'attached' });
    expect(await shown.count()).toBe(0);
  });
});
