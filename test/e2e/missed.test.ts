import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { temporaryFolder } from '../engine/transports.ts';
import { type App, languages, noBrowser, openApp } from './app.ts';

const chest = fileURLToPath(new URL('../../../shared/data/chest-pneumonia/', import.meta.url));
if (!existsSync(chest)) console.warn('../shared/data is absent: what a network missed is not shown.');

/** Other work on the machine makes pages slow. */
const PATIENT = { timeout: 60_000 };

/** A part of the test split as a set of its own, in which two normal images are called viral by mistake. */
async function writeSet(folder: string): Promise<void> {
  const [head, ...rows] = readFileSync(join(chest, 'split.csv'), 'utf8').trim().split(/\r?\n/);
  const some = rows.filter((row) => row.endsWith(',test')).filter((_, n) => n % 6 === 0);
  const normal = some.filter((row) => row.includes(',normal,')).slice(0, 2);
  const told = some.map((row) => (normal.includes(row) ? row.replace(',normal,', ',virus,') : row));
  await mkdir(folder, { recursive: true });
  await symlink(join(chest, 'images'), join(folder, 'images'));
  await writeFile(join(folder, 'split.csv'), [head, ...told, ''].join('\n'));
}

describe.skipIf(noBrowser || !existsSync(chest)).each(languages)(
  'what a network missed, in Chromium, %s',
  (language) => {
    const t = translator(language);
    let app: App;
    let home: string;
    beforeAll(async () => {
      home = await temporaryFolder();
      await writeSet(join(home, 'set'));
      app = await openApp({ language });
      const { page } = app;
      await page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).click();
      await page.getByRole('menuitemradio', { name: t('pageEvaluate') }).click();
      await page.getByLabel(t('evaluateModel')).selectOption('chest-pneumonia');
      await page.getByLabel(t('evaluateData')).fill(join(home, 'set'));
      await page.getByRole('button', { name: t('evaluateNow'), exact: true }).click();
      await page.getByRole('img', { name: 'ROC' }).waitFor({ timeout: 250_000 });
    }, 300_000);
    afterAll(async () => {
      await app?.close();
      await rm(home, { recursive: true, force: true });
    });

    const missed = () => app.page.getByRole('region', { name: t('missedTitle') });
    const detail = () => app.page.getByRole('region', { name: t('caseChosen') });
    const loaded = (image: ReturnType<App['page']['locator']>) =>
      image.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0);
    /** Of some parts of the page: the whole of it, with few cases, is looked at in evaluate.test.ts. */
    const faults = async (parts: string[]) => {
      const axe = parts.reduce((one, part) => one.include(part), new AxeBuilder({ page: app.page }));
      return (await axe.analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
    };

    test('lies there as pictures, and a key press opens one with truth, answer and the way to find it', async () => {
      const pictures = missed().locator('img');
      expect(await pictures.count()).toBeGreaterThan(0);
      await expect.poll(() => loaded(pictures.first()), PATIENT).toBe(true);
      const first = missed().getByRole('listitem').first().getByRole('button');
      const said = (await first.textContent())!;
      await first.focus();
      await app.page.keyboard.press('Enter');
      const title = detail().getByRole('heading');
      await expect.poll(() => title.evaluate((one) => one === document.activeElement), PATIENT).toBe(true);
      expect(said).toContain(await title.textContent());
      await expect.poll(() => loaded(detail().getByRole('img')), PATIENT).toBe(true);
      await detail().locator('svg image').waitFor();
      await detail()
        .getByText(/\b(found|threshold)\b|تُكتشف|العتبة/)
        .first()
        .waitFor();
      await app.page.mouse.move(0, 0);
      await app.screen('missed');
      await app.page.evaluate(() => document.querySelector('.evaluate')!.scrollTo(0, 0));
      await app.screen('missed-top');
      await expect.poll(() => faults(['.missed', '.evaluate-detail']), PATIENT).toEqual([]);
    });

    test('lies on curves that are read as tables too', async () => {
      const curve = app.page.getByRole('figure').filter({ has: app.page.getByRole('img', { name: 'ROC' }) });
      await curve.getByText(t('showAsTable')).press('Enter');
      await curve.getByRole('table').waitFor();
      expect(await curve.getByRole('row').count()).toBeGreaterThan(4);
      await app.screen('plot-table');
      await expect.poll(() => faults(['.plot-table']), PATIENT).toEqual([]);
      await curve.getByText(t('showAsTable')).press('Enter');
    });

    test('shows a small picture beside each case in the list', async () => {
      const list = app.page.getByRole('region', { name: t('cases'), exact: true });
      const rows = await list.getByRole('rowheader').count();
      expect(await list.locator('img').count()).toBe(rows);
      await expect.poll(() => loaded(list.locator('img').first()), PATIENT).toBe(true);
    });

    test('may be the fault of its label: a reader questions it, and sees the figures without it', async () => {
      const { page } = app;
      await detail()
        .getByRole('button', { name: t('questionLabel') })
        .press('Enter');
      await page.getByLabel(t('questionReason')).press('Enter');
      await detail().getByRole('alert').waitFor();
      await page.getByLabel(t('questionReason')).fill('No opacity that I can see');
      await page.keyboard.press('Enter');
      await detail().getByText('No opacity that I can see').waitFor();
      await page.getByText(t('doubtsCounted', { n: 1 })).waitFor();
      expect(await page.locator('.evaluate-figures dd.quiet').count()).toBeGreaterThan(5);
      await page.evaluate(() => document.querySelector('.evaluate')!.scrollTo(0, 0));
      await app.screen('doubted');
      await detail().scrollIntoViewIfNeeded();
      await app.screen('doubted-case');
      await expect.poll(() => faults(['.evaluate-figures', '.evaluate-detail']), PATIENT).toEqual([]);
    });

    test('is exported as the command writes it, with the doubt', async () => {
      const { page } = app;
      await page.getByRole('button', { name: t('export'), exact: true }).press('Enter');
      await page.getByRole('dialog').getByLabel(t('exportFolder')).fill(join(home, 'out'));
      await page.keyboard.press('Enter');
      await page.getByText('cases.csv').waitFor();
      expect(readdirSync(join(home, 'out')).sort()).toEqual([
        'cases.csv',
        'evaluation.ar.html',
        'evaluation.en.html',
        'evaluation.json',
      ]);
      expect(readFileSync(join(home, 'out', 'cases.csv'), 'utf8')).toContain('No opacity that I can see');
      await app.screen('evaluation-exported');
      await page.getByRole('button', { name: t('exportAct') }).press('Enter');
      await page.getByRole('alert').getByText(join(home, 'out')).waitFor();
      await expect.poll(() => faults(['.dialog']), PATIENT).toEqual([]);
      await page.keyboard.press('Escape');
    });

    test('loses nothing at 200 %, and the doubt can be taken back there', async () => {
      const { page } = app;
      await page.setViewportSize({ width: 800, height: 500 });
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect(await wide()).toBe(true);
      await missed().scrollIntoViewIfNeeded();
      await app.screen('missed-200-percent');
      const back = detail().getByRole('button', { name: t('questionTakeBack') });
      await back.scrollIntoViewIfNeeded();
      await app.screen('doubted-200-percent');
      await back.press('Enter');
      await detail()
        .getByRole('button', { name: t('questionLabel') })
        .waitFor();
      expect(await page.locator('.evaluate-figures dd.quiet').count()).toBe(0);
      await page.setViewportSize({ width: 1600, height: 1000 });
    });
  },
);

