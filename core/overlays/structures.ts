import type { FrameInfo, OverlaySegment, Vector3 } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';
import { cross, dot, minus } from './vectors.ts';

/**
 * A closed contour in the patient (LPS, mm), whose last point is joined to its first, and the images that it was drawn
 * on, where it names any; `frame` from 0, where one of several is meant.
 */
export type Contour = { points: Vector3[]; drawnOn: { sopInstanceUid: string; frame?: number }[] };

/** The regions of interest of an RT structure set (PS3.3 C.8.8.5) as segments. */
export const structuresOf = (header: DataSet): OverlaySegment[] =>
  header.items('StructureSetROISequence').flatMap((roi) => {
    const number = roi.number('ROINumber');
    if (number === undefined) return [];
    const colour = contoursItem(header, number)?.numbers('ROIDisplayColor') ?? [];
    const hex = colour.map((value) => Math.min(Math.max(value, 0), 255).toString(16).padStart(2, '0'));
    return [
      {
        number,
        label: roi.text('ROIName') || `${number}`,
        ...(hex.length === 3 && { colour: `#${hex.join('')}` }),
        algorithm: roi.text('ROIGenerationAlgorithm') ?? '',
      },
    ];
  });

const contoursItem = (header: DataSet, number: number) =>
  header.items('ROIContourSequence').find((item) => item.number('ReferencedROINumber') === number);

/** The closed planar contours of a region (C.8.8.6); points and open lines enclose nothing. */
export const contoursOf = (header: DataSet, number: number): Contour[] =>
  (contoursItem(header, number)?.items('ContourSequence') ?? []).flatMap((item) => {
    if (!item.text('ContourGeometricType')?.startsWith('CLOSED')) return [];
    const data = item.numbers('ContourData');
    const points = Array.from(
      { length: Math.floor(data.length / 3) },
      (_, n): Vector3 => [data[3 * n]!, data[3 * n + 1]!, data[3 * n + 2]!],
    );
    const drawnOn = item.items('ContourImageSequence').flatMap((image) => {
      const sopInstanceUid = image.text('ReferencedSOPInstanceUID');
      const number = image.number('ReferencedFrameNumber');
      return sopInstanceUid ? [{ sopInstanceUid, ...(number !== undefined && { frame: number - 1 }) }] : [];
    });
    return points.length > 2 ? [{ points, drawnOn }] : [];
  });

/** The frame of reference that the contours of a region are given in. */
export const frameOfReferenceOf = (header: DataSet, number: number): string | undefined =>
  header
    .items('StructureSetROISequence')
    .find((roi) => roi.number('ROINumber') === number)
    ?.text('ReferencedFrameOfReferenceUID');

/** mm that a contour may lie beside the only image that there is. */
const BESIDE = 0.5;
/** mm within which images lie at one place, as those of several phases do. */
const SAME_PLACE = 0.01;

/**
 * Fills closed contours into a mask over the images of a series (one byte a pixel, image after image): a pixel is inside
 * where its middle is, by the even-odd rule over all contours of its image, so that an inner contour is a hole. A
 * contour lies on the image that it is nearest to, at most half a slice away; on images at an angle to it, nowhere. Of
 * several images at that place it lies on those that it was drawn on, or on all where it names none of them.
 */
export function fillContours(images: FrameInfo[], contours: Contour[], mask: Uint8Array): void {
  const planes = images.flatMap((image, at) =>
    image.plane && image.spacing ? [{ image, plane: image.plane, at }] : [],
  );
  const reach = reachOf(images);
  for (const { points, drawnOn } of contours) {
    const isDrawnOn = ({ sopInstanceUid, frame }: FrameInfo) =>
      drawnOn.some((one) => one.sopInstanceUid === sopInstanceUid && (one.frame ?? frame) === frame);
    const named = drawnOn.length > 0 ? planes.filter(({ image }) => isDrawnOn(image)) : [];
    const near = (named.length > 0 ? named : planes).flatMap((one) => {
      const normal = cross(one.plane.rowDirection, one.plane.columnDirection);
      const far = points.reduce(
        (most, point) => Math.max(most, Math.abs(dot(normal, minus(point, one.plane.position)))),
        0,
      );
      return far <= reach ? [{ ...one, far }] : [];
    });
    const least = Math.min(...near.map(({ far }) => far));
    for (const { at, far } of near) {
      if (far > least + SAME_PLACE) continue;
      const { plane, spacing, rows, columns } = images[at] as Required<FrameInfo>;
      const pixels = points.map((point): [number, number] => {
        const offset = minus(point, plane.position);
        return [dot(offset, plane.rowDirection) / spacing.columns, dot(offset, plane.columnDirection) / spacing.rows];
      });
      toggleInside(pixels, rows, columns, mask.subarray(at * rows * columns, (at + 1) * rows * columns));
    }
  }
}

/** Half the smallest step between the images along the normal of the first. */
function reachOf(images: FrameInfo[]): number {
  const first = images.find(({ plane }) => plane)?.plane;
  if (!first) return BESIDE;
  const normal = cross(first.rowDirection, first.columnDirection);
  const levels = images.flatMap(({ plane }) => (plane ? [dot(plane.position, normal)] : [])).sort((a, b) => a - b);
  const steps = levels.slice(1).map((level, n) => level - levels[n]!);
  const least = Math.min(...steps.filter((step) => step > 0.01));
  return Number.isFinite(least) ? least / 2 : BESIDE;
}

/** Turns over the pixels whose middle a polygon encloses; whole numbers are middles. */
function toggleInside(polygon: [number, number][], rows: number, columns: number, picture: Uint8Array): void {
  for (let row = 0; row < rows; row++) {
    const crossings: number[] = [];
    for (const [n, [x0, y0]] of polygon.entries()) {
      const [x1, y1] = polygon[(n + 1) % polygon.length]!;
      if (y0 > row !== y1 > row) crossings.push(x0 + ((row - y0) / (y1 - y0)) * (x1 - x0));
    }
    crossings.sort((a, b) => a - b);
    for (let n = 0; n + 1 < crossings.length; n += 2) {
      const last = Math.min(Math.ceil(crossings[n + 1]!) - 1, columns - 1);
      for (let column = Math.max(Math.ceil(crossings[n]!), 0); column <= last; column++)
        picture[row * columns + column]! ^= 1;
    }
  }
}
