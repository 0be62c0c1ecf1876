import { createHash } from 'node:crypto';

/**
 * The one text of a JSON value: keys sorted by code unit, no white space, absent values left out (RFC 8785 without its
 * rules for numbers, since `JSON.stringify` already writes those).
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

/** SHA-256 as 64 hexadecimal digits. */
export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
