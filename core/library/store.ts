import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { IndexedSeries, IndexedStudy, Instance, Problem, Study, StudyList } from '../contract/index.ts';
import { newestFirst } from '../contract/order/index.ts';
import { groupHeaders } from './group.ts';
import type { FileIndex, KnownFiles } from './index-paths.ts';
import type { FileReading } from './read.ts';

/** The studies that were opened, on disk. It can be thrown away: everything in it is read from the files again. */
export type Library = {
  /** Adds what was found; what the library has of the same studies from other files stays, if those still exist. */
  add(index: FileIndex): void;
  /** All studies or, since an edition of this list, those that are new or have changed. */
  list(since?: string): StudyList;
  /** A series with its study, both with all instances. */
  series(seriesInstanceUid: string): { study: IndexedStudy; series: IndexedSeries } | undefined;
  /** For `indexPaths`: spares reading files again that have not changed. */
  known: KnownFiles;
  /** Why the list had to be started anew, if it was. */
  problem?: Problem;
  close(): void;
};

/** Goes up with every change of the tables, of `Header` or of what is read into it: older libraries are made anew. */
const VERSION = 7;

/*
 * A study's instances lie apart from what the list says of it, series by series, so that the list is read without them.
 * `edition` goes up with every change; a study that is gone stays as a row without words, for lists that still have it.
 */
const TABLES = `
  CREATE TABLE file (path TEXT PRIMARY KEY, bytes INTEGER, modified REAL, reading TEXT);
  CREATE TABLE instance (sop TEXT, study TEXT, path TEXT);
  CREATE INDEX instance_sop ON instance (sop);
  CREATE INDEX instance_study ON instance (study);
  CREATE INDEX instance_path ON instance (path);
  CREATE TABLE study (uid TEXT PRIMARY KEY, edition INTEGER, study TEXT, instances TEXT);
  CREATE INDEX study_edition ON study (edition);
  CREATE TABLE series (uid TEXT, study TEXT);
  CREATE INDEX series_uid ON series (uid);
  CREATE INDEX series_study ON series (study);
  PRAGMA user_version = ${VERSION};`;

/**
 * Opens or makes the library. Two programs may use one file. A library that is broken or of another version is made
 * anew; one that cannot be written is kept in memory; `problem` says so where something was lost.
 */
export function openLibrary(file: string): Library {
  try {
    mkdirSync(dirname(file), { recursive: true });
    try {
      return libraryOf(openDatabase(file));
    } catch (error) {
      if (!isBroken(error)) throw error;
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      return { ...libraryOf(openDatabase(file)), problem: renewed(error) };
    }
  } catch (error) {
    return { ...libraryOf(openDatabase(':memory:')), problem: renewed(error) };
  }
}

const renewed = (error: unknown): Problem => ({
  code: 'library-renewed',
  values: { reason: error instanceof Error ? error.message : String(error) },
});

