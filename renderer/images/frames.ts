import type { FrameInfo, PixelType } from '../../core/contract/index.ts';
import { fetchFrameInfos, fetchPixels } from '../fetching.ts';
import { bytesOfType, type Slice, sliceOf } from './slice.ts';
import { inUptake } from './uptake.ts';

/**
 * The frames of one series: fetched in batches, the wanted one first, then outwards from it. The list never changes: a
 * series that grew gets another store, which takes over what is at hand.
 */
export type FrameStore = {
  seriesInstanceUid: string;
  /** How many frames the list of studies gave it, where that was known. */
  expected: number | undefined;
  infos(): Promise<FrameInfo[]>;
  peek(index: number): Slice | undefined;
  load(index: number): Promise<Slice>;
  loadAll(): Promise<void>;
  loaded(): number;
  total(): number;
  /** Called when more frames are at hand; returns how to stop. */
  watch(changed: () => void): () => void;
  /** Is the series shown? Frames are fetched ahead only while it is. */
  setShown(shown: boolean): void;
  close(): void;
};

/** Bytes of one batch: large enough that the round trip does not count, small enough to be shown soon. */
const BATCH_BYTES = 4 * 2 ** 20;
const PARALLEL = 2;

type Waiter = { resolve: (slice: Slice) => void; reject: (reason: unknown) => void };

function openFrames(seriesInstanceUid: string, expected: number | undefined, before?: FrameStore): FrameStore {
  const abort = new AbortController();
  const slices = new Map<number, Slice>();
  const waiting = new Map<number, Waiter[]>();
  const failed = new Map<number, unknown>();
  const inFlight = new Set<number>();
  const watchers = new Set<() => void>();
  let infos: FrameInfo[] = [];
  let infosLoading: Promise<FrameInfo[]> | undefined;
  let around = 0;
  let shown = false;
  let requests = 0;

  const loadInfos = () => {
    infosLoading ??= fetchFrameInfos(seriesInstanceUid, abort.signal).then(async (answer) => {
      const fetched = answer.map(inUptake);
      if (before) await takeOver(before, fetched);
      infos = fetched;
      return infos;
    });
    return infosLoading;
  };

  /** What the store before this one has is known by image and frame, wherever it stands now. */
  async function takeOver(other: FrameStore, fetched: FrameInfo[]) {
    const known = await other.infos().catch(() => []);
    const placeOf = new Map(known.map(({ sopInstanceUid, frame }, place) => [`${sopInstanceUid} ${frame}`, place]));
    for (const [index, { sopInstanceUid, frame }] of fetched.entries()) {
      const place = placeOf.get(`${sopInstanceUid} ${frame}`);
      const slice = place === undefined ? undefined : other.peek(place);
      if (slice) slices.set(index, slice);
    }
  }

  const settle = (index: number) => {
    const slice = slices.get(index);
    for (const waiter of waiting.get(index) ?? []) {
      if (slice) waiter.resolve(slice);
      else waiter.reject(failed.get(index));
    }
    waiting.delete(index);
  };

  const isOpen = (index: number) =>
    index >= 0 && index < infos.length && !slices.has(index) && !inFlight.has(index) && !failed.has(index);

  /** The frames to fetch next: one that is waited for comes alone, else a run that starts nearest to the shown one. */
  function nextBatch(): { from: number; count: number } | undefined {
    const awaited = [...waiting.keys()].filter(isOpen).sort((a, b) => Math.abs(a - around) - Math.abs(b - around))[0];
    // The first picture has the engine to itself.
    if (slices.size === 0 && inFlight.size > 0) return undefined;
    if (awaited !== undefined && slices.size === 0) return { from: awaited, count: 1 };
    let from = awaited;
    for (let step = 0; from === undefined && step < infos.length; step++) {
      if (isOpen(around + step)) from = around + step;
      else if (isOpen(around - step)) from = around - step;
    }
    if (from === undefined || (awaited === undefined && !shown)) return undefined;
    const info = infos[from]!;
    const bytes = info.rows * info.columns * info.samplesPerPixel * (info.bitsStored > 8 ? 2 : 1);
    const most = Math.max(1, Math.floor(BATCH_BYTES / bytes));
    const backwards = from < around;
    let count = 1;
    while (count < most && isOpen(backwards ? from - count : from + count)) count++;
    return { from: backwards ? from - count + 1 : from, count };
  }

  async function fetchBatch(from: number, count: number) {
    for (let n = from; n < from + count; n++) inFlight.add(n);
    requests++;
    try {
      const { type, bytes } = await fetchPixels(seriesInstanceUid, { from, count, of: infos.length }, abort.signal);
      let start = 0;
      for (let n = 0; n < count; n++) {
        const info = infos[from + n]!;
        const size = info.rows * info.columns * info.samplesPerPixel * bytesOfType[type as PixelType];
        // Frames of unlike sizes are cut out one by one; a view needs a start of whole frames.
        const frame = start % size === 0 ? { bytes, number: start / size } : { bytes: bytes.slice(start), number: 0 };
        slices.set(from + n, sliceOf(frame.bytes, type as PixelType, frame.number, info));
        start += size;
      }
    } catch (reason) {
      if (abort.signal.aborted) return;
      // One frame that cannot be decoded must not hide its neighbours: ask for each alone.
      if (count === 1) failed.set(from, reason);
      else {
        for (let n = from; n < from + count; n++) inFlight.delete(n);
        for (let n = from; n < from + count; n++) await fetchBatch(n, 1);
      }
    } finally {
      requests--;
      for (let n = from; n < from + count; n++) {
        inFlight.delete(n);
        settle(n);
      }
    }
    for (const changed of watchers) changed();
    pump();
  }

  function pump() {
    while (requests < PARALLEL && !abort.signal.aborted) {
      const batch = nextBatch();
      if (!batch) return;
      void fetchBatch(batch.from, batch.count);
    }
  }

  const want = (index: number): Promise<Slice> | Slice => {
    const known = slices.get(index);
    if (known) return known;
    if (failed.has(index)) throw failed.get(index);
    const { promise, resolve, reject } = Promise.withResolvers<Slice>();
    waiting.set(index, [...(waiting.get(index) ?? []), { resolve, reject }]);
    return promise;
  };

  const load = async (index: number): Promise<Slice> => {
    await loadInfos();
    around = index;
    const slice = want(index);
    pump();
    return slice;
  };

  return {
    seriesInstanceUid,
    expected,
    infos: loadInfos,
    peek: (index) => slices.get(index),
    load,
    async loadAll() {
      const all = await loadInfos();
      const wanted = all.map((_, index) => want(index));
      pump();
      await Promise.all(wanted);
    },
    loaded: () => slices.size,
    total: () => infos.length,
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    setShown(value) {
      shown = value;
      if (shown) pump();
    },
    close: () => abort.abort(),
  };
}

