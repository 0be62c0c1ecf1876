import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { InstanceSource } from '../contract/index.ts';
import { readEntry } from '../dicom/index.ts';
import type { Header } from './header.ts';

/**
 * Gives every header whose SOP Instance UID occurs more than once the hash of its bytes, so that a copy can be told
 * from another picture. A source that cannot be read any more stays without: it is then told as different.
 */
export async function hashCopies(headers: Header[], signal?: AbortSignal): Promise<void> {
  for (const copies of Map.groupBy(headers, (header) => header.sopInstanceUid).values()) {
    if (copies.length < 2) continue;
    for (const header of copies) {
      signal?.throwIfAborted();
      header.content ??= await hashSource(header.source).catch(() => undefined);
    }
  }
}

async function hashSource({ path, entry }: InstanceSource): Promise<string> {
  const hash = createHash('sha256');
  if (entry === undefined) await pipeline(createReadStream(path), hash);
  else hash.update(await readEntry(path, entry));
  return hash.digest('hex');
}
