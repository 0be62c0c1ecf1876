import type { Provider } from '../contract/index.ts';
import type { RanNode } from './profile.ts';

/** What the engine and the runner process say to each other (structured clone; arrays travel as they are). */

/**
 * Numbers; the runner puts them into the element type of the network, and widens half precision on the way back (`half`:
 * they have no more digits than that).
 */
export type Tensor = { data: Float32Array; dims: number[]; half?: true };

export type RunnerRequest =
  /** First message: limits of the process. */
  | { kind: 'limits'; memoryBytes: number }
  /** Makes a session and keeps it under `session`; the one called `drop` is let go first. */
  | { kind: 'load'; id: number; session: string; model: Uint8Array; provider: Provider; threads: number; drop?: string }
  | { kind: 'run'; id: number; session: string; feeds: Record<string, Tensor>; outputs: string[] }
  /** Runs a network `runs` times in a session of its own and tells what each node did; nothing is kept of it. */
  | {
      kind: 'profile';
      id: number;
      model: Uint8Array;
      provider: Provider;
      threads: number;
      feeds: Record<string, Tensor>;
      runs: number;
    };

export type RunnerAnswer =
  | { id: number; ok: true; outputs: Record<string, Tensor>; nodes?: RanNode[] }
  /** `message` is the runtime's own. */
  | { id: number; ok: false; message: string };

/** What the watchdog writes to standard error before it ends the process. */
export const MEMORY_EXCEEDED = 'skiagraph runner: memory limit exceeded';
