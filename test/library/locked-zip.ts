import { readFileSync } from 'node:fs';
import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';

export const PASSWORD = 'كلمة السر 42';

/** A ZIP of files under a password, in PKWARE's own cipher or in AES of 256 bits. */
export async function lockedZip(files: string[], zipCrypto: boolean): Promise<Uint8Array> {
  configure({ useWebWorkers: false });
  const how = zipCrypto ? { zipCrypto: true } : { encryptionStrength: 3 as const };
  const writer = new ZipWriter(new Uint8ArrayWriter(), { password: PASSWORD, ...how });
  for (const [n, file] of files.entries()) await writer.add(`DISC/${n}`, new Uint8ArrayReader(readFileSync(file)));
  return writer.close();
}
