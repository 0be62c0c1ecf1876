import { useEffect, useRef, useState } from 'react';
import { thumbnailUrl } from '../fetching.ts';

/** No more are asked for at once: a page has six connections to the engine, and images must find one that is free. */
const AT_ONCE = 2;
const waiting: (() => void)[] = [];
let asked = 0;

function letNext() {
  while (asked < AT_ONCE && waiting.length > 0) {
    asked++;
    waiting.shift()!();
  }
}

/** Calls `begin` when it is its turn; answers how to end it, or to wait no longer. */
function takeTurn(begin: () => void): () => void {
  let state: 'waits' | 'asks' | 'done' = 'waits';
  const turn = () => {
    state = 'asks';
    begin();
  };
  waiting.push(turn);
  letNext();
  return () => {
    if (state === 'waits') waiting.splice(waiting.indexOf(turn), 1);
    if (state === 'asks') asked--;
    state = 'done';
    letNext();
  };
}

/** A small picture of a series, asked for when it is in sight and images leave room for it. */
export function Thumbnail({ seriesInstanceUid }: { seriesInstanceUid: string }) {
  const image = useRef<HTMLImageElement>(null);
  const end = useRef<() => void>(undefined);
  const [asks, setAsks] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each series takes a turn of its own
  useEffect(() => {
    let endTurn: (() => void) | undefined;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.at(-1)!.isIntersecting || endTurn) return;
      endTurn = takeTurn(() => setAsks(true));
      end.current = endTurn;
    });
    watcher.observe(image.current!);
    return () => {
      watcher.disconnect();
      endTurn?.();
      setAsks(false);
    };
  }, [seriesInstanceUid]);
  return (
    <img
      ref={image}
      src={asks ? thumbnailUrl(seriesInstanceUid) : undefined}
      // Without a source browsers draw a frame.
      style={{ visibility: asks ? 'visible' : 'hidden' }}
      onLoad={() => end.current?.()}
      onError={() => end.current?.()}
      alt=""
      draggable={false}
      width="52"
      height="52"
      fetchPriority="low"
      decoding="async"
    />
  );
}
