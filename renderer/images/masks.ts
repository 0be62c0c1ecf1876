import { useQueries, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { FrameInfo, Run } from '../../core/contract/index.ts';
import { fetchArtefact } from '../fetching.ts';
import type { ReadFinding, ReadRun } from '../reading.ts';
import { contoursOf } from './contour.ts';
import type { Stack } from './stack.ts';

/** Whose mask it is: a finding of ours, or a segment of other people's, which has a name of its own. */
type Owner = { id: string; colour: string; rejected: boolean; read?: ReadFinding; name?: string };

/** A mask on the grid of its series, and what a slice shows of it, made once when it is first asked for. */
export type Mask = Owner & {
  data: Uint8Array;
  /** Whole numbers at pixel centres. */
  path(stack: Stack, index: number): Path2D;
  /** The middle of what is set, as column and row; undefined where nothing is. */
  middle(stack: Stack, index: number): [column: number, row: number] | undefined;
};

export function maskOf(owner: Owner, data: Uint8Array): Mask {
  const once = <Value>(make: (slice: Uint8Array, columns: number, rows: number) => Value) => {
    const made = new Map<string, Value>();
    return (stack: Stack, index: number): Value => {
      const key = `${stack.id}|${index}`;
      if (!made.has(key)) {
        const { columns, rows } = stack.geometry(index);
        made.set(key, make(stack.maskSlice(data, index), columns, rows));
      }
      return made.get(key)!;
    };
  };
  return { ...owner, data, path: once(outlineOf), middle: once(middleOf) };
}

function middleOf(slice: Uint8Array, columns: number, rows: number): [number, number] | undefined {
  let [sumX, sumY, count] = [0, 0, 0];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (slice[row * columns + column]) [sumX, sumY, count] = [sumX + column, sumY + row, count + 1];
  return count > 0 ? [sumX / count, sumY / count] : undefined;
}

/** Around what is set on a slice; whole numbers at pixel centres. */
export function outlineOf(slice: Uint8Array, columns: number, rows: number): Path2D {
  const path = new Path2D();
  for (const [first, ...rest] of contoursOf(slice, columns, rows)) {
    if (!first) continue;
    path.moveTo(...first);
    for (const point of rest) path.lineTo(...point);
    path.closePath();
  }
  return path;
}

const ownerOf = (read: ReadFinding): Owner => ({
  id: read.finding.id,
  colour: read.colour,
  rejected: read.review.status === 'rejected',
  read,
});

/**
 * A mask that a run made on its inputs, on the frames that the series has now: slice k lies on the frame that was input
 * k, whatever has joined the series since.
 */
export function laidOn(data: Uint8Array, inputs: Run['inputs'], infos: FrameInfo[]): Uint8Array {
  const isInput = (info: FrameInfo | undefined, k: number) =>
    info?.sopInstanceUid === inputs[k]?.sopInstanceUid && info?.frame === inputs[k]?.frame;
  if (infos.length === inputs.length && infos.every(isInput)) return data;
  const size = data.length / inputs.length;
  const laid = new Uint8Array(size * infos.length);
  for (const k of inputs.keys()) {
    const place = infos.findIndex((info) => isInput(info, k));
    if (place >= 0) laid.set(data.subarray(k * size, (k + 1) * size), place * size);
  }
  return laid;
}

const masks = new WeakMap<ArrayBuffer, { mask: Mask; infos: FrameInfo[] }>();

/** The masks of all findings with one, on the frames of their series; each is fetched once and kept by its hash. */
export function useMasks(findings: ReadFinding[], infos: FrameInfo[] | undefined): Mask[] {
  const withMask = infos ? findings.filter(({ mask }) => mask) : [];
  const answers = useQueries({
    queries: withMask.map(({ mask }) => ({
      queryKey: ['artefact', mask!.sha256],
      queryFn: () => fetchArtefact(mask!.sha256),
    })),
  });
  const found = withMask.flatMap((read, place) => {
    const bytes = answers[place]?.data;
    if (!bytes || !infos) return [];
    const known = masks.get(bytes);
    const placed = known?.infos === infos ? known.mask : undefined;
    if (placed && placed.read === read) return [placed];
    const mask = placed
      ? { ...placed, ...ownerOf(read) }
      : maskOf(ownerOf(read), laidOn(new Uint8Array(bytes), read.run.inputs, infos));
    masks.set(bytes, { mask, infos });
    return [mask];
  });
  const last = useRef<Mask[]>(found);
  if (found.length !== last.current.length || found.some((mask, place) => mask !== last.current[place]))
    last.current = found;
  return last.current;
}

/** An activation map as it was computed: shares on the network's own grid. */
export type ActivationMap = {
  of: string;
  exact: boolean;
  columns: number;
  rows: number;
  values: Float32Array;
  /** The rectangle of the image that it covers, in pixels from the outer corner of the first. */
  coversPx: [number, number, number, number];
  sopInstanceUid: string | undefined;
  frame: number;
};

const floats = new WeakMap<ArrayBuffer, Float32Array>();
/** The same bytes give the same array, so that what is drawn from it is drawn once. */
function floatsOf(bytes: ArrayBuffer): Float32Array {
  const values = floats.get(bytes) ?? new Float32Array(bytes);
  floats.set(bytes, values);
  return values;
}

/** The activation map of a label, where a run made one. */
export function useActivationMap(reading: ReadRun[], label: string | undefined): ActivationMap | undefined {
  const found = reading.find(({ run }) => run.artefacts.some(({ kind }) => kind === 'map'));
  const maps = found?.run.artefacts.filter(({ kind }) => kind === 'map') ?? [];
  const artefact = maps.find(({ of }) => of === label) ?? maps[0];
  const answer = useQuery({
    queryKey: ['artefact', artefact?.sha256],
    queryFn: () => fetchArtefact(artefact!.sha256),
    enabled: artefact !== undefined,
  });
  if (!artefact || !found || !answer.data) return undefined;
  const finding = found.run.findings.find((one) => one.label === artefact.of);
  const [columns = 0, rows = 0] = artefact.shape;
  return {
    of: artefact.of,
    exact: artefact.exact ?? false,
    columns,
    rows,
    values: floatsOf(answer.data),
    coversPx: artefact.coversPx ?? [0, 0, columns, rows],
    sopInstanceUid: finding?.sopInstanceUid ?? found.run.inputs[0]?.sopInstanceUid,
    frame: finding?.frame ?? found.run.inputs[0]?.frame ?? 0,
  };
}
