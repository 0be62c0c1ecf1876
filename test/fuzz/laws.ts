import { problemOf } from '../../core/contract/index.ts';
import { mutate, random } from './mutate.ts';
import type { Target } from './target.ts';

/** An input that takes longer hangs. */
export const PATIENCE_MS = 10_000;
/** Memory that a process may hold beyond what it started with, in bytes: far above what the small inputs need. */
export const MOST_MEMORY = 2 ** 30;

/** Input `n` of a target under a seed: always the same bytes. */
export function inputOf(target: Target, seeds: Uint8Array[], seed: number, n: number): Uint8Array {
  const name = [...target.name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  const next = random(seed ^ name ^ Math.imul(n + 1, 0x9e3779b1));
  return mutate(seeds[Math.floor(next() * seeds.length)]!, next);
}

/** What is wrong with how a target took an input; undefined where it answered or refused in words. */
export async function faultOf(target: Target, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await target.run(bytes);
  } catch (thrown) {
    if (problemOf(thrown).code !== 'bug') return undefined;
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : `no Error but ${String(thrown)}`;
  }
  return undefined;
}
