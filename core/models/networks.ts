import type { Manifest } from './manifest.ts';

/** The files of all networks that a package runs: its own, then its further folds. */
export const networksOf = ({ network, run }: Pick<Manifest, 'network' | 'run'>): string[] => [
  network.file,
  ...run.folds,
];
