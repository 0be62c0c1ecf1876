import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUid, writeInstance } from '../../core/dicom/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

const file = fileURLToPath(
  new URL('../../../shared/data/dicom/fo-dicom-tests/HasFragmentSequence.dcm', import.meta.url),
);
if (!existsSync(file)) console.warn('../shared/data/dicom is absent: the journey through an angiogram is left out.');

/* An angiogram of 96 frames, 33 ms apart. */
describe.skipIf(noBrowser || !existsSync(file)).each(languages)('an angiogram in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language, paths: [file] });
    await app.page.locator('.viewport-first[hidden]').first().waitFor({ state: 'attached', timeout: 60_000 });
  });
  afterAll(() => app?.close());

  test('plays by key at the rate of the file, shows every frame in turn, and comes back to the first', async () => {
    const { page } = app;
    expect(await page.locator('.cine').textContent()).toContain(t('playRate', { rate: '30' }));
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      const corner = document.querySelector('.corner-slice span')!;
      new MutationObserver(() => seen.push(Number.parseInt(corner.textContent ?? '', 10))).observe(corner, {
        characterData: true,
        childList: true,
        subtree: true,
      });
    });
    const seen = () => page.evaluate(() => (window as unknown as { seen: number[] }).seen);
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: t('pause') }).waitFor();
    await expect.poll(async () => (await seen()).length, { timeout: 60_000 }).toBeGreaterThan(100);
    await app.screen('cine');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: t('play'), exact: true }).waitFor();
    const frames = (await seen()).filter((frame, n, all) => frame !== all[n - 1]);
    expect(frames.length).toBeGreaterThan(96);
    for (const [n, frame] of frames.entries()) if (n > 0) expect(frame).toBe((frames[n - 1]! % 96) + 1);
  });

  test('a key halves the speed, and the shown rate says so', async () => {
    await app.page.keyboard.press(',');
    await app.page.locator('.cine', { hasText: t('playRate', { rate: '15' }) }).waitFor();
  });
});

/** Six frames of an ultrasound that should be played there and back, with its own time for each. */
const sweeping = () =>
  writeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.3.1',
    SOPInstanceUID: newUid(),
    StudyInstanceUID: newUid(),
    SeriesInstanceUID: newUid(),
    Modality: 'US',
    Rows: 64,
    Columns: 64,
    NumberOfFrames: 6,
    FrameTimeVector: [0, 60, 90, 200, 60, 90],
    FrameIncrementPointer: 0x00181065,
    PreferredPlaybackSequencing: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: Uint8Array.from({ length: 6 * 64 * 64 }, (_, n) => 40 * Math.floor(n / 4096) + (n % 64)),
  });

describe.skipIf(noBrowser)('a recording that sweeps, in Chromium', () => {
  test('is played to its end and back again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skiagraph-cine-'));
    writeFileSync(join(folder, 'sweep.dcm'), sweeping());
    const app = await openApp({ language: 'en', paths: [folder] });
    const { page } = app;
    await page.locator('.cine').waitFor();
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      const corner = document.querySelector('.corner-slice span')!;
      const look = () => seen.push(Number.parseInt(corner.textContent ?? '', 10));
      new MutationObserver(look).observe(corner, { characterData: true, childList: true, subtree: true });
    });
    await page.locator('.viewport').first().focus();
    await page.keyboard.press('Space');
    const seen = () => page.evaluate(() => (window as unknown as { seen: number[] }).seen);
    await expect.poll(async () => (await seen()).length, { timeout: 60_000 }).toBeGreaterThan(24);
    const frames = (await seen()).filter((frame, n, all) => frame !== all[n - 1]);
    expect(frames.slice(0, 10)).toEqual([2, 3, 4, 5, 6, 5, 4, 3, 2, 1]);
    await app.close();
    rmSync(folder, { recursive: true });
  });
});
