import type { Frame } from '../contract/index.ts';

/** Decoded frames by key, least recently used dropped first, never more than `limitBytes` in all. */
export type PixelCache = {
  /** The frame, from memory or decoded now; asking twice at once decodes once. A failure is not remembered. */
  frame(key: string, decode: () => Promise<Frame>): Promise<Frame>;
  has(key: string): boolean;
  bytes(): number;
};

export function createPixelCache(limitBytes: number): PixelCache {
  const kept = new Map<string, Frame>();
  const coming = new Map<string, Promise<Frame>>();
  let held = 0;

  function keep(key: string, frame: Frame) {
    const size = frame.pixels.byteLength;
    if (size > limitBytes) return;
    kept.set(key, frame);
    held += size;
    for (const [oldest, old] of kept) {
      if (held <= limitBytes) break;
      kept.delete(oldest);
      held -= old.pixels.byteLength;
    }
  }

  return {
    frame(key, decode) {
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return Promise.resolve(known);
      }
      const already = coming.get(key);
      if (already) return already;
      const next = decode()
        .then((frame) => {
          keep(key, frame);
          return frame;
        })
        .finally(() => coming.delete(key));
      coming.set(key, next);
      return next;
    },
    has: (key) => kept.has(key) || coming.has(key),
    bytes: () => held,
  };
}
