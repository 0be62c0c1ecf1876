import type { FrameInfo, Measurement, MeasurementTool, Reading } from '../../core/contract/index.ts';
import { isCalibrated, type Slice, type SliceGeometry } from './slice.ts';

/** Column and row; whole at pixel centres. */
export type Pixel = [column: number, row: number];

/** How many points a tool needs; an outline takes as many as are drawn. */
export const POINTS: Record<MeasurementTool, number> = {
  length: 2,
  angle: 3,
  cobb: 4,
  bidirectional: 2,
  rectangle: 2,
  ellipse: 2,
  freehand: Number.POSITIVE_INFINITY,
  probe: 1,
};

/** A long axis with a short one across its middle, half as long, for the reader to move. */
export function withShortAxis([a, b]: [Pixel, Pixel], { columnSpacing, rowSpacing }: SliceGeometry): Pixel[] {
  const [dx, dy] = [(b[0] - a[0]) * columnSpacing, (b[1] - a[1]) * rowSpacing];
  const middle: Pixel = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const across: Pixel = [-dy / 4 / columnSpacing, dx / 4 / rowSpacing];
  return [a, b, [middle[0] + across[0], middle[1] + across[1]], [middle[0] - across[0], middle[1] - across[1]]];
}

/** The lines that are drawn of a measurement; shapes come back to their first point. */
export function outlinesOf(tool: MeasurementTool, points: Pixel[]): Pixel[][] {
  const [a, b] = points as [Pixel, Pixel];
  switch (tool) {
    case 'cobb':
    case 'bidirectional':
      return [points.slice(0, 2), points.slice(2)];
    case 'rectangle':
      return [[a, [b[0], a[1]], b, [a[0], b[1]], a]];
    case 'ellipse': {
      const [cx, cy, rx, ry] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
      const turn = (step: number): Pixel => {
        const angle = (step / 64) * 2 * Math.PI;
        return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
      };
      return [Array.from({ length: 65 }, (_, step) => turn(step))];
    }
    case 'freehand':
      return [[...points, a]];
    default:
      return [points];
  }
}

type Line = [x: number, y: number];
const degreesBetween = (a: Line, b: Line) =>
  (Math.atan2(Math.abs(a[0] * b[1] - a[1] * b[0]), a[0] * b[0] + a[1] * b[1]) * 180) / Math.PI;
/** A line as one reads it: left to right. */
const rightwards = ([x, y]: Line): Line => (x < 0 ? [-x, -y] : [x, y]);

/** Is the middle of a pixel inside the shape? An outline by the even-odd rule. */
function insideOf(tool: MeasurementTool, points: Pixel[]): (column: number, row: number) => boolean {
  if (tool === 'freehand')
    return (column, row) => {
      let inside = false;
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const [x0, y0] = points[i]!;
        const [x1, y1] = points[j]!;
        if (y0 > row !== y1 > row && column < ((x1 - x0) * (row - y0)) / (y1 - y0) + x0) inside = !inside;
      }
      return inside;
    };
  const [[x0, y0], [x1, y1]] = points as [Pixel, Pixel];
  const [cx, cy, rx, ry] = [(x0 + x1) / 2, (y0 + y1) / 2, Math.abs(x1 - x0) / 2, Math.abs(y1 - y0) / 2];
  return tool === 'ellipse'
    ? (column, row) => ((column - cx) / rx) ** 2 + ((row - cy) / ry) ** 2 <= 1
    : (column, row) => Math.abs(column - cx) <= rx && Math.abs(row - cy) <= ry;
}

/** Of the pixels whose middle lies inside: count, mean, standard deviation (of all of them, n), extremes. */
function statisticsOf(tool: MeasurementTool, points: Pixel[], { columns, rows, values }: Slice) {
  const inside = insideOf(tool, points);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.max(Math.ceil(Math.min(...xs)), 0), Math.min(Math.floor(Math.max(...xs)), columns - 1)];
  const [top, bottom] = [Math.max(Math.ceil(Math.min(...ys)), 0), Math.min(Math.floor(Math.max(...ys)), rows - 1)];
  let [count, mean, squares, least, greatest] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) {
      if (!inside(column, row)) continue;
      const value = values[row * columns + column]!;
      // Welford's way: no sum of squares that swallows its own digits.
      count += 1;
      const before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  return count === 0 ? undefined : { mean, deviation: Math.sqrt(squares / count), least, greatest };
}

/** The values of a picture inside the box of two corners. */
export function valuesIn({ columns, rows, values }: Slice, a: Pixel, b: Pixel): Float64Array {
  const [left, right] = [
    Math.max(Math.ceil(Math.min(a[0], b[0])), 0),
    Math.min(Math.floor(Math.max(a[0], b[0])), columns - 1),
  ];
  const [top, bottom] = [
    Math.max(Math.ceil(Math.min(a[1], b[1])), 0),
    Math.min(Math.floor(Math.max(a[1], b[1])), rows - 1),
  ];
  const [width, height] = [Math.max(right - left + 1, 0), Math.max(bottom - top + 1, 0)];
  return Float64Array.from(
    { length: width * height },
    (_, n) => values[(top + Math.floor(n / width)) * columns + left + (n % width)]!,
  );
}

