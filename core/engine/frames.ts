import type { Frame, FrameInfo, InstanceSource } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import type { EngineContext } from './context.ts';
import { createPixelCache, type PixelCache } from './pixel-cache.ts';
import type { SeriesFacts } from './series.ts';

/** Decoded frames held in memory, in bytes: enough to be ahead of a window, which keeps what it has been given. */
const CACHE_LIMIT = 96 * 2 ** 20;
/** One answer holds no more, so that a page cannot ask for a whole series at once. */
const ANSWER_LIMIT = 64 * 2 ** 20;

/** Stored values of the library's series, decoded by the worker threads and kept for the next question. */
export type FrameServer = {
  /** Frame `n` of a series, in reading order. Throws 'no-such-frame' and what decoding throws. */
  frame(facts: SeriesFacts, n: number): Promise<Frame>;
  /** The same for a thumbnail: what was not decoded yet is decoded when no image waits. */
  frameLater(facts: SeriesFacts, n: number): Promise<Frame>;
  /**
   * `GET …/pixels`: frames `from` … as one binary answer, and the next ones decoded in advance. `of`: how many frames
   * the series has for whoever asks, 0 for unsaid. Throws 'series-changed' where it has others by now.
   */
  answer(facts: SeriesFacts, asked: { from: number; count: number; of: number }): Promise<Response>;
  bytesHeld(): number;
};

export function createFrameServer(context: Pick<EngineContext, 'stations'>): FrameServer {
  const cache: PixelCache = createPixelCache(CACHE_LIMIT);

  async function frame(facts: SeriesFacts, n: number): Promise<Frame> {
    const { key, decode } = placeOf(facts, n);
    return cache.frame(key, decode);
  }

  /** Not through the cache, where an image would wait for it. */
  async function frameLater(facts: SeriesFacts, n: number): Promise<Frame> {
    const { key, decode } = placeOf(facts, n);
    if (cache.has(key)) return cache.frame(key, decode);
    const decoded = await decode('later');
    return cache.frame(key, async () => decoded);
  }

  function placeOf(facts: SeriesFacts, n: number) {
    const info = facts.infos[n];
    if (!info) throw new ProblemError('no-such-frame', { frame: n, frames: facts.infos.length });
    const source = facts.sources[n]!;
    const decode = async (later?: 'later') =>
      (await (await context.stations.decoder()).decode(source, info.frame, later)).frame;
    return { key: keyOf(facts.edition, source, info.frame), decode };
  }

  /** Fire and forget: whoever asks for a frame that cannot be decoded is told then. */
  function decodeAhead(facts: SeriesFacts, from: number, count: number) {
    for (let n = from; n < Math.min(from + count, facts.infos.length); n++) frame(facts, n).catch(() => {});
  }

  return {
    frame,
    frameLater,
    async answer(facts, { from, count, of }) {
      if (of !== 0 && of !== facts.infos.length) throw new ProblemError('series-changed');
      const info = facts.infos[from];
      if (!info) throw new ProblemError('no-such-frame', { frame: from, frames: facts.infos.length });
      const each = info.rows * info.columns * info.samplesPerPixel * (info.bitsStored > 8 ? 2 : 1);
      const asked = Math.min(count, Math.max(1, Math.floor(ANSWER_LIMIT / each)), facts.infos.length - from);
      const wanted = Array.from({ length: asked }, (_, i) => frame(facts, from + i));
      const frames = alike(await Promise.allSettled(wanted));
      decodeAhead(facts, from + asked, asked);
      return pixelResponse(frames);
    },
    bytesHeld: () => cache.bytes(),
  };
}

/** The frames up to the first that cannot be decoded or has another size or type; throws where that is the first. */
function alike(results: PromiseSettledResult<Frame>[]): Frame[] {
  const [first] = results;
  if (first?.status !== 'fulfilled') throw first?.reason;
  const { rows, columns, samplesPerPixel, type } = first.value;
  const frames: Frame[] = [];
  for (const result of results) {
    if (result.status === 'rejected') break;
    const frame = result.value;
    if (frame.rows !== rows || frame.columns !== columns || frame.type !== type) break;
    if (frame.samplesPerPixel !== samplesPerPixel) break;
    frames.push(frame);
  }
  return frames;
}

/** One frame after the other as the receiver takes them: joined, an answer would be held three times over. */
function pixelResponse(frames: Frame[]): Response {
  const left = frames.values();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const next = left.next();
      if (next.done) controller.close();
      else controller.enqueue(bytesOf(next.value));
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(frames.reduce((sum, { pixels }) => sum + pixels.byteLength, 0)),
      'x-pixel-type': frames[0]!.type,
      'x-pixel-frames': String(frames.length),
    },
  });
}

const bytesOf = ({ pixels }: Frame) =>
  new Uint8Array(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);

const keyOf = (edition: number, source: InstanceSource, frame: number) =>
  JSON.stringify([edition, source.path, source.entry, frame]);

/** `GET …/frames`: typed arrays as plain arrays. */
export function framesResponse(infos: FrameInfo[]): Response {
  const plain = (_: string, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value);
  return new Response(JSON.stringify(infos, plain), { headers: { 'content-type': 'application/json' } });
}
