export { chestPhantom } from './chest.ts';
export {
  CT_AIR,
  CT_BALLS,
  CT_INTERCEPT,
  CT_NOISE,
  CT_ORIGIN,
  CT_PARTS,
  CT_PIXEL,
  CT_SIZE,
  CT_STEP,
  type CtPart,
} from './ct.ts';
export { writeCtPhantom } from './ct-files.ts';
export { writeExampleStudy } from './example.ts';
export { hippocampusPhantom, hippocampusVolumes } from './hippocampus.ts';
