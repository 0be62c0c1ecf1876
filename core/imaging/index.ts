export { type FinishStep, finishMasks, finishScores, type MaskOptions } from './finish.ts';
export { affineOf, type Stack, stackOf, voxelMl } from './geometry.ts';
export { channelsOf, type Layout } from './layout.ts';
export { type ImageInfo, type Prepared, type PrepareStep, prepareImage, prepareVolume } from './prepare.ts';
export { buildVolume } from './volume.ts';
