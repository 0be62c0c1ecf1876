import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import { diskProblemOf, sha256Of, syncFolder, writeAside } from '../review/index.ts';

/** A file of the set: its final name and its bytes. */
export type SetFile = { name: string; bytes: Uint8Array };

/** Every name that an export may write; the last of a set is `run.json`, without a run `measurements.json`. */
const NAMES = [
  'findings.csv',
  'segmentation.seg.dcm',
  'findings.sr.dcm',
  'assessment.sr.dcm',
  'report.pdf',
  'report.pdf.dcm',
  'fhir.json',
  'measurements.csv',
  'measurements.sr.dcm',
  'measurements.json',
  'run.json',
] as const;
export type LastName = 'run.json' | 'measurements.json';

/**
 * Writes files aside in `folder`, hands what lies on the disk to `check`, and only then gives all their names, the file
 * of `lastOf` after all others. Whatever fails takes back every file of the set.
 */
export async function releaseFiles(
  { folder, force }: { folder: string; force?: boolean },
  files: SetFile[],
  check: (written: SetFile[]) => Promise<void>,
  lastOf: { name: LastName; bytes(released: { name: string; sha256: string }[]): Uint8Array },
): Promise<{ name: string; sha256: string }[]> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw diskProblemOf(error, folder);
  });
  if (!force) await refuseExisting(folder);
  const summaries = files.map(({ name, bytes }) => ({ name, sha256: sha256Of(bytes) }));
  const last = { name: lastOf.name, bytes: lastOf.bytes(summaries) };
  const asides: { name: string; aside: string }[] = [];
  try {
    for (const { name, bytes } of [...files, last])
      asides.push({ name, aside: await writeAside(join(folder, name), bytes) });
    const written = await Promise.all(asides.map(async ({ name, aside }) => ({ name, bytes: await readFile(aside) })));
    refuseDifferent([...files, last], written);
    await check(written);
    await giveNames(folder, asides, last.name, force ?? false);
  } catch (error) {
    await Promise.all(asides.map(({ aside }) => rm(aside, { force: true }).catch(() => {})));
    throw diskProblemOf(error, folder);
  }
  return [...summaries, { name: last.name, sha256: sha256Of(last.bytes) }];
}

async function refuseExisting(folder: string): Promise<void> {
  for (const name of NAMES) {
    const path = join(folder, name);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) throw new ProblemError('export-exists', { path });
  }
}

/** The disk gave back what it was given. */
function refuseDifferent(meant: SetFile[], written: SetFile[]): void {
  for (const [n, { name, bytes }] of meant.entries())
    if (sha256Of(bytes) !== sha256Of(written[n]!.bytes))
      throw new ProblemError('export-check-failed', { file: name, what: 'bytes' });
}

/** A folder never holds a last file beside files of another set: an old one goes first, the new one comes last. */
async function giveNames(
  folder: string,
  asides: { name: string; aside: string }[],
  last: LastName,
  force: boolean,
): Promise<void> {
  if (force) {
    for (const name of [...NAMES].reverse()) await rm(join(folder, name), { force: true });
    await syncFolder(folder);
  } else await refuseExisting(folder);
  const named: string[] = [];
  try {
    for (const { name, aside } of asides) {
      if (name === last) await syncFolder(folder);
      await rename(aside, join(folder, name));
      named.push(join(folder, name));
    }
    await syncFolder(folder);
  } catch (error) {
    await Promise.all(named.map((path) => rm(path, { force: true }).catch(() => {})));
    throw error;
  }
}
