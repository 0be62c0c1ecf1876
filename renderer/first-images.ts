import type { Series } from '../core/contract/index.ts';

/** The series to show first: a volume, else images, else what lies over images. */
export const firstImagesOf = (series: Series[]): Series | undefined =>
  series.find((one) => one.images && one.volume) ??
  series.find((one) => one.kind === 'images') ??
  series.find((one) => one.images);

/** The slice to show first: the middle of a volume, else the first image. */
export const firstIndexOf = (series: Series, length: number) => (series.volume ? Math.floor(length / 2) : 0);
