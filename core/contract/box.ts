import { z } from 'zod';

/** A rectangle of an image: [x0, y0, x1, y1], columns and rows; 0,0 is the outer corner of the first pixel. */
export const BoxPx = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type BoxPx = z.infer<typeof BoxPx>;
