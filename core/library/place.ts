import type { InstanceSource } from '../contract/index.ts';
import { placeIn } from './walk.ts';

/** How a source is written in a list of paths. */
export const placeOf = ({ path, entry }: InstanceSource) => (entry === undefined ? path : placeIn(path, entry));

/** A UID that follows from a text, for files that lack theirs (PS3.5 B.2: 2.25 and a number of up to 128 bits). */
export function standIn(text: string): string {
  // Loaded for the few files that need it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return `2.25.${BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 32)}`).toString()}`;
}
