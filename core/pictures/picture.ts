import type { Frame, FrameInfo } from '../contract/index.ts';

/** What a picture file says of each frame; it has no UID and no attribute of DICOM. */
export type Described = Omit<FrameInfo, 'sopInstanceUid' | 'frame'>;

/** What is in a picture file: what it says of its frames, and the frames (from 0), decoded when they are asked for. */
export type Content = { infos: Described[]; frame(n: number): Promise<Frame> };

/** Values as they are: a picture knows no rescale unless it says so. */
export const AS_STORED = { slope: 1, intercept: 0 };

/**
 * From nothing to full of a format whose values are intensities of `bits` bits (PNG, JPEG). LINEAR with these numbers
 * takes the highest value to exactly 1 (PS3.3 C.11.2.1.2.1).
 */
export const fullWindow = (bits: number): FrameInfo['windows'] => [
  { center: 2 ** (bits - 1), width: 2 ** bits, function: 'LINEAR' },
];
