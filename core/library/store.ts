import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Problem, Series, Study } from '../contract/index.ts';
import { groupHeaders } from './group.ts';
import type { FileIndex, KnownFiles } from './index-paths.ts';
import type { FileReading } from './read.ts';

/** The studies that were opened, on disk. It can be thrown away: everything in it is read from the files again. */
export type Library = {
  /** Adds what was found; what the library has of the same studies from other files stays, if those still exist. */
  add(index: FileIndex): void;
  /** Newest study first. */
  studies(): Study[];
  series(seriesInstanceUid: string): { study: Study; series: Series } | undefined;
  /** For `indexPaths`: spares reading files again that have not changed. */
  known: KnownFiles;
  /** Why the list had to be started anew, if it was. */
  problem?: Problem;
  close(): void;
};

/** Goes up with every change of the tables, of `Header` or of what is read into it: older libraries are made anew. */
const VERSION = 6;

const TABLES = `
  CREATE TABLE file (path TEXT PRIMARY KEY, bytes INTEGER, modified REAL, reading TEXT);
  CREATE TABLE instance (sop TEXT, study TEXT, path TEXT);
  CREATE INDEX instance_sop ON instance (sop);
  CREATE INDEX instance_study ON instance (study);
  CREATE INDEX instance_path ON instance (path);
  CREATE TABLE study (uid TEXT PRIMARY KEY, study TEXT);
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
      for (const table of ['file', 'instance', 'study']) database.exec(`DROP TABLE IF EXISTS ${table}`);
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
  const known = knownFiles(database);
  let seen = -1;
  let studies: Study[] = [];
  let places = new Map<string, { study: Study; series: Series }>();

  /** Reads the studies again only where this or another program has changed them. */
  const refresh = () => {
    const { data_version: version } = database.prepare('PRAGMA data_version').get() as { data_version: number };
    if (version === seen) return;
    const rows = database.prepare('SELECT study FROM study').all() as { study: string }[];
    studies = rows.map((row) => JSON.parse(row.study) as Study).sort(newestFirst);
    places = new Map(
      studies.flatMap((study) => study.series.map((series) => [series.seriesInstanceUid, { study, series }] as const)),
    );
    seen = version;
  };

  return {
    add(index) {
      inTransaction(database, () => addReadings(database, index.readings));
      seen = -1;
    },
    studies() {
      refresh();
      return studies;
    },
    series(uid) {
      refresh();
      return places.get(uid);
    },
    known,
    close: () => database.close(),
  };
}

const newestFirst = (a: Study, b: Study) => {
  const [left, right] = [b.date + b.time + b.studyInstanceUid, a.date + a.time + a.studyInstanceUid];
  return left < right ? -1 : left > right ? 1 : 0;
};

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
  const putStudy = database.prepare('INSERT OR REPLACE INTO study VALUES (?, ?)');
  const dropStudy = database.prepare('DELETE FROM study WHERE uid = ?');
  const found = new Set(readings.flatMap(({ headers }) => headers.map(({ sopInstanceUid }) => sopInstanceUid)));
  for (const uid of changed) {
    const all = filesOf.all(uid).map((row) => JSON.parse((row as { reading: string }).reading) as FileReading);
    const gone = all.filter((reading) => !fresh.has(reading.file.path) && isGone(reading, found));
    for (const { file } of gone) forget(file.path);
    const headers = all.filter((reading) => !gone.includes(reading)).flatMap((reading) => reading.headers);
    const [study] = groupHeaders(headers.filter((header) => header.studyInstanceUid === uid));
    if (study) putStudy.run(uid, JSON.stringify(study));
    else dropStudy.run(uid);
  }
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
