import type { Frame, Vector3 } from '../contract/index.ts';
import { type KeyImage, LONGEST } from './key-images.ts';
import { type Measured, onImage, shapesOf } from './measured.ts';
import { draw } from './picture.ts';
import { cross, edgesOfImage, planeName } from './planes.ts';
import { pixelMmOf, shadesOf } from './shades.ts';

/** A line of a measurement over a picture, as shares of its width and height; `number`: its row of the table, from 1. */
type Mark = { number: number; points: [x: number, y: number][] };

/** An image that was measured on, with what was drawn. */
export type MeasuredImage = KeyImage & { marks: Mark[] };

/** More pages of pictures than these nobody reads; the table has every measurement. */
export const MOST_MEASURED_IMAGES = 12;

/** The images that were measured on, each once, in the order of the table. A reformat has none: no file shows it. */
export async function measuredImages(
  measured: Measured[],
  frames: { count: number; decode(n: number): Promise<Frame> },
): Promise<MeasuredImage[]> {
  const rows = measured.map((one, n) => ({ one, number: n + 1 }));
  const byImage = Map.groupBy(rows, ({ one }) => one.image?.number);
  byImage.delete(undefined);
  const images: MeasuredImage[] = [];
  for (const [place, drawn] of [...byImage].slice(0, MOST_MEASURED_IMAGES)) {
    const { info } = drawn[0]!.one.image!;
    const { planes, window } = shadesOf(await frames.decode(place! - 1), info);
    const { columns, rows } = info;
    const edges = edgesOfImage(info);
    images.push({
      picture: draw({ columns, rows, planes, ...pixelMmOf(info), masks: [], boxes: [] }, LONGEST),
      ...(edges && { edges }),
      ...(info.plane && { plane: planeName(cross(info.plane.rowDirection, info.plane.columnDirection)) }),
      ...(window && { window }),
      number: place!,
      of: frames.count,
      labels: [],
      marks: drawn.flatMap(({ one, number }) =>
        shapesOf(one).map(({ graphic, points }) => ({
          number,
          points: (graphic === 'ELLIPSE' ? outlineOf(points) : points).map((point): [number, number] => {
            const [column, row] = onImage(info, point);
            return [column / columns, row / rows];
          }),
        })),
      ),
    });
  }
  return images;
}

const SIDES = 64;

/** An ellipse as a closed polygon, from the ends of its two axes. */
function outlineOf([a, b, c, d]: Vector3[]): Vector3[] {
  const at = (angle: number) =>
    a!.map(
      (_, axis) =>
        (a![axis]! + b![axis]!) / 2 +
        ((b![axis]! - a![axis]!) / 2) * Math.cos(angle) +
        ((d![axis]! - c![axis]!) / 2) * Math.sin(angle),
    ) as Vector3;
  return Array.from({ length: SIDES + 1 }, (_, n) => at((n * 2 * Math.PI) / SIDES));
}
