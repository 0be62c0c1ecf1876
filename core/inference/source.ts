import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Frame, type IndexedSeries, type InstanceSource, ProblemError } from '../contract/index.ts';
import type { DecodedFrame, FrameDecoder } from '../dicom/index.ts';
import type { Manifest } from '../models/index.ts';

/** One frame (from 0) of an instance and where it lies. */
export type SourceFrame = { source: InstanceSource; sopInstanceUid: string; frame: number };

/** The frames that a model reads, in reading order. Throws `series-without-images`. */
export function framesFor(input: Manifest['input'], { images, instances }: IndexedSeries): SourceFrame[] {
  const all = instances.flatMap(({ source, sopInstanceUid, frames }) =>
    Array.from({ length: images ? frames : 0 }, (_, frame) => ({ source, sopInstanceUid, frame })),
  );
  if (all.length === 0) throw new ProblemError('series-without-images');
  return input.kind === 'image' && input.frames === 'middle' ? [all[Math.floor(all.length / 2)]!] : all;
}

/** Decodes frames, several at once, and hands them on in order; what is said of each comes with it from its file. */
export async function* decoded(
  frames: SourceFrame[],
  decoder: FrameDecoder,
  signal: AbortSignal,
): AsyncGenerator<DecodedFrame> {
  yield* inOrder(frames, signal, ({ source, frame }) => decoder.decode(source, frame));
}

/** SHA-256 of the stored values of a frame, little endian, as hexadecimal digits. */
export function pixelsSha256({ pixels }: Frame): string {
  return createHash('sha256')
    .update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength))
    .digest('hex');
}

/**
 * One SHA-256 over everything a run has read: a line `<SOP Instance UID> <frame from 0> <SHA-256 of its stored values>`
 * for each input, sorted by UID and frame.
 */
export function inputsSha256(inputs: { sopInstanceUid: string; frame: number; sha256: string }[]): string {
  const sorted = inputs.toSorted((a, b) =>
    a.sopInstanceUid === b.sopInstanceUid ? a.frame - b.frame : a.sopInstanceUid < b.sopInstanceUid ? -1 : 1,
  );
  const hash = createHash('sha256');
  for (const { sopInstanceUid, frame, sha256 } of sorted) hash.update(`${sopInstanceUid} ${frame} ${sha256}\n`);
  return hash.digest('hex');
}

/** Works on some items ahead; a cancelled signal ends it at once, whatever the work is doing. */
async function* inOrder<T, R>(items: T[], signal: AbortSignal, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const ahead = 4 * availableParallelism();
  const started: Promise<R>[] = [];
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = () => reject(new ProblemError('run-cancelled'));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
  cancelled.catch(() => undefined);
  for (let n = 0; n < items.length; n++) {
    while (started.length < Math.min(n + ahead, items.length)) {
      const next = work(items[started.length]!);
      // A later failure is met when its turn comes.
      next.catch(() => undefined);
      started.push(next);
    }
    yield Promise.race([started[n]!, cancelled]);
  }
}
