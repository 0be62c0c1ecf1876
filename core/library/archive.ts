import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from 'yauzl';
import type { Skipped } from '../contract/index.ts';
import { isLitter, placeIn } from './walk.ts';

/** What lies in a ZIP: names as `InstanceSource.entry` wants them, and what was left out. */
export type ArchiveListing = { entries: string[]; skipped: Skipped[] };

/** Deflate never does better than 1032 : 1, nor much worse than 1 : 1 (RFC 1951); other sizes are forged. */
const MOST_EXPANSION = 1032;
const SLACK = 4096;
const UNIX_LINK = 0o120000;

/**
 * Reads the directory of a ZIP and nothing else. Entries that climb out, are links, locked, nested archives or claim
 * sizes that cannot be are left out with a reason; entries that share bytes (overlapping bombs) condemn the archive.
 */
export async function listArchive(path: string): Promise<ArchiveListing> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { decodeStrings: false, autoClose: false });
    const all: Entry[] = [];
    for await (const entry of zip.eachEntry()) all.push(entry);
    if (overlap(all)) return { entries: [], skipped: [{ path, code: 'archive-bomb', values: {} }] };
    return sortOut(path, all);
  } catch {
    return { entries: [], skipped: [{ path, code: 'archive-damaged', values: {} }] };
  } finally {
    zip?.close();
  }
}

const nameOf = ({ generalPurposeBitFlag, fileName, extraFields }: Entry) =>
  getFileNameLowLevel(generalPurposeBitFlag, fileName as unknown as Buffer, extraFields, false);

function sortOut(path: string, all: Entry[]): ArchiveListing {
  const names = new Set<string>();
  const skipped: Skipped[] = [];
  for (const entry of all) {
    const name = nameOf(entry);
    if (name.endsWith('/') || name.split('/').some(isLitter)) continue;
    const twice = names.has(name) && ({ code: 'archive-twice', values: { entry: name } } as const);
    const reason = twice || fault(path, name, entry);
    // A password opens all of an archive: that it is needed is said once.
    const locked = reason && reason.code === 'archive-locked';
    if (locked && skipped.some(({ code }) => code === 'archive-locked')) continue;
    if (reason) skipped.push({ path: locked ? path : placeIn(path, name), ...reason });
    else names.add(name);
  }
  if (names.size + skipped.length === 0) skipped.push({ path, code: 'archive-empty', values: {} });
  return { entries: [...names], skipped };
}

function fault(path: string, name: string, entry: Entry): Pick<Skipped, 'code' | 'values'> | undefined {
  const { compressedSize: packed, uncompressedSize: size } = entry;
  const outside = memberFault(name);
  if (outside) return outside;
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === UNIX_LINK) {
    return { code: 'archive-link', values: { entry: name } };
  }
  if (entry.isEncrypted()) return { code: 'archive-locked', values: { archive: path } };
  if (!entry.canDecodeFileData()) return { code: 'archive-method', values: { method: entry.compressionMethod } };
  if (size > packed * MOST_EXPANSION + SLACK || packed > size * 1.01 + SLACK)
    return { code: 'archive-bomb', values: {} };
  return undefined;
}

/** What is wrong with a name inside an archive: it climbs out, or is an archive again. */
export function memberFault(name: string): Pick<Skipped, 'code' | 'values'> | undefined {
  if (validateFileName(name) !== null) return { code: 'archive-outside', values: { entry: name } };
  if (/\.(zip|tar|tgz|tar\.gz)$/i.test(name)) return { code: 'archive-nested', values: {} };
  return undefined;
}

/** Do two entries lie over the same bytes (Fifield, A better zip bomb, WOOT 2019). */
function overlap(entries: Entry[]): boolean {
  const byPlace = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  return byPlace.some((entry, i) => {
    const next = byPlace[i + 1];
    const end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + entry.compressedSize;
    return next !== undefined && next.relativeOffsetOfLocalHeader < end;
  });
}