/** Bytes of decoded frames that the window keeps before it lets go of series that are not shown. */
const KEPT_BYTES = 768 * 2 ** 20;
const stores = new Map<string, FrameStore>();

const bytesOf = (store: FrameStore) => {
  const slice = store.peek(0) ?? store.peek(Math.floor(store.total() / 2));
  return slice ? slice.values.byteLength * store.loaded() : 0;
};

type Wanted = { seriesInstanceUid: string; frames?: number };

/**
 * The frames of a series, shared by all viewports; the least lately opened ones are let go. Where the list of studies
 * has more `frames` of it by now, those join what is at hand; whoever still shows the list before keeps that.
 */
export function framesOf({ seriesInstanceUid, frames }: Wanted, shown: Iterable<string>): FrameStore {
  const before = stores.get(seriesInstanceUid);
  const same = before && (frames === undefined || before.expected === frames);
  const store = same ? before : openFrames(seriesInstanceUid, frames, before);
  if (store !== before) before?.setShown(false);
  stores.delete(seriesInstanceUid);
  stores.set(seriesInstanceUid, store);
  const keep = new Set([...shown, seriesInstanceUid]);
  for (const [uid, other] of stores) other.setShown(keep.has(uid));
  let bytes = [...stores.values()].reduce((sum, other) => sum + bytesOf(other), 0);
  for (const [uid, other] of stores) {
    if (bytes <= KEPT_BYTES) break;
    if (keep.has(uid)) continue;
    bytes -= bytesOf(other);
    other.close();
    stores.delete(uid);
  }
  return store;
}
