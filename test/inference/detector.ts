import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelPackage } from '../../core/models/index.ts';
import { packageOf } from './packages.ts';

const text = (en: string, ar: string) => ({ en, ar });

/** Makes the network, and what is found with it in a series, in a folder. */
export function makeDetector(folder: string, series: string): void {
  const script = fileURLToPath(new URL('./detector.py', import.meta.url));
  execFileSync('/usr/bin/python3', ['-W', 'ignore', script, folder, series]);
}

/** Writes beside the network what an author would, ready to be packed. */
export function writeDetectorPackage(folder: string): void {
  writeFileSync(join(folder, 'model.json'), JSON.stringify(detectorPackage(folder).manifest));
  writeFileSync(join(folder, 'CARD.md'), '# Bright places\n\nA network of the tests.\n');
}

/** The package around the network of detector.py; `suppress` changes how its boxes are made, `run` how it is run. */
export function detectorPackage(folder: string, suppress: object = {}, run: object = {}): ModelPackage {
  const tolerance = { absolute: 1e-3, relative: 1e-4 };
  const golden = (name: string, more: object) => ({ name, input: 'small-in.npy', tolerance, ...more });
  return packageOf(folder, 'detector', {
    id: 'bright-places',
    name: text('Bright places', 'المواضع الساطعة'),
    task: 'detection',
    network: { input: 'image', output: 'scores', boxes: 'boxes', layout: 'NCDHW' },
    input: { kind: 'volume', frames: 'all' },
    prepare: [
      { step: 'modality' },
      { step: 'orient', to: 'RAS' },
      { step: 'normalise', by: 'fixed', mean: 0, deviation: 2500 },
    ],
    finish: [
      { step: 'sigmoid' },
      {
        step: 'boxes',
        from: {
          ...{ kind: 'shapes', strides: [[32, 32, 2]], centre: 0.5, deviations: [1, 1, 1, 1, 1, 1] },
          shapes: [
            [
              [44, 44, 3],
              [80, 80, 4],
            ],
          ],
        },
        ...{ minimumScore: 0.5, iou: 0.1, most: 8 },
        ...suppress,
      },
    ],
    labels: [{ key: 'bright', name: text('Bright place', 'موضع ساطع'), colour: '#4cc9f0' }],
    explain: { kind: 'none' },
    run: { mode: 'whole', timeoutS: 60, ...run },
    golden: [
      golden('scores', { stage: 'run', output: 'small-scores.npy' }),
      golden('boxes', { stage: 'run', output: 'small-boxes.npy', outputName: 'boxes' }),
      {
        ...golden('found', { stage: 'finish', output: 'small-found.npy' }),
        ...{ input: 'small-scores.npy', boxes: 'small-boxes.npy', size: [128, 160, 4] },
      },
    ],
  });
}
