import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCtPhantom } from '../../core/phantom/index.ts';
import { translator } from '../../renderer/i18n.tsx';
import { type App, languages, noBrowser, openApp } from './app.ts';

const hasZip = existsSync('/usr/bin/zip');

/* An archive under a password, and a folder into which images come while it is watched. */
describe.skipIf(noBrowser || !hasZip).each(languages)('odd places in Chromium, %s', (language) => {
  const t = translator(language);
  let app: App;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'places-'));
    const slices = await writeCtPhantom(join(folder, 'ct'), 3);
    execFileSync('zip', ['-q', '-j', '-P', 'secret', join(folder, 'locked.zip'), ...slices]);
    app = await openApp({ language });
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const give = async (path: string, button: string) => {
    const opener = (name: string) => app.page.getByRole('button', { name });
    await opener(t('openYourOwn'))
      .or(opener(t('openAny')))
      .first()
      .click();
    const dialog = app.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(path);
    await dialog.getByRole('button', { name: button }).click();
  };

  test('an archive asks for its password where it is refused, and opens with it', async () => {
    await give(join(folder, 'locked.zip'), t('openPath'));
    const asked = app.page.getByRole('alert');
    const field = asked.getByLabel(t('password'));
    await field.waitFor();
    await app.screen('locked');
    await field.fill('wrong');
    await asked.getByRole('button', { name: t('unlock') }).click();
    await field.waitFor();
    await expect.poll(() => asked.textContent()).toContain('archive-password-wrong');
    await field.fill('secret');
    await asked.getByRole('button', { name: t('unlock') }).click();
    await app.page.locator('.viewport-over').first().waitFor();
    expect(await asked.count()).toBe(0);
  });

  test('a watched folder shows what comes into it, and says so until it is stopped', async () => {
    const inbox = join(folder, 'inbox');
    mkdirSync(inbox);
    await give(inbox, t('watchPath'));
    await app.page.getByText(t('watchTaken', { n: 0 })).waitFor();
    await writeCtPhantom(inbox, 4);
    await app.page.getByText(t('watchTaken', { n: 4 })).waitFor({ timeout: 30_000 });
    await app.screen('watching');
    const slice = () => app.page.locator('.corner-slice').first().textContent();
    await expect.poll(slice, { timeout: 30_000 }).toMatch(/\/ 4/);
    const before = await slice();
    await writeCtPhantom(inbox, 9);
    await expect.poll(slice, { timeout: 30_000 }).toBe(before!.replace('/ 4', '/ 9'));
    await app.screen('grown');
    await app.page
      .locator('.pill')
      .getByRole('button', { name: t('cancel') })
      .click();
    await expect.poll(() => app.page.locator('.pill', { hasText: t('watchTaken', { n: 4 }) }).count()).toBe(0);
  });
});
