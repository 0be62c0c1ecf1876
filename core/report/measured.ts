import type { FrameInfo, Measurement, Vector3 } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';
import type { DrawnMeasurement } from '../review/index.ts';
import { derivedUid } from './derived-uid.ts';

/** A reader's measurement with the image that it was drawn on (none on a reformat) and its Tracking UID. */
export type Measured = DrawnMeasurement & {
  trackingUid: string;
  image?: { info: FrameInfo; header: DataSet /** In reading order, from 1. */; number: number };
};

/** A line or a shape of a measurement, in patient coordinates or on the image as its `points` are. */
export type Shape = { graphic: 'POINT' | 'POLYLINE' | 'ELLIPSE'; points: Vector3[] };

/** Those of a series, each with its image. One whose image is not in the series any more has none. */
export function measuredOn(
  drawn: DrawnMeasurement[],
  { seriesInstanceUid, headers, infos }: { seriesInstanceUid: string; headers: DataSet[]; infos: FrameInfo[] },
): Measured[] {
  const headerOf = new Map(headers.map((header) => [header.text('SOPInstanceUID'), header]));
  return drawn
    .filter(({ measurement }) => measurement.seriesInstanceUid === seriesInstanceUid)
    .map((one) => {
      const { sopInstanceUid, frame = 0, id } = one.measurement;
      const place = infos.findIndex((info) => info.sopInstanceUid === sopInstanceUid && info.frame === frame);
      const [info, header] = [infos[place], headerOf.get(sopInstanceUid)];
      return {
        ...one,
        trackingUid: derivedUid(`measurement ${id}`),
        ...(info && header && { image: { info, header, number: place + 1 } }),
      };
    });
}

const plus = (a: Vector3, b: Vector3, share: number): Vector3 => [
  a[0] + b[0] * share,
  a[1] + b[1] * share,
  a[2] + b[2] * share,
];
const minus = (a: Vector3, b: Vector3) => plus(a, b, -1);
const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const lengthOf = (vector: Vector3) => Math.hypot(...vector);

/**
 * What was drawn, as the graphics of DICOM (PS3.3 C.18.6.1.2): open lines, closed polylines, and ellipses by the ends
 * of their major, then of their minor axis. A box on a reformat without known directions has no shape.
 */
export function shapesOf({ measurement, image }: Measured): Shape[] {
  const { tool, points } = measurement;
  const plane = image?.info.plane;
  const [across, down] = image
    ? [plane?.rowDirection ?? ([1, 0, 0] as Vector3), plane?.columnDirection ?? ([0, 1, 0] as Vector3)]
    : (measurement.directions ?? []);
  switch (tool) {
    case 'probe':
      return [{ graphic: 'POINT', points }];
    case 'length':
    case 'angle':
      return [{ graphic: 'POLYLINE', points }];
    case 'cobb':
    case 'bidirectional':
      return [points.slice(0, 2), points.slice(2)].map((line) => ({ graphic: 'POLYLINE', points: line }));
    case 'freehand':
      return [{ graphic: 'POLYLINE', points: closed(thinned(points)) }];
    default: {
      const [a, b] = points;
      if (!a || !b || !across || !down) return [];
      const diagonal = minus(b, a);
      const [width, height] = [dot(diagonal, across), dot(diagonal, down)];
      if (tool === 'rectangle')
        return [{ graphic: 'POLYLINE', points: closed([a, plus(a, across, width), b, plus(a, down, height)]) }];
      const middle = plus(a, diagonal, 0.5);
      const axes = [
        [plus(middle, across, -width / 2), plus(middle, across, width / 2)],
        [plus(middle, down, -height / 2), plus(middle, down, height / 2)],
      ];
      if (Math.abs(height) > Math.abs(width)) axes.reverse();
      return [{ graphic: 'ELLIPSE', points: axes.flat() }];
    }
  }
}

const closed = (points: Vector3[]): Vector3[] => [...points, points[0]!];

/** Explicit VR gives Graphic Data 64 KiB (PS3.5 7.1.2): of a longer outline every second point, or every third. */
const MOST_POINTS = 5000;
function thinned(points: Vector3[]): Vector3[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, n) => n % step === 0);
}

/** Column, row on the image; 0,0 is the outer corner of the first pixel (the centre of which is 0.5, 0.5). */
export function onImage({ plane, spacing }: FrameInfo, point: Vector3): [column: number, row: number] {
  const { rows = 1, columns = 1, source } = spacing ?? {};
  // Uncalibrated images are measured in widths of a column.
  const unit = source === 'PixelSpacing' ? 1 : columns;
  const offset = minus(point, plane?.position ?? [0, 0, 0]);
  return [
    dot(offset, plane?.rowDirection ?? [1, 0, 0]) / (columns / unit) + 0.5,
    dot(offset, plane?.columnDirection ?? [0, 1, 0]) / (rows / unit) + 0.5,
  ];
}

/** The longer line of a bidirectional measurement first. */
export const byLength = (shapes: Shape[]): Shape[] =>
  shapes.toSorted((a, b) => lengthOf(minus(b.points[0]!, b.points[1]!)) - lengthOf(minus(a.points[0]!, a.points[1]!)));

/** Does a tool outline a region of the image (TID 1410)? Others measure between points (TID 1501). */
export const isRegion = ({ tool }: Measurement): boolean => ['rectangle', 'ellipse', 'freehand'].includes(tool);
