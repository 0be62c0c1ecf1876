import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { binaryPaths, type Overlay } from '../../core/contract/index.ts';
import { fill, get } from '../fetching.ts';
import { CLEAR_BELOW, inferno, opacityOf } from '../images/colour.ts';
import { type Mask, maskOf } from '../images/masks.ts';
import type { Stack } from '../images/stack.ts';
import { segmentsOf, useOverlaysOn } from './shown.ts';

/** A map's numbers over one image, drawn as colours: clear below 0.18 of its range, as all maps here. */
export type NumberMap = {
  overlay: Pick<Overlay, 'label' | 'unit'>;
  low: number;
  high: number;
  picture: HTMLCanvasElement;
};

export function useLayers(seriesInstanceUid: string | undefined, stack: Stack | undefined, index: number) {
  const overlays = useOverlaysOn(seriesInstanceUid);
  // What was laid over fewer images lies wrong on more.
  const frames = stack?.infos.length;
  const masks = useSegmentMasks(seriesInstanceUid, overlays, frames);
  const map = overlays.find(({ kind }) => kind === 'map');
  const frame = stack?.plane === 'acquired' ? Math.min(index, stack.length - 1) : undefined;
  return { masks, numbers: useNumbers(seriesInstanceUid, map, frame, frames) };
}

function useSegmentMasks(
  seriesInstanceUid: string | undefined,
  overlays: Overlay[],
  frames: number | undefined,
): Mask[] {
  const segments = segmentsOf(overlays);
  return useQueries({
    queries: segments.map(({ id, overlay, segment, colour }) => ({
      queryKey: ['segment', seriesInstanceUid, id, frames],
      enabled: frames !== undefined,
      queryFn: async (): Promise<Mask> => {
        const { sopInstanceUid } = overlay;
        const place = { seriesInstanceUid: seriesInstanceUid!, sopInstanceUid, number: `${segment.number}` };
        const bytes = await (await get(fill(binaryPaths.segment, place))).arrayBuffer();
        return maskOf({ id, colour, rejected: false, name: segment.label }, new Uint8Array(bytes));
      },
    })),
    combine: masksIn,
  });
}

const masksIn = (answers: { data?: Mask | undefined }[]) => answers.flatMap(({ data }) => data ?? []);

function useNumbers(
  seriesInstanceUid: string | undefined,
  overlay: Overlay | undefined,
  frame: number | undefined,
  frames: number | undefined,
) {
  const { data } = useQuery({
    queryKey: ['values', seriesInstanceUid, overlay?.sopInstanceUid, frame, frames],
    queryFn: async () => {
      const place = { seriesInstanceUid: seriesInstanceUid!, sopInstanceUid: overlay!.sopInstanceUid };
      const answer = await get(`${fill(binaryPaths.values, place)}?frame=${frame}`);
      const [low, high] = [Number(answer.headers.get('x-low')), Number(answer.headers.get('x-high'))];
      return { low, high, values: new Float32Array(await answer.arrayBuffer()) };
    },
    enabled: overlay !== undefined && frame !== undefined,
    gcTime: 30_000,
  });
  return { overlay, frame, data };
}

/** What is to be drawn of a map on the slice that is shown. */
export function usePicture({ overlay, data }: ReturnType<typeof useNumbers>, columns: number): NumberMap | undefined {
  return useMemo(() => {
    if (!overlay || !data || columns === 0) return undefined;
    return { overlay, low: data.low, high: data.high, picture: pictureOf(data, columns) };
  }, [overlay, data, columns]);
}

/** Numbers pixel by pixel in the colours of an activation map; what is no number (NaN) is clear. */
export function pictureOf({ values, low, high }: { values: Float32Array; low: number; high: number }, columns: number) {
  const rows = values.length / columns;
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (let i = 0; i < values.length; i++) {
    const share = (values[i]! - low) / (high - low || 1);
    if (!(share >= CLEAR_BELOW)) continue;
    pixels.set([...inferno(share), 255 * opacityOf(share)], i * 4);
  }
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return canvas;
}
