export { coverageOf, indexAt, type Lattice, latticeOf } from './align.ts';
export { boxParts } from './box-parts.ts';
export { type BoxMaker, finishScores, makeBoxes, probabilities } from './finish.ts';
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
export type { Box, BoxPart } from './steps/boxes.ts';
export { tracer } from './trace.ts';
export { buildVolume } from './volume.ts';
export { type Channels, cutIntoWindows, flipped, type Part, partOf } from './windows.ts';
