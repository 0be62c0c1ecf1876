export { chestPhantom } from './chest.ts';
export {
  CT_AIR,
  CT_BALLS,
  CT_NOISE,
  CT_ORIGIN,
  CT_PARTS,
  CT_PIXEL,
  CT_STEP,
} from './ct.ts';
export { writeCtPhantom } from './ct-files.ts';
export { writeExampleStudy } from './example.ts';
export { headPhantom } from './head.ts';
export { HIPPOCAMPUS_SIGNAL, hippocampusPhantom, hippocampusVolumes } from './hippocampus.ts';
