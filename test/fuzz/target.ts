/**
 * A parser or codec with files that it takes. `run` answers for every input, or throws a `ProblemError`; anything else
 * that is thrown breaks the first law. `share` is its part of a run.
 */
export type Target = { name: string; share: number; seeds(): Uint8Array[]; run(bytes: Uint8Array): unknown };
