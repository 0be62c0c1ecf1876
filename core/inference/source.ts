import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Frame, type FrameInfo, type InstanceSource, ProblemError, type Series } from '../contract/index.ts';
import { describeFrames, type FrameDecoder, readHeader } from '../dicom/index.ts';
import { stackOf } from '../imaging/index.ts';
import type { Manifest } from '../models/index.ts';

/** One frame of a series and where it lies. */
export type SourceFrame = { source: InstanceSource; info: FrameInfo };

/** A frame with its stored values. */
export type DecodedFrame = SourceFrame & { frame: Frame };

/**
 * The frames that a model reads, in the order of the run's inputs: of a volume in order of position, so that slice k of
 * a mask lies on input k; of images in reading order.
 */
export async function framesFor(input: Manifest['input'], series: Series, signal: AbortSignal): Promise<SourceFrame[]> {
  const all: SourceFrame[] = [];
  const headers = inOrder(series.instances, signal, async ({ source }) => describeFrames(await readHeader(source)));
  for await (const { item, result } of headers) all.push(...result.map((info) => ({ source: item.source, info })));
  if (all.length === 0) throw new ProblemError('series-without-images');
  if (input.kind === 'volume') return stackOf(all.map(({ info }) => info)).order.map((n) => all[n]!);
  return input.frames === 'middle' ? [all[Math.floor(all.length / 2)]!] : all;
}

/** Decodes frames, several at once, and hands them on in order. */
export async function* decoded(
  frames: SourceFrame[],
  decoder: FrameDecoder,
  signal: AbortSignal,
): AsyncGenerator<DecodedFrame> {
  const work = inOrder(frames, signal, ({ source, info }) => decoder.decode(source, info.frame));
  for await (const { item, result } of work) yield { ...item, frame: result };
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
async function* inOrder<T, R>(
  items: T[],
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): AsyncGenerator<{ item: T; result: R }> {
  const ahead = 2 * availableParallelism();
  const started: Promise<R>[] = [];
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = () => reject(new ProblemError('run-cancelled'));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
  cancelled.catch(() => undefined);
  for (const [n, item] of items.entries()) {
    while (started.length < Math.min(n + ahead, items.length)) {
      const next = work(items[started.length]!);
      // A later failure is met when its turn comes.
      next.catch(() => undefined);
      started.push(next);
    }
    yield { item, result: await Promise.race([started[n]!, cancelled]) };
  }
}
