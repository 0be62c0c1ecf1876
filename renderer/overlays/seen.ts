import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { binaryPaths, type Localised, type ModelSummary } from '../../core/contract/index.ts';
import { call } from '../client.ts';
import { useModels } from '../engine.ts';
import { fill, get } from '../fetching.ts';
import { outlineOf } from '../images/masks.ts';
import type { Stack } from '../images/stack.ts';
import type { ReadRun } from '../reading.ts';
import { change, useWindow } from '../state.ts';

/** What a network saw of a slice: a picture that is clear where it saw nothing, and the outline of what it saw. */
export type SeenSlice = {
  picture: HTMLCanvasElement;
  outline: Path2D;
  all: boolean;
  /** Of a network that reads several series. */
  channel?: Localised;
};

/** The model whose view of a series is laid over it. */
export function useSeer(seriesInstanceUid: string | undefined): ModelSummary | undefined {
  const saw = useWindow((state) => state.saw);
  const models = useModels();
  return saw?.seriesInstanceUid === seriesInstanceUid ? models.find(({ id }) => id === saw?.modelId) : undefined;
}

/** Lays what a model saw of a series over it, or takes that away. */
export function toggleSeen(modelId: string, seriesInstanceUid: string): void {
  const { saw } = useWindow.getState();
  const same = saw?.modelId === modelId && saw.seriesInstanceUid === seriesInstanceUid;
  change({ saw: same ? undefined : { modelId, seriesInstanceUid, channel: 0 } });
}

/** The same for the model of the selected finding, else for the first that ran. */
export function toggleSeenOf(reading: ReadRun[]): void {
  const { saw, selection } = useWindow.getState();
  const shown = reading.find(({ run }) => run.model.id === saw?.modelId);
  const selected = reading.find(({ run }) => run.id === selection?.runId);
  const one = shown ?? selected ?? reading[0];
  if (one) toggleSeen(one.run.model.id, one.run.seriesInstanceUid);
}

/** How a series was prepared for a model; of images, how its frame `frame` was. */
export const usePreparation = (modelId: string, seriesInstanceUid: string, frame: number, channel: number) =>
  useQuery({
    queryKey: ['preparation', seriesInstanceUid, modelId, frame, channel],
    queryFn: () =>
      call('preparation', undefined, { seriesInstanceUid, modelId, frame: String(frame), channel: String(channel) }),
    retry: false,
  });

/** What the model that looks at a series saw of a slice: of a volume in every plane, of images as they were acquired. */
export function useSeen(uid: string | undefined, stack: Stack | undefined, index: number): SeenSlice | undefined {
  const model = useSeer(uid);
  const channel = useWindow((state) => state.saw?.channel ?? 0);
  const slices = stack?.frames.seriesInstanceUid === uid ? stack : undefined;
  const at = slices && Math.min(index, slices.length - 1);
  const volume = model?.input === 'volume';
  const frame = volume ? 0 : slices?.plane === 'acquired' ? at : undefined;
  const { data } = useQuery({
    queryKey: ['seen', uid, model?.id, frame, channel, slices?.infos.length],
    async queryFn({ signal }) {
      const asked = { seriesInstanceUid: uid!, modelId: model!.id, frame: String(frame), channel: String(channel) };
      const path = fill(binaryPaths.seen, asked);
      return new Uint8Array(await (await get(path, signal)).arrayBuffer());
    },
    enabled: model !== undefined && frame !== undefined,
    retry: false,
    gcTime: 30_000,
  });
  return useMemo(() => {
    if (!data || !slices || at === undefined) return undefined;
    const { columns, rows } = slices.geometry(at);
    const grey = volume ? slices.maskSlice(data, at) : data;
    return {
      picture: pictureOf(grey, columns, rows),
      outline: outlineOf(grey, columns, rows),
      all: !grey.includes(0),
      channel: model?.channels?.[channel]?.name,
    };
  }, [data, slices, at, volume, model, channel]);
}

/** A byte a pixel: clear at 0, black to white from 1 to 255. */
function pictureOf(grey: Uint8Array, columns: number, rows: number): HTMLCanvasElement {
  const pixels = new ImageData(columns, rows);
  for (let n = 0; n < grey.length; n++) {
    const value = grey[n]!;
    pixels.data.fill(value - 1, n * 4, n * 4 + 3);
    pixels.data[n * 4 + 3] = value === 0 ? 0 : 255;
  }
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext('2d')!.putImageData(pixels, 0, 0);
  return canvas;
}
