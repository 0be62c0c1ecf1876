import { createHash } from 'node:crypto';

/** A UID that is the same whenever it is made of the same name: an RFC 9562 UUID (version 8) of its SHA-256. */
export function derivedUid(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}
