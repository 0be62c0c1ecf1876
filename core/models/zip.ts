import { type Entry, openPromise, validateFileName, type ZipFile } from 'yauzl';
import { ProblemError } from '../contract/index.ts';
import { isLitter, MOST_FILES, type PackageSource } from './source.ts';

/** Deflate cannot pack better than this; what claims more lies about its size (zlib, "Technical Details"). */
const BEST_RATIO = 1032;
const LINK = 0o120000;

/** A package in a ZIP, read in place: at its root, or in the one folder that it holds. Nothing is extracted by name. */
export async function openZip(path: string): Promise<PackageSource> {
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false, lazyEntries: true }).catch(damaged);
  try {
    const entries = await listEntries(zip);
    const root = rootOf([...entries.keys()]);
    const files = new Map(
      [...entries].flatMap(([name, entry]) =>
        name.startsWith(root) ? [[name.slice(root.length), entry] as const] : [],
      ),
    );
    return {
      sizes: new Map([...files].map(([name, entry]) => [name, entry.uncompressedSize])),
      async stream(name) {
        const entry = files.get(name);
        if (!entry) throw new ProblemError('package-file-missing', { file: name });
        return zip.openReadStreamPromise(entry).catch(damaged);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_FILES) throw new ProblemError('package-too-many-files', { limit: MOST_FILES });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith('/') || isLitter(name)) continue;
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === LINK)
        throw new ProblemError('package-link', { file: name });
      if (entry.uncompressedSize > entry.compressedSize * BEST_RATIO)
        throw new ProblemError('package-zip-bomb', { file: name });
      if (entry.isEncrypted() || entries.has(name)) throw new ProblemError('package-zip-damaged');
      entries.set(name, entry);
    }
  } catch (error) {
    damaged(error);
  }
  return entries;
}

const utf8 = new TextDecoder();

/** The entry's path inside the package; a ZIP that climbs out of it is refused as a whole. */
function nameOf(entry: Entry): string {
  const name = utf8.decode(entry.fileNameRaw).replaceAll('\\', '/');
  if (validateFileName(name) !== null) throw new ProblemError('package-outside', { file: name });
  return name;
}

/** The folder around model.json, with its slash, or nothing. */
function rootOf(names: string[]): string {
  if (names.includes('model.json')) return '';
  const inner = names.filter((name) => /^[^/]+\/model\.json$/.test(name));
  return inner.length === 1 ? inner[0]!.slice(0, -'model.json'.length) : '';
}

/** yauzl throws plain errors for everything that is wrong in a ZIP. */
function damaged(error: unknown): never {
  if (error instanceof ProblemError || (error as NodeJS.ErrnoException).code?.startsWith('E')) throw error;
  throw new ProblemError('package-zip-damaged');
}