const hippocampus = fileURLToPath(new URL('../../../shared/data/hippocampus-mr/', import.meta.url));

describe.skipIf(noBrowser || !existsSync(hippocampus)).each(languages)(
  'masks that are least alike, in Chromium, %s',
  (language) => {
    const t = translator(language);
    let app: App;
    let home: string;
    beforeAll(async () => {
      home = await temporaryFolder();
      const [head, ...rows] = readFileSync(join(hippocampus, 'split.csv'), 'utf8').trim().split(/\r?\n/);
      for (const folder of ['images', 'labels']) await symlink(join(hippocampus, folder), join(home, folder));
      const some = rows.filter((row) => row.split(',')[1] === 'test').slice(0, 4);
      await writeFile(join(home, 'split.csv'), [head, ...some, ''].join('\n'));
      app = await openApp({ language });
    });
    afterAll(async () => {
      await app?.close();
      await rm(home, { recursive: true, force: true });
    });

    test('are outlined over the slice on which they differ most, the set’s and the network’s', async () => {
      const { page } = app;
      await page.getByRole('button', { name: new RegExp(t('pageSwitch')) }).click();
      await page.getByRole('menuitemradio', { name: t('pageEvaluate') }).click();
      await page.getByLabel(t('evaluateModel')).selectOption('hippocampus-mr');
      await page.getByLabel(t('evaluateData')).fill(home);
      await page.getByRole('button', { name: t('evaluateNow'), exact: true }).click();
      const detail = page.getByRole('region', { name: t('caseChosen') });
      await detail.locator('.evaluate-legend').waitFor({ timeout: 100_000 });
      const outlines = detail.locator('.evaluate-picture path');
      expect(await outlines.count()).toBe(2);
      for (const outline of await outlines.all()) expect((await outline.getAttribute('d'))!.length).toBeGreaterThan(50);
      await expect
        .poll(() => detail.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(20);
      await app.page.mouse.move(0, 0);
      await app.screen('least-alike');
      await expect
        .poll(
          async () =>
            (await new AxeBuilder({ page }).include('.evaluate-detail').analyze()).violations.map(({ id }) => id),
          {
            timeout: 20_000,
          },
        )
        .toEqual([]);
    });
  },
);
