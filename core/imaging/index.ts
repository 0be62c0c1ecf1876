export { coverageOf, type Lattice, latticeOf } from './align.ts';
export { finishBoxes, finishScores, probabilities } from './finish.ts';
export { affineOf, stackOf, voxelMl } from './geometry.ts';
export { axesOrder, channelAxis, channelsFirst, channelsOf, fromNetwork, toNetwork } from './layout.ts';
export { type Masks, makeMasks } from './masks.ts';
export {
  type Prepared,
  type PrepareStep,
  prepareChannels,
  prepareImage,
  prepareVolume,
} from './prepare.ts';
export type { Box } from './steps/boxes.ts';
export { tracer } from './trace.ts';
export { buildVolume } from './volume.ts';
export { type Channels, cutIntoWindows, flipped, type Part } from './windows.ts';
