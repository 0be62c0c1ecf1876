import type { FrameInfo } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';

/** Code of Physical Units X and Y Direction (PS3.3 C.8.5.5.1.15): centimetres. */
const CENTIMETRES = 3;

/**
 * Regions of an ultrasound image (PS3.3 C.8.5.5), the one that counts first where they overlap: by the priority in
 * Region Flags (C.8.5.5.1.3: bit 0 is set where it is low), then the smaller. A region has millimetres where both of its
 * axes are lengths; those of a spectrum, an M-mode or a scale are not.
 */
export function regionsOf(dataSet: DataSet): FrameInfo['regions'] {
  const regions = dataSet.items('SequenceOfUltrasoundRegions').flatMap((item) => {
    const number = (keyword: string) => item.number(keyword) ?? Number.NaN;
    const region = {
      left: number('RegionLocationMinX0'),
      top: number('RegionLocationMinY0'),
      right: number('RegionLocationMaxX1'),
      bottom: number('RegionLocationMaxY1'),
    };
    if (!Object.values(region).every(Number.isFinite)) return [];
    const [columns, rows] = [10 * Math.abs(number('PhysicalDeltaX')), 10 * Math.abs(number('PhysicalDeltaY'))];
    const lengths = ['PhysicalUnitsXDirection', 'PhysicalUnitsYDirection'].every(
      (axis) => number(axis) === CENTIMETRES,
    );
    const spacing = lengths && columns > 0 && rows > 0 ? { columns, rows } : undefined;
    const size = (region.right - region.left) * (region.bottom - region.top);
    return [{ region: { ...region, spacing }, low: number('RegionFlags') & 1, size }];
  });
  if (regions.length === 0) return undefined;
  return regions.sort((a, b) => a.low - b.low || a.size - b.size).map(({ region }) => region);
}
