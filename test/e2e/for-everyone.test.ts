import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

/*
 * The window for everyone (WCAG 2.2 AA): judged by axe, walked with the keyboard alone, and read at 200 %.
 */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.skipIf(noBrowser).each(languages)('the window for everyone, %s', (language) => {
  const t = translator(language);
  let app: App;
  beforeAll(async () => {
    app = await openApp({ language });
  });
  afterAll(() => app?.close());
  const findings = () => app.page.getByRole('list', { name: t('findingsList') }).getByRole('listitem');

  test('the start page has no fault that axe finds, and says its language and direction', async () => {
    await app.page.getByRole('button', { name: t('openExample') }).waitFor();
    expect(await faults(app.page)).toEqual([]);
    expect(await app.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      language,
      language === 'ar' ? 'rtl' : 'ltr',
    ]);
  });

  test('the main job goes by keyboard alone', async () => {
    const { page } = app;
    await page.getByRole('button', { name: t('openExample') }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /T1 hippocampus crop/ }).waitFor();
    const run = page
      .getByRole('region', { name: t('modelsForSeries') })
      .getByRole('button', { name: new RegExp(t('run')) })
      .first();
    await run.focus();
    await page.keyboard.press('Enter');
    await findings().nth(1).waitFor({ timeout: 60_000 });
    await page.keyboard.press('j');
    await page.keyboard.press('y');
    await findings()
      .filter({ hasText: t('statusAccepted') })
      .waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('n');
    await page.keyboard.type('reason');
    await page.keyboard.press('Enter');
    await findings()
      .filter({ hasText: t('statusRejected') })
      .waitFor();
    expect(
      await findings()
        .filter({ hasText: t('statusUnreviewed') })
        .count(),
    ).toBe(0);
  });

  test('the reading page has no fault that axe finds', async () => {
    expect(await faults(app.page)).toEqual([]);
    await app.screen('everyone-reading');
  });

  test('at 200 % nothing is lost', async () => {
    await app.page.setViewportSize({ width: 800, height: 500 });
    await app.page.waitForTimeout(500);
    await app.screen('everyone-200-percent');
    expect(await overflow(app.page)).toBeLessThanOrEqual(0);
    await app.page.keyboard.press('Control+z');
    const [toast, bar] = [app.page.locator('.notice').first(), app.page.locator('.overlay-bar')];
    /** How far the note ends above the bar. */
    const apart = async () => {
      const [above, below] = [await toast.boundingBox(), await bar.boundingBox()];
      return above && below ? below.y - above.y - above.height : Number.NaN;
    };
    await expect.poll(apart).toBeGreaterThanOrEqual(0);
    await app.screen('everyone-200-percent-toast');
    await app.page.keyboard.press('Control+Shift+z');
    await findings().first().scrollIntoViewIfNeeded();
    expect(await findings().first().isVisible()).toBe(true);
    expect(await app.page.getByText(t('researchOnly')).first().isVisible()).toBe(true);
  });
});
