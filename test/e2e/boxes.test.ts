import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

describe.skipIf(noBrowser).each(languages)('a detection network in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
  });
  afterAll(() => app?.close());

  test('finds the tumour of the example head, and a click on a finding shows its slice and box', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('openExample') }).click();
    await page.getByRole('button', { name: /T1 head after contrast/ }).click();
    await page.locator('.corner-what', { hasText: 'T1 head after contrast' }).waitFor();
    const picker = page.getByRole('region', { name: t('modelsForSeries') });
    await picker
      .getByRole('button', { name: new RegExp(t('run')) })
      .first()
      .click();
    const findings = page.locator('.finding-main');
    await findings.first().waitFor({ timeout: 60_000 });
    await findings.first().click();
    const [slice] = (await findings.first().locator('.finding-line .quiet').textContent())!.match(/\d+/)!;
    expect(slice).toMatch(/^(7|8|9|10)$/);
    await expect.poll(() => page.locator('.corner-slice span').first().textContent()).toBe(`${slice} / 12`);
    await app.screen('boxes');
  });

  /** Left, top, right and bottom of what is drawn in the colour of the first finding, in CSS pixels of the page. */
  const boxOnScreen = () =>
    app.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.viewport-over')!;
      const colour = getComputedStyle(document.querySelector('.finding .swatch')!).color.match(/\d+/g)!.map(Number);
      const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const [xs, ys]: [number[], number[]] = [[], []];
      for (let at = 0; at < data.length; at += 4) {
        const near = colour.every((value, n) => Math.abs(value - data[at + n]!) < 24);
        if (near && data[at + 3]! > 200) {
          xs.push((at / 4) % width);
          ys.push(Math.floor(at / 4 / width));
        }
      }
      const { x, y } = canvas.getBoundingClientRect();
      const ratio = window.devicePixelRatio;
      const ends = (values: number[]) =>
        values.reduce(
          ([low, high], value) => [Math.min(low!, value), Math.max(high!, value)],
          [Number.POSITIVE_INFINITY, 0],
        );
      const [[left, right], [top, bottom]] = [ends(xs), ends(ys)];
      return [x + left! / ratio, y + top! / ratio, x + right! / ratio, y + bottom! / ratio] as const;
    });

  const edges = async () => (await app.page.locator('.box-edges dd').allTextContents()).map(rangeOf);
  const rangeOf = (text: string) => text.match(/[\d.]+/g)!.map(Number) as [number, number];

  test('a box is laid otherwise by hand and by key, kept, taken back and kept again', async () => {
    const { page } = app;
    const status = page.locator('.finding').first().locator('.status');
    const [left, top, right, bottom] = await boxOnScreen();
    await page.mouse.move(right, bottom);
    await page.mouse.down();
    await page.mouse.move(right + 30, bottom + 40, { steps: 4 });
    await page.mouse.up();
    await page.locator('.box-edit').waitFor();
    const [columns, rows] = await edges();
    const [, , wider, lower] = await boxOnScreen();
    expect(wider - right).toBeCloseTo(30, -0.7);
    expect(lower - bottom).toBeCloseTo(40, -0.7);
    await app.screen('box-edit');

    await page.mouse.move((left + wider) / 2, (top + lower) / 2);
    await page.mouse.down();
    await page.mouse.move((left + wider) / 2 - 20, (top + lower) / 2, { steps: 4 });
    await page.mouse.up();
    const [moved] = await edges();
    expect(moved![1] - moved![0]).toBeCloseTo(columns![1] - columns![0], 3);
    expect(moved![0]).toBeLessThan(columns![0]);

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Alt+ArrowDown');
    expect(await edges()).toEqual([
      [moved![0] + 10, moved![1] + 10].map((edge) => expect.closeTo(edge, 3)),
      [rows![0] + 1, rows![1] + 2].map((edge) => expect.closeTo(edge, 3)),
    ]);
    await page.keyboard.press('Escape');
    await page.locator('.box-edit').waitFor({ state: 'detached' });
    expect(await status.textContent()).toContain(t('statusUnreviewed'));

    await page.locator('.finding-main').first().focus();
    await page.keyboard.press('e');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-act'))).toBe('keep-box');
    await page.keyboard.press('Shift+ArrowLeft');
    const [kept] = await edges();
    await page.keyboard.press('Enter');
    await expect.poll(() => status.textContent()).toContain(t('statusEdited'));
    await page.keyboard.press('Control+z');
    await expect.poll(() => status.textContent()).toContain(t('statusUnreviewed'));
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => status.textContent()).toContain(t('statusEdited'));
    await app.screen('box-edited');
    await page.keyboard.press('e');
    expect((await edges())[0]).toEqual(kept);
    await page.keyboard.press('Escape');
  });

  test('and the report says the reader’s box and that he edited it', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('export'), exact: true }).click();
    const folder = join(app.dataDir, 'out');
    await page.getByLabel(t('readerName')).fill('R. Reader');
    await page.getByLabel(t('exportFolder')).fill(folder);
    await page.getByRole('button', { name: t('exportAct') }).click();
    await page.locator('.export-state .tone-ok').waitFor({ timeout: 60_000 });
    const written = (name: string) => readFileSync(join(folder, name), 'utf8');
    const run = JSON.parse(written('run.json'));
    const [finding] = run.findings;
    const { status, box } = run.review[finding.id];
    expect(status).toBe('edited');
    expect(box.boxPx).toEqual([0, 1, 2, 3].map((n) => expect.closeTo(finding.boxPx[n] - (n % 2 ? 0 : 10), 1)));
    expect(written('findings.csv')).toMatch(new RegExp(`^${finding.id},.*${box.boxPx.join(',')},.*,edited\r$`, 'm'));
    expect(readdirSync(folder)).toContain('assessment.sr.dcm');
    await page.keyboard.press('Escape');
  });
});
