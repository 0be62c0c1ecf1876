import { z } from 'zod';

/** One labelled part of a segmentation (PS3.3 C.8.20.2). */
export const OverlaySegment = z.object({
  /** Segment Number. */
  number: z.number().int(),
  label: z.string(),
  /** #rrggbb, as its writer wants it shown. */
  colour: z.string().optional(),
  /** MANUAL, SEMIAUTOMATIC or AUTOMATIC. */
  algorithm: z.string(),
});
export type OverlaySegment = z.infer<typeof OverlaySegment>;

/**
 * An object of other people that lies over the images of a series: segments as masks, or one map of numbers (parametric
 * map, RT dose). Its bytes are fetched segment by segment or frame by frame, on the grid of the images.
 */
export const Overlay = z.object({
  seriesInstanceUid: z.string(),
  sopInstanceUid: z.string(),
  kind: z.enum(['segments', 'map']),
  label: z.string(),
  segments: z.array(OverlaySegment),
  /** Of a map's numbers: UCUM code, or GY of a dose. */
  unit: z.string().optional(),
});
export type Overlay = z.infer<typeof Overlay>;
