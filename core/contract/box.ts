import { z } from 'zod';

/** A rectangle of an image: [x0, y0, x1, y1], columns and rows; 0,0 is the outer corner of the first pixel. */
export const BoxPx = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type BoxPx = z.infer<typeof BoxPx>;

/** Edges of a box in a volume across its slices: 0 before the first in order of position, 1 between it and the next. */
export const BoxSlices = z.tuple([z.number(), z.number()]);
export type BoxSlices = z.infer<typeof BoxSlices>;
