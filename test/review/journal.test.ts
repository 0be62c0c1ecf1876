import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReviewAction } from '../../core/contract/index.ts';
import { type Journal, openJournal, openRunStore } from '../../core/review/index.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'journal.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = () => new Date('2026-03-14T14:52:00Z');
const comment = (text: string): ReviewAction => ({ kind: 'comment', runId: 'r1', findingId: 'f1', text });

function filled(count: number): Journal {
  const journal = openJournal(file, { now });
  for (let n = 0; n < count; n += 1) journal.append(comment(`note ${n}`), 'R. Reader');
  return journal;
}

describe('The journal', () => {
  it('gives back what was appended, after it was closed and opened again', () => {
    const text = 'نص \u0000 "quoted" \ud83e\ude7b';
    const first = openJournal(file, { now });
    const event = first.append(comment(text), 'ق. قارئ');
    first.close();
    const again = openJournal(file, { now });
    expect(again.events()).toEqual([event]);
    expect(again.verify()).toEqual({ intact: true });
    again.close();
  });

  it('orders by number where the clock goes back', () => {
    let minute = 30;
    const journal = openJournal(file, { now: () => new Date(Date.UTC(2026, 0, 1, 0, minute--)) });
    for (let n = 0; n < 5; n += 1) journal.append(comment(`note ${n}`), 'R');
    expect(journal.events().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(journal.verify()).toEqual({ intact: true });
    journal.close();
  });

  it('refuses to change or remove an entry', () => {
    filled(3).close();
    const db = new DatabaseSync(file);
    expect(() => db.exec("UPDATE event SET event = '{}' WHERE seq = 2")).toThrow('append-only');
    expect(() => db.exec('DELETE FROM event')).toThrow('append-only');
    expect(() => db.exec("INSERT OR REPLACE INTO event VALUES (2, '{}', '', 'x')")).toThrow('append-only');
    db.close();
  });

  it('refuses to take back what is no decision that holds', () => {
    const journal = filled(1);
    journal.append({ kind: 'run-recorded', runId: 'r1', runSha256: 'a' }, 'R');
    const refused = expect.objectContaining({ problem: expect.objectContaining({ code: 'nothing-to-undo' }) });
    expect(() => journal.append({ kind: 'undo', seq: 2 }, 'R')).toThrow(refused);
    expect(() => journal.append({ kind: 'undo', seq: 9 }, 'R')).toThrow(refused);
    journal.append({ kind: 'undo', seq: 1 }, 'R');
    expect(() => journal.append({ kind: 'undo', seq: 1 }, 'R')).toThrow(refused);
    journal.append({ kind: 'undo', seq: 3 }, 'R');
    expect(journal.append({ kind: 'undo', seq: 1 }, 'R').seq).toBe(5);
    journal.close();
  });

  it('names the first entry that was changed behind its back, and adds nothing to a broken end', () => {
    filled(6).close();
    const db = new DatabaseSync(file);
    db.exec("DROP TRIGGER event_no_update; UPDATE event SET event = replace(event, 'note 5', 'note 7')");
    db.close();
    const journal = openJournal(file, { now });
    expect(journal.verify()).toEqual({ intact: false, brokenAt: 6 });
    expect(() => journal.append(comment('more'), 'R')).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'journal-damaged' }) }),
    );
    journal.close();
  });

  it('finds that its last entries were cut off', () => {
    filled(6).close();
    const db = new DatabaseSync(file);
    db.exec('DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq > 4');
    db.close();
    const journal = openJournal(file, { now });
    expect(journal.verify()).toEqual({ intact: false, brokenAt: 5 });
    journal.close();
  });

  it('finds any changed byte that changes what it says', () => {
    filled(12).close();
    const whole = readFileSync(file);
    const said = openJournal(file, { now });
    const events = said.events();
    said.close();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Buffer.from(whole);
        bytes[at] = bytes[at]! ^ flip;
        writeFileSync(file, bytes);
        let journal: Journal;
        try {
          journal = openJournal(file, { now });
        } catch {
          return;
        }
        try {
          if (journal.verify().intact) expect(journal.events()).toEqual(events);
        } finally {
          journal.close();
        }
      }),
      { numRuns: 400 },
    );
  });

  it('says that a file is no journal, that it may not be written, that it is held', () => {
    writeFileSync(file, 'not a database at all, but long enough to be taken for one'.repeat(100));
    const problem = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });
    expect(() => openJournal(file, { now })).toThrow(problem('journal-damaged'));
    expect(() => openJournal(join(folder, 'nowhere', 'journal.sqlite'), { now })).toThrow(problem('not-writable'));
  });

  it('loses nothing confirmed when two programs write at once and are killed at any moment', async () => {
    for (const patience of [250, 400, 650]) await twoProgramsKilledAfter(patience);
  }, 60_000);
});

/** Two appenders on one data folder; both are killed after some confirmations; what they said must all be there. */
async function twoProgramsKilledAfter(patience: number) {
  const outputs = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'appender.ts'), folder, name]);
      let said = '';
      let complaint = '';
      child.stderr.on('data', (chunk) => {
        complaint += chunk;
      });
      const started = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const first = new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk) => {
          said += chunk;
          resolve();
        });
      });
      await Promise.race([first, started]);
      await new Promise((resolve) => setTimeout(resolve, patience));
      child.kill('SIGKILL');
      await started;
      expect(complaint).toBe('');
      return said.split('\n').slice(0, -1);
    }),
  );
  const journal = openJournal(file, { now });
  const store = openRunStore(join(folder, 'runs'));
  const byNumber = new Map(journal.events().map((event) => [event.seq, event.hash]));
  expect(journal.verify()).toEqual({ intact: true });
  for (const line of outputs.flat()) {
    const [seq, hash, sha256] = line.split(' ');
    expect(byNumber.get(Number(seq))).toBe(hash);
    await store.bytes(sha256!);
  }
  expect(outputs.every((lines) => lines.length > 0)).toBe(true);
  journal.close();
}
