import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../core/contract/index.ts';
import { openRunStore, runSha256, sha256Of } from '../../core/review/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (id: string, startedAt: string): Run => ({
  id,
  startedAt,
  status: 'done',
  model: { id: 'm', version: '1.0.0', sha256: 'a'.repeat(64) },
  provider: { requested: 'auto', actual: 'cpu', reason: '' },
  inputs: [],
  inputsSha256: '',
  seriesInstanceUid: '1.2',
  studyInstanceUid: '1.2.3',
  overruled: [],
  findings: [],
  artefacts: [],
  timingMs: { read: 0, prepare: 0, run: 0, finish: 0, total: 0 },
});

describe('The run store', () => {
  it('gives back any bytes under their own SHA-256', async () => {
    const store = openRunStore(folder);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const sha256 = await store.keep(bytes);
        expect(sha256).toBe(sha256Of(bytes));
        expect(new Uint8Array(await store.bytes(sha256))).toEqual(bytes);
      }),
      { numRuns: 25 },
    );
  });

  it('finds runs by id, oldest first, and leaves no file aside', async () => {
    const store = openRunStore(folder);
    const later = run('later', '2026-03-14T15:00:00+03:00');
    const earlier = run('earlier', '2026-03-14T14:00:00+00:30');
    expect(await store.save(later)).toBe(runSha256(later));
    await store.save(earlier);
    await store.save(later);
    expect(await openRunStore(folder).run('later')).toEqual(later);
    expect((await store.runs()).map(({ id }) => id)).toEqual(['later', 'earlier']);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
  });

  it('refuses a second run under an id, and ids that are paths', async () => {
    const store = openRunStore(folder);
    await store.save(run('one', '2026-03-14T14:00:00Z'));
    await expect(store.save(run('one', '2026-03-14T14:00:01Z'))).rejects.toThrow('in use');
    await expect(store.run('../one')).rejects.toMatchObject({ problem: { code: 'no-such-run' } });
    await expect(store.run('two')).rejects.toMatchObject({ problem: { code: 'no-such-run' } });
  });

  it('never hands over bytes that are not what the name promises, and mends them when they are kept again', async () => {
    const store = openRunStore(folder);
    const bytes = new Uint8Array([1, 2, 3]);
    const sha256 = await store.keep(bytes);
    writeFileSync(join(folder, 'files', sha256.slice(0, 2), sha256), 'rotten');
    await expect(store.bytes(sha256)).rejects.toMatchObject({ problem: { code: 'artefact-damaged' } });
    await store.keep(bytes);
    expect(new Uint8Array(await store.bytes(sha256))).toEqual(bytes);
    await expect(store.bytes('0'.repeat(64))).rejects.toMatchObject({ problem: { code: 'artefact-missing' } });
  });
});