function areaOf(tool: MeasurementTool, points: Pixel[]): number {
  if (tool === 'freehand')
    return Math.abs(
      points.reduce((sum, [x, y], i) => {
        const [nextX, nextY] = points[(i + 1) % points.length]!;
        return sum + x * nextY - nextX * y;
      }, 0) / 2,
    );
  const [[x0, y0], [x1, y1]] = points as [Pixel, Pixel];
  return Math.abs((x1 - x0) * (y1 - y0)) * (tool === 'ellipse' ? Math.PI / 4 : 1);
}

/** Units of the values, '' where the file names none (US: unspecified, PS3.3 C.11.1.1.2). */
const unitsOf = ({ modality }: FrameInfo) => (modality.units && modality.units !== 'US' ? modality.units : '');

/**
 * What a measurement says. Lengths are mm where the file makes them so (`scaleOf`), else widths of a pixel; areas their
 * squares; angles degrees; values in output units of the modality LUT, and left out of colour pictures.
 */
export function readingsOf(
  tool: MeasurementTool,
  points: Pixel[],
  { slice, geometry, info }: { slice: Slice | undefined; geometry: SliceGeometry; info: FrameInfo },
): Reading[] {
  const { columnSpacing, rowSpacing, unit } = scaleOf(points, geometry, info);
  const line = (from: number, to: number): Line => [
    (points[to]![0] - points[from]![0]) * columnSpacing,
    (points[to]![1] - points[from]![1]) * rowSpacing,
  ];
  const angle = (value: number): Reading[] => [{ quantity: 'angle', value, unit: '°' }];
  const units = unitsOf(info);
  const grey = slice && !slice.colour ? slice : undefined;
  switch (tool) {
    case 'length':
      return [{ quantity: 'length', value: Math.hypot(...line(0, 1)), unit }];
    case 'angle':
      return angle(degreesBetween(line(1, 0), line(1, 2)));
    case 'cobb':
      return angle(degreesBetween(rightwards(line(0, 1)), rightwards(line(2, 3))));
    case 'bidirectional': {
      const [short = 0, long = 0] = [line(0, 1), line(2, 3)].map((axis) => Math.hypot(...axis)).sort((a, b) => a - b);
      return [
        { quantity: 'length', value: long, unit },
        { quantity: 'width', value: short, unit },
      ];
    }
    case 'probe': {
      const [column, row] = [Math.round(points[0]![0]), Math.round(points[0]![1])];
      const outside = column < 0 || row < 0 || column >= geometry.columns || row >= geometry.rows;
      return grey && !outside
        ? [{ quantity: 'value', value: grey.values[row * grey.columns + column]!, unit: units }]
        : [];
    }
    default: {
      const area = areaOf(tool, points) * columnSpacing * rowSpacing;
      const statistics = grey && statisticsOf(tool, points, grey);
      return [
        { quantity: 'area', value: area, unit: `${unit}²` },
        ...(statistics
          ? (['mean', 'deviation', 'least', 'greatest'] as const).map((quantity) => ({
              quantity,
              value: statistics[quantity],
              unit: units,
            }))
          : []),
      ];
    }
  }
}

type Scale = {
  columnSpacing: number;
  rowSpacing: number;
  unit: 'mm' | 'px';
  /** The spacing that a measurement at these points must name. */
  source: Measurement['spacing'];
};

/**
 * What a step from pixel to pixel is worth at these points. An ultrasound image has millimetres inside a calibrated
 * region and nowhere else: points in two regions, or beside them all, have none between them (PS3.3 C.8.5.5).
 */
export function scaleOf(points: Pixel[], geometry: SliceGeometry, info: FrameInfo): Scale {
  const { columnSpacing, rowSpacing } = geometry;
  if (!info.regions) {
    const unit = isCalibrated(info) ? 'mm' : 'px';
    return { columnSpacing, rowSpacing, unit, source: info.spacing?.source ?? 'none' };
  }
  const [region, ...others] = new Set(points.map((point) => regionAt(point, info.regions!)));
  if (!region?.spacing || others.length > 0) {
    return { columnSpacing: 1, rowSpacing: rowSpacing / columnSpacing, unit: 'px', source: 'outside-regions' };
  }
  const { columns, rows } = region.spacing;
  return { columnSpacing: columns, rowSpacing: rows, unit: 'mm', source: 'UltrasoundRegion' };
}

const regionAt = ([column, row]: Pixel, regions: NonNullable<FrameInfo['regions']>) =>
  regions.find(({ left, top, right, bottom }) => column >= left && column <= right && row >= top && row <= bottom);
