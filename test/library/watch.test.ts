import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFolder } from '../../core/library/index.ts';
import { writeCtPhantom } from '../../core/phantom/index.ts';

describe('watching a folder', () => {
  let folder: string;
  let inbox: string;
  let slices: Buffer[];
  let stop: AbortController;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'library-watch-'));
    inbox = join(folder, 'inbox');
    mkdirSync(inbox);
    slices = (await writeCtPhantom(join(folder, 'ct'), 3)).map((path) => readFileSync(path));
    stop = new AbortController();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What looks found one after another, until one is enough; `act` is called before each look with its number. */
  async function looks(act: (look: number) => void, enough: (names: string[]) => boolean) {
    const seen: { names: string[]; there: boolean }[] = [];
    act(0);
    for await (const { paths, there } of watchFolder(inbox, { signal: stop.signal, everyMs: 5 })) {
      seen.push({ names: paths.map((path) => basename(path)), there });
      if (enough(seen.flatMap(({ names }) => names)) || seen.length > 200) stop.abort();
      else act(seen.length);
    }
    return seen;
  }

  it('takes in what lies there and what comes, each file once', async () => {
    writeFileSync(join(inbox, 'a.dcm'), slices[0]!);
    const seen = await looks(
      (look) => look === 3 && writeFileSync(join(inbox, 'b.dcm'), slices[1]!),
      (names) => names.includes('b.dcm'),
    );
    expect(seen.flatMap(({ names }) => names)).toEqual(['a.dcm', 'b.dcm']);
  });

  it('leaves a file that is still being written until it is complete', async () => {
    const [bytes] = slices;
    const part = Math.ceil(bytes!.length / 8);
    const seen = await looks(
      (look) => look < 8 && appendFileSync(join(inbox, 'slow.dcm'), bytes!.subarray(look * part, (look + 1) * part)),
      (names) => names.includes('slow.dcm'),
    );
    expect(seen.length).toBeGreaterThan(8);
    expect(seen.flatMap(({ names }) => names)).toEqual(['slow.dcm']);
  });

  it('takes a file again that was changed', async () => {
    writeFileSync(join(inbox, 'a.dcm'), slices[0]!);
    const seen = await looks(
      (look) => look === 4 && writeFileSync(join(inbox, 'a.dcm'), slices[1]!.subarray(0, -2)),
      (names) => names.length === 2,
    );
    expect(seen.flatMap(({ names }) => names)).toEqual(['a.dcm', 'a.dcm']);
  });

  it('waits for a drive that went away, and takes nothing twice when it is back', async () => {
    writeFileSync(join(inbox, 'a.dcm'), slices[0]!);
    const away = join(folder, 'away');
    const seen = await looks(
      (look) => {
        if (look === 4) renameSync(inbox, away);
        if (look === 8) renameSync(away, inbox);
        if (look === 9) writeFileSync(join(inbox, 'b.dcm'), slices[1]!);
      },
      (names) => names.includes('b.dcm'),
    );
    expect(seen.slice(5, 8).map(({ there }) => there)).toEqual([false, false, false]);
    expect(seen.at(-1)!.there).toBe(true);
    expect(seen.flatMap(({ names }) => names)).toEqual(['a.dcm', 'b.dcm']);
  });
});
