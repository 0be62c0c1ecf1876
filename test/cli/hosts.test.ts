import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { pageFolder } from '../../core/engine/index.ts';
import { call, endOf, openExample, type Reached, temporaryFolder } from '../engine/transports.ts';
import { ended, start } from './command.ts';

const built = existsSync(join(pageFolder, 'index.html'));
const cleaners: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
});

async function dataFolder(): Promise<string> {
  const folder = await temporaryFolder();
  cleaners.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a host as a program and enters it as a browser would. */
async function entered(
  dataDir: string,
  words: string[],
): Promise<{ child: ReturnType<typeof start>; reached: Pick<Reached, 'ask'> }> {
  const child = start(dataDir, words);
  cleaners.push(() => child.kill('SIGKILL'));
  const address = await firstLine(child.stdout!);
  const cookie = (await fetch(address)).headers.get('set-cookie')!.split(';')[0]!;
  const { origin } = new URL(address);
  return {
    child,
    reached: {
      ask: (path, init) => fetch(origin + path, { ...init, headers: { ...(init?.headers as object), cookie, origin } }),
    },
  };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('ended without a line');
}

test.skipIf(!built).each([['serve'], []])(
  'skiagraph %s prints one address, serves the page, and ends in order',
  async (...words) => {
    const dataDir = await dataFolder();
    const { child, reached } = await entered(dataDir, words.filter(Boolean));
    const page = await reached.ask('/');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(page.headers.get('content-security-policy')!)![1]!;
    const html = await page.text();
    expect(html).toContain(nonce);
    expect(html).not.toContain('SKIAGRAPH_NONCE');
    expect(await call(reached, 'status')).toMatchObject({ host: 'browser', dataDir });
    const end = ended(child);
    child.kill('SIGTERM');
    expect((await end).code).toBe(0);
  },
);

test.skipIf(!built)('an engine that is killed loses nothing that it had confirmed', async () => {
  const dataDir = await dataFolder();
  const first = await entered(dataDir, ['serve']);
  const studies = await openExample(first.reached);
  const { seriesInstanceUid } = studies.flatMap(({ series }) => series).find(({ modality }) => modality === 'CR')!;
  const job = await endOf(
    first.reached,
    await call(first.reached, 'startRun', { body: { modelId: 'chest-pneumonia', seriesInstanceUid } }),
  );
  const { run } = (await call(first.reached, 'runs')).runs[0]!;
  const findingId = run.findings[0]!.id;

  // Decisions go on and on; the engine is killed in the middle of one.
  let confirmed = 0;
  const exit = once(first.child, 'exit');
  setTimeout(() => first.child.kill('SIGKILL'), 400);
  for (;;) {
    const action = { kind: 'comment', runId: job.runId, findingId, text: `comment ${confirmed + 1}` };
    const answered = await call(first.reached, 'decide', { body: { action, by: 'Dr Test' } }).catch(() => undefined);
    if (!answered) break;
    confirmed++;
  }
  await exit;

  const second = await entered(dataDir, ['serve']);
  const { events, intact } = await call(second.reached, 'journal');
  expect(intact).toBe(true);
  const texts = events.flatMap(({ action }) => (action.kind === 'comment' ? [action.text] : []));
  expect(confirmed).toBeGreaterThan(0);
  // At most the one that was on its way may have reached the disk unconfirmed.
  expect(texts.slice(0, confirmed)).toEqual(Array.from({ length: confirmed }, (_, n) => `comment ${n + 1}`));
  expect(texts.length).toBeLessThanOrEqual(confirmed + 1);
});

test.skipIf(!built)('two programs on one data folder do not fork the journal', async () => {
  const dataDir = await dataFolder();
  const [one, two] = [await entered(dataDir, ['serve']), await entered(dataDir, ['serve'])];
  const studies = await openExample(one.reached);
  const { seriesInstanceUid } = studies.flatMap(({ series }) => series).find(({ modality }) => modality === 'CR')!;
  const job = await endOf(
    one.reached,
    await call(one.reached, 'startRun', { body: { modelId: 'chest-pneumonia', seriesInstanceUid } }),
  );
  const { run } = (await call(two.reached, 'runs')).runs[0]!;
  const comment = (reached: Pick<Reached, 'ask'>, text: string) =>
    call(reached, 'decide', {
      body: { action: { kind: 'comment', runId: job.runId, findingId: run.findings[0]!.id, text }, by: 'x' },
    });
  await Promise.all(Array.from({ length: 20 }, (_, n) => comment(n % 2 ? one.reached : two.reached, `comment ${n}`)));
  const { events, intact } = await call(one.reached, 'journal');
  expect([intact, events.length]).toEqual([true, 21]);
});
