import type { Finding } from '../contract/index.ts';
import type { Evidence, SourceFrame } from './evidence.ts';

export const isImageOf = (
  image: { sopInstanceUid: string; frame: number },
  finding: { sopInstanceUid?: string; frame?: number },
): boolean => image.sopInstanceUid === finding.sopInstanceUid && image.frame === (finding.frame ?? 0);

/** The frames that a box lies on: its image, or, of a box in a volume, every slice that it reaches. */
export function boxFrames({ frames }: Pick<Evidence, 'frames'>, finding: Finding): SourceFrame[] {
  if (!finding.boxPx) return [];
  if (!finding.boxSlices) return frames.filter(({ info }) => isImageOf(info, finding));
  const [from, to] = finding.boxSlices;
  return frames.slice(Math.floor(from), Math.ceil(to));
}
