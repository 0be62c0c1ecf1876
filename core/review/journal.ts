import { DatabaseSync } from 'node:sqlite';
import { JournalEvent, ProblemError, ReviewAction } from '../contract/index.ts';
import { canonicalJson, sha256Of } from './canonical.ts';
import { activeEvents, eventsOf, isUndoable } from './state.ts';

/** What readers did, in order, never changed: the only source of review state. */
export type Journal = {
  /**
   * Numbers, dates and chains an action; it is on the disk when this returns. Throws `nothing-to-undo` for an undo of
   * what does not hold, `journal-damaged` where the last entry does not fit the chain, `journal-busy`, `disk-full`,
   * `not-writable`.
   */
  append(action: ReviewAction, by: string): JournalEvent;
  /** All events by number, or those about one run (its undos with them). */
  events(runId?: string): JournalEvent[];
  /** Recomputes the whole chain; `brokenAt` is the number of the first entry that does not fit. */
  verify(): { intact: boolean; brokenAt?: number };
  close(): void;
};

/** What the first event is chained to. */
const BEGINNING = '0'.repeat(64);

/** How long one program waits for another that is writing, in ms. */
const PATIENCE = 10_000;

/*
 * A row is an event's canonical JSON and its place in the chain. The triggers are for accidents: whoever removes them
 * is found by the hashes. `AUTOINCREMENT` keeps the highest number in another page of the file, so that a lost tail,
 * which breaks no chain, is found too.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS event_in_order BEFORE INSERT ON event
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
`;

type Row = { seq: number; event: string; previous: string; hash: string };

/**
 * Opens (or begins) the journal of a data folder. Rollback journal and `synchronous = EXTRA`: every commit reaches the
 * disk, the folder entry included, on any file system with working locks.
 */
export function openJournal(file: string, { now }: { now(): Date }): Journal {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw sqliteProblem(error, file);
    }
  };
  const db = guarded(() => open(file));
  const rows = () => db.prepare('SELECT seq, event, previous, hash FROM event ORDER BY seq').all() as Row[];
  const last = db.prepare('SELECT seq, event, previous, hash FROM event ORDER BY seq DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO event (seq, event, previous, hash) VALUES (?, ?, ?, ?)');

  /** What can be read of the rows: one damaged entry must not hide the decisions after it; `verify` names it. */
  const events = () => rows().flatMap((row) => eventOf(row) ?? []);

  function append(action: ReviewAction, by: string): JournalEvent {
    const tail = last.get() as Row | undefined;
    if (tail && hashOf(tail.previous, tail.event) !== tail.hash)
      throw new ProblemError('journal-damaged', { path: file });
    if (action.kind === 'undo') refuseEmptyUndo(action.seq, events());
    const body = { seq: (tail?.seq ?? 0) + 1, at: now().toISOString(), by, action: ReviewAction.parse(action) };
    const text = canonicalJson(body);
    const previous = tail?.hash ?? BEGINNING;
    const hash = hashOf(previous, text);
    insert.run(body.seq, text, previous, hash);
    return { ...body, previous, hash };
  }

  return {
    append: (action, by) => guarded(() => exclusively(db, () => append(action, by))),
    events: (runId) => guarded(() => (runId === undefined ? events() : eventsOf(runId, events()))),
    verify: () => verify(db, rows),
    close: () => db.close(),
  };
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: PATIENCE });
  try {
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA fullfsync = ON');
    exclusively(db, () => db.exec(SCHEMA));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const hashOf = (previous: string, event: string) => sha256Of(`${previous}${event}`);

/** Two programs on one file take turns: the second waits at BEGIN IMMEDIATE and then sees what the first wrote. */
function exclusively<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function refuseEmptyUndo(seq: number, events: JournalEvent[]): void {
  const target = activeEvents(events).find((event) => event.seq === seq);
  if (!target || !isUndoable(target)) throw new ProblemError('nothing-to-undo', { seq });
}

function verify(db: DatabaseSync, rows: () => Row[]): { intact: boolean; brokenAt?: number } {
  try {
    let previous = BEGINNING;
    let seq = 0;
    for (const row of rows()) {
      seq += 1;
      if (!fits(row, seq, previous)) return { intact: false, brokenAt: seq };
      previous = row.hash;
    }
    const [highest] = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'event'").all() as { seq: number }[];
    if ((highest?.seq ?? 0) !== seq) return { intact: false, brokenAt: seq + 1 };
    const [whole] = db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
    return { intact: whole?.integrity_check === 'ok' };
  } catch {
    // SQLite could not even walk the file.
    return { intact: false };
  }
}

const fits = (row: Row, seq: number, previous: string): boolean =>
  row.seq === seq && row.previous === previous && hashOf(previous, row.event) === row.hash && eventOf(row)?.seq === seq;

function eventOf(row: Row): JournalEvent | undefined {
  try {
    return JournalEvent.safeParse({ ...JSON.parse(row.event), previous: row.previous, hash: row.hash }).data;
  } catch {
    return undefined;
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html) as problems. */
function sqliteProblem(error: unknown, path: string): unknown {
  switch (((error as { errcode?: number }).errcode ?? 0) & 0xff) {
    case 5:
    case 6:
      return new ProblemError('journal-busy', { path });
    case 3:
    case 8:
    case 14:
      return new ProblemError('not-writable', { path });
    case 11:
    case 26:
      return new ProblemError('journal-damaged', { path });
    case 13:
      return new ProblemError('disk-full', { path });
    default:
      return error;
  }
}
