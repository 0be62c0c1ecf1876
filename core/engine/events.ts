import type { EngineEvent } from './context.ts';

/** Told to everyone who listens now. */
export type EventHub = { emit(event: EngineEvent): void; stream(signal: AbortSignal): Response; close(): void };

/** A comment line now and then, so that a silent connection is noticed when it is gone. */
const HEARTBEAT_MS = 20_000;

/** Server-sent events (WHATWG HTML 9.2): `job` with a `Job`, `changed` with what to fetch again. */
export function createEventHub(): EventHub {
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();

  function send(text: string) {
    const bytes = encoder.encode(text);
    for (const listener of listeners) {
      // A page that reads nothing any more must not fill the engine's memory.
      if ((listener.desiredSize ?? 0) < -1000) drop(listener);
      else listener.enqueue(bytes);
    }
  }
  function drop(listener: ReadableStreamDefaultController<Uint8Array>) {
    if (!listeners.delete(listener)) return;
    try {
      listener.close();
    } catch {
      // Already closed from the other side.
    }
  }
  const heartbeat = setInterval(() => send(':\n\n'), HEARTBEAT_MS);
  heartbeat.unref();

  return {
    emit(event) {
      const data = event.type === 'job' ? event.job : { what: event.what };
      send(`event: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    stream(signal) {
      let mine: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          mine = controller;
          listeners.add(controller);
          controller.enqueue(encoder.encode('retry: 1000\n\n'));
          signal.addEventListener('abort', () => drop(controller), { once: true });
        },
        cancel: () => drop(mine),
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
    close() {
      clearInterval(heartbeat);
      for (const listener of listeners) drop(listener);
    },
  };
}
