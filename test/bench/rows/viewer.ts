import type { Page } from 'playwright-core';
import { build } from 'vite';
import { decodeFrame, readInstance } from '../../../core/dicom/index.ts';
import { indexPaths } from '../../../core/library/index.ts';
import { writeCtPhantom } from '../../../core/phantom/index.ts';
import { coldPage, firstImageMs, openBrowser, scrollMs, serveBare, serveOurs } from '../browser.ts';
import { median, type Row } from '../pair.ts';
import { missing, once, root, scratch } from '../places.ts';

const SLICES = 100;
const STEPS = 60;

/** 100 CT slices on disk, the same as raw stored values, a host for each page and one browser. */
const stage = once(async () => {
  const folder = await scratch('viewer');
  await writeCtPhantom(folder, SLICES);
  const { studies } = await indexPaths([folder]);
  const instances = studies[0]!.series[0]!.instances;
  const frames = await Promise.all(
    instances.map(async ({ source }) => (await decodeFrame(await readInstance(source), 0)).pixels),
  );
  const frameBytes = frames[0]!.byteLength;
  const pixels = new Uint8Array(frameBytes * SLICES);
  frames.forEach((frame, n) => {
    pixels.set(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength), n * frameBytes);
  });
  await build({
    root: `${root}/test/bench/bare`,
    configFile: `${root}/test/bench/bare/vite.config.ts`,
    logLevel: 'error',
  });
  const bare = await serveBare(pixels, frameBytes);
  const ours = await serveOurs(folder);
  const browser = await openBrowser();
  return { bare, ours, browser, page: await coldPage(browser, ours.url) };
});

const bareUrl = async () => `${(await stage()).bare.url}?slices=${SLICES}`;

/** A fresh context with the key of the first one, so that nothing is cached. */
async function ourColdPage(): Promise<Page> {
  const { browser, page } = await stage();
  const cookies = await page.context().cookies();
  return coldPage(browser, new URL('/', page.url()).href, cookies);
}

const bareColdPage = async () => coldPage((await stage()).browser, await bareUrl());

async function measured(page: Page, measure: (page: Page) => Promise<number>) {
  const ms = await measure(page);
  await page.context().close();
  return { ms };
}

const settledScroll = async (page: Page) => {
  // Everything that is decoded ahead has arrived.
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
  return median(await scrollMs(page, STEPS));
};

export const rows: Row[] = [
  {
    work: 'first image of a CT series, cold page, from navigation',
    against: 'bare Cornerstone page, CPU backend, same slices',
    goal: 0.8,
    unavailable: () => missing('/usr/bin/chromium'),
    ours: async () => measured(await ourColdPage(), firstImageMs),
    theirs: async () => measured(await bareColdPage(), firstImageMs),
  },
  {
    work: 'scroll a 512 × 512 stack by one slice, decoded ahead',
    against: 'bare Cornerstone page, CPU backend, same slices',
    goal: 1.2,
    unavailable: () => missing('/usr/bin/chromium'),
    ours: async () => measured(await ourColdPage(), settledScroll),
    theirs: async () => measured(await bareColdPage(), settledScroll),
    after: async () => {
      const { bare, ours, browser } = await stage();
      await browser.close();
      bare.server.close();
      ours.stop();
    },
  },
];
