import type { Page } from 'playwright-core';
import { build } from 'vite';
import { decodeFrame, readInstance } from '../../../core/dicom/index.ts';
import { indexPaths } from '../../../core/library/index.ts';
import { writeCtPhantom } from '../../../core/phantom/index.ts';
import { clickMs, coldPage, firstImageMs, memoryMb, openBrowser, scrollMs, serveBare, serveOurs } from '../browser.ts';
import { median, type Row } from '../pair.ts';
import { ctPhantom, exampleStudy, missing, once, root, scratch } from '../places.ts';

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
  return { folder, bare, ours, browser, page: await coldPage(browser, ours.url) };
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

/** A browser and a host of its own, so that their memory is that of these slices. */
const thousandSlices = async () => {
  await ctPhantom();
  const before = await memoryMb(process.pid);
  const ours = await serveOurs(await ctPhantom());
  const own = await openBrowser();
  const page = await coldPage(own, ours.url);
  await page.waitForLoadState('networkidle');
  for (let n = 0; n < 10; n++) {
    await scrollMs(page, 99);
    await page.waitForTimeout(200);
  }
  await page.waitForTimeout(2000);
  const ms = (await memoryMb(process.pid)) - before;
  await own.close();
  ours.stop();
  return { ms };
};

export const rows: Row[] = [
  {
    work: 'click on another open series, until its image',
    against: '150 ms',
    goal: 1,
    unavailable: () => missing('/usr/bin/chromium'),
    async ours() {
      const host = await serveOurs((await stage()).folder, await exampleStudy());
      const page = await coldPage((await stage()).browser, host.url);
      await page.waitForLoadState('networkidle');
      const times = await clickMs(page, 6);
      await page.context().close();
      host.stop();
      return { ms: median(times.slice(1)) };
    },
    theirs: async () => ({ ms: 150 }),
  },
  {
    work: '1,000 CT slices scrolled through: engine, browser and page',
    against: 'their pixels',
    unit: 'MB',
    goal: 1.6,
    unavailable: () => missing('/usr/bin/chromium', '/proc/self/smaps_rollup'),
    ours: thousandSlices,
    theirs: async () => ({ ms: (1000 * 512 * 512 * 2) / 2 ** 20 }),
  },
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
