export { groupHeaders } from './group.ts';
export type { Header } from './header.ts';
export { type FileIndex, type IndexOptions, indexPaths, type KnownFiles } from './index-paths.ts';
export { indexReport } from './index-report.ts';
export { nothingFound } from './nothing-found.ts';
export { type Library, openLibrary } from './store.ts';
export { unlockArchive } from './unlock.ts';
export { watchFolder } from './watch.ts';