/** SQLITE_CORRUPT and SQLITE_NOTADB (sqlite.org/rescode.html). */
const isBroken = (error: unknown) => [11, 26].includes((error as { errcode?: number }).errcode ?? 0);

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    inTransaction(database, () => {
      const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
      if (version === VERSION) return;
      for (const table of ['file', 'instance', 'study', 'series']) database.exec(`DROP TABLE IF EXISTS ${table}`);
      database.exec(TABLES);
    });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function inTransaction(database: DatabaseSync, action: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    action();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function libraryOf(database: DatabaseSync): Library {
  const opened = `${randomUUID()}.`;
  const changedSince = database.prepare('SELECT uid, edition, study FROM study WHERE edition > ?');
  const studyOf = database.prepare(
    'SELECT study, instances FROM study WHERE uid = (SELECT study FROM series WHERE uid = ?)',
  );
  return {
    add: (index) => inTransaction(database, () => addReadings(database, index.readings)),
    list(since = '') {
      const known = since.startsWith(opened) ? Number(since.slice(opened.length)) || 0 : 0;
      const rows = changedSince.all(known) as { uid: string; edition: number; study: string | null }[];
      return {
        studies: rows.flatMap(({ study }) => (study ? (JSON.parse(study) as Study) : [])).sort(newestFirst),
        whole: known === 0,
        gone: rows.flatMap(({ uid, study }) => (study || known === 0 ? [] : uid)),
        edition: opened + rows.reduce((newest, { edition }) => Math.max(newest, edition), known),
      };
    },
    series(uid) {
      const row = studyOf.get(uid) as { study: string; instances: string } | undefined;
      if (!row) return undefined;
      const listed: Study = JSON.parse(row.study);
      const instances: Instance[][] = JSON.parse(row.instances);
      const study = { ...listed, series: listed.series.map((one, n) => ({ ...one, instances: instances[n]! })) };
      return { study, series: study.series.find((one) => one.seriesInstanceUid === uid)! };
    },
    known: knownFiles(database),
    close: () => database.close(),
  };
}

function knownFiles(database: DatabaseSync): KnownFiles {
  const byPath = database.prepare('SELECT reading FROM file WHERE path = ? AND bytes = ? AND modified = ?');
  const bySop = database.prepare('SELECT reading FROM file WHERE path IN (SELECT path FROM instance WHERE sop = ?)');
  const readingOf = (row: unknown) => JSON.parse((row as { reading: string }).reading) as FileReading;
  return {
    of({ path, bytes, modified }) {
      const row = byPath.get(path, bytes, modified);
      return row && readingOf(row);
    },
    withInstances(uids) {
      const found = [...uids].flatMap((uid) => bySop.all(uid).map(readingOf));
      return [...new Map(found.map((reading) => [reading.file.path, reading])).values()];
    },
  };
}

/** Writes what files gave and makes their studies anew out of all files of those studies. */
function addReadings(database: DatabaseSync, readings: FileReading[]): void {
  const changed = new Set<string>();
  const fresh = new Set<string>();
  const insertFile = database.prepare('INSERT INTO file VALUES (?, ?, ?, ?)');
  const insertInstance = database.prepare('INSERT INTO instance VALUES (?, ?, ?)');
  const forget = forgetter(database, changed);
  for (const reading of readings) {
    const { path, bytes, modified } = reading.file;
    forget(path);
    fresh.add(path);
    if (reading.headers.length === 0) continue;
    insertFile.run(path, bytes, modified, JSON.stringify(reading));
    for (const header of reading.headers) {
      insertInstance.run(header.sopInstanceUid, header.studyInstanceUid, path);
      changed.add(header.studyInstanceUid);
    }
  }

  const filesOf = database.prepare(
    'SELECT reading FROM file WHERE path IN (SELECT path FROM instance WHERE study = ?) ORDER BY path',
  );
  const keep = keeper(database);
  const found = new Set(readings.flatMap(({ headers }) => headers.map(({ sopInstanceUid }) => sopInstanceUid)));
  for (const uid of changed) {
    const all = filesOf.all(uid).map((row) => JSON.parse((row as { reading: string }).reading) as FileReading);
    const gone = all.filter((reading) => !fresh.has(reading.file.path) && isGone(reading, found));
    for (const { file } of gone) forget(file.path);
    const headers = all.filter((reading) => !gone.includes(reading)).flatMap((reading) => reading.headers);
    const [study] = groupHeaders(headers.filter((header) => header.studyInstanceUid === uid));
    keep(uid, study);
  }
}

/** Writes what a study is by now, or that it is gone, in a new edition of the list where that changes anything. */
function keeper(database: DatabaseSync): (uid: string, study: IndexedStudy | undefined) => void {
  const { newest } = database.prepare('SELECT coalesce(max(edition), 0) AS newest FROM study').get() as {
    newest: number;
  };
  const put = database.prepare(`INSERT INTO study VALUES (?, ?, ?, ?) ON CONFLICT (uid)
    DO UPDATE SET edition = excluded.edition, study = excluded.study, instances = excluded.instances
    WHERE study IS NOT excluded.study OR instances IS NOT excluded.instances`);
  const dropSeries = database.prepare('DELETE FROM series WHERE study = ?');
  const insertSeries = database.prepare('INSERT INTO series VALUES (?, ?)');
  return (uid, study) => {
    const series = study?.series ?? [];
    const listed = study && { ...study, series: series.map(({ instances: _, ...one }) => one) };
    const instances = study && series.map((one) => one.instances);
    put.run(uid, newest + 1, JSON.stringify(listed) ?? null, JSON.stringify(instances) ?? null);
    dropSeries.run(uid);
    for (const { seriesInstanceUid } of series) insertSeries.run(seriesInstanceUid, uid);
  };
}

/**
 * Is a file gone for good: its folder is there without it, or what it held was found elsewhere. One whose whole folder
 * is away may lie on a drive that comes back.
 */
const isGone = ({ file, headers }: FileReading, found: Set<string>) =>
  !existsSync(file.path) &&
  (existsSync(dirname(file.path)) || headers.some(({ sopInstanceUid }) => found.has(sopInstanceUid)));

/** Takes a file out of the tables and remembers whose study changes by it. */
function forgetter(database: DatabaseSync, changed: Set<string>): (path: string) => void {
  const studiesOf = database.prepare('SELECT DISTINCT study FROM instance WHERE path = ?');
  const dropInstances = database.prepare('DELETE FROM instance WHERE path = ?');
  const dropFile = database.prepare('DELETE FROM file WHERE path = ?');
  return (path) => {
    for (const row of studiesOf.all(path)) changed.add((row as { study: string }).study);
    dropInstances.run(path);
    dropFile.run(path);
  };
}
