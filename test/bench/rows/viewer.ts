import type { Page } from 'playwright-core';
import { build } from 'vite';
import { decodeFrame, readInstance } from '../../../core/dicom/index.ts';
import { indexPaths } from '../../../core/library/index.ts';
import { writeCtPhantom } from '../../../core/phantom/index.ts';
import {
  clickMs,
  coldPage,
  drawnOf,
  firstImageMs,
  memoryMb,
  openBrowser,
  planesMs,
  scrollMs,
  serveBare,
  serveOurs,
} from '../browser.ts';
import { median, type Row } from '../pair.ts';
import { ctPhantom, exampleStudy, missing, once, root, scratch } from '../places.ts';
import { writeTrunkOutlines } from '../structures.ts';

const SLICES = 100;
/** Fewer than the slices behind the one that is shown first. */
const STEPS = 40;

/** CT slices on disk, the same as raw stored values, and a host for each page. */
async function standOf(slices: number) {
  const folder = await scratch('viewer');
  await writeCtPhantom(folder, slices);
  const study = (await indexPaths([folder])).studies[0]!;
  const series = study.series[0]!;
  const frameBytes = 512 * 512 * 2;
  const pixels = new Uint8Array(frameBytes * slices);
  for (const [n, { source }] of series.instances.entries()) {
    const { pixels: frame } = await decodeFrame(await readInstance(source), 0);
    pixels.set(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength), n * frameBytes);
  }
  await build({
    root: `${root}/test/bench/bare`,
    configFile: `${root}/test/bench/bare/vite.config.ts`,
    logLevel: 'error',
  });
  const bare = await serveBare(pixels, frameBytes);
  const ours = await serveOurs(folder);
  const close = () => {
    bare.server.close();
    ours.stop();
  };
  return { folder, study, series, bareUrl: `${bare.url}?slices=${slices}`, ours, close };
}

/** 100 slices and one browser. */
const stage = once(async () => {
  const stand = await standOf(SLICES);
  const browser = await openBrowser();
  return { ...stand, browser, page: await coldPage(browser, stand.ours.url) };
});

/** The same slices with a mask over each. */
const maskedStage = once(async () => {
  const { folder, study, series, browser } = await stage();
  const host = await serveOurs(folder, await writeTrunkOutlines(study, series));
  return { host, page: await coldPage(browser, host.url) };
});

/** 300 slices, which are a volume. */
const volumeStage = once(async () => {
  const stand = await standOf(300);
  return { ...stand, page: await coldPage((await stage()).browser, stand.ours.url) };
});

/** A fresh context with the key of the first one, so that nothing is cached. */
async function ourColdPage(of: () => Promise<{ page: Page }> = stage): Promise<Page> {
  const { page } = await of();
  const cookies = await page.context().cookies();
  return coldPage((await stage()).browser, new URL('/', page.url()).href, cookies);
}

const bareColdPage = async (of: () => Promise<{ bareUrl: string }> = stage) =>
  coldPage((await stage()).browser, (await of()).bareUrl);

async function measured(page: Page, measure: (page: Page) => Promise<number>) {
  const ms = await measure(page);
  await page.context().close();
  return { ms };
}

/** Everything that is decoded ahead has arrived. */
const settled = async (page: Page) => {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
};

const settledScroll = async (page: Page) => {
  await settled(page);
  return median(await scrollMs(page, STEPS));
};

/** Our page with the mask switched on. */
async function maskedPage(): Promise<Page> {
  const page = await ourColdPage(maskedStage);
  const outlined = page.evaluate(
    () => new Promise<void>((resolve) => document.addEventListener('outlined', () => resolve(), { once: true })),
  );
  await page.locator('button.series[aria-pressed]').click();
  await outlined;
  await settled(page);
  return page;
}

const settledPlanes = async (page: Page) => {
  await settled(page);
  return planesMs(page);
};

/** A browser and a host of its own, so that their memory is that of these slices. */
const thousandSlices = async () => {
  await ctPhantom();
  const before = await memoryMb(process.pid);
  const ours = await serveOurs(await ctPhantom());
  const own = await openBrowser();
  const page = await coldPage(own, ours.url);
  await page.waitForLoadState('networkidle');
  // From the middle, which is shown first, to one end and through all to the other.
  for (const key of [...Array(5).fill('ArrowUp'), ...Array(10).fill('ArrowDown')]) {
    await scrollMs(page, 99, 'painted', key);
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
  },
  {
    work: 'scroll a 512 × 512 stack by one slice, decoded ahead, with a mask over it, until its outline',
    against: 'bare Cornerstone page, CPU backend, same slices without a mask',
    goal: 1.2,
    unavailable: () => missing('/usr/bin/chromium'),
    ours: async () => measured(await maskedPage(), async (page) => median(await scrollMs(page, STEPS, 'outlined'))),
    theirs: async () => measured(await bareColdPage(), settledScroll),
  },
  {
    work: 'slices asked for, one a frame of the screen, with a mask over them',
    against: 'slices drawn with their mask',
    unit: 'slices',
    goal: 1,
    unavailable: () => missing('/usr/bin/chromium'),
    ours: async () => ({ ms: STEPS }),
    theirs: async () => measured(await maskedPage(), (page) => drawnOf(page, STEPS, 'outlined')),
    after: async () => (await maskedStage()).host.stop(),
  },
  {
    work: 'three reformats of 512 × 512 × 300, decoded ahead, until all are painted (ours: and a fourth picture)',
    against: 'bare Cornerstone volume page, CPU backend, frames at hand',
    goal: 1.2,
    unavailable: () => missing('/usr/bin/chromium'),
    ours: async () => measured(await ourColdPage(volumeStage), settledPlanes),
    theirs: async () => measured(await bareColdPage(volumeStage), settledPlanes),
    async after() {
      (await volumeStage()).close();
      (await stage()).close();
      await (await stage()).browser.close();
    },
  },
];
