import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, type ModelPackage } from '../../core/models/index.ts';

const text = (en: string) => ({ en, ar: en });

const CLASSES = {
  task: 'classification',
  network: { file: 'x', input: 'image', output: 'logits', layout: 'NCHW' },
  input: { kind: 'image', frames: 'each' },
  prepare: [
    { step: 'modality' },
    { step: 'voi', use: 'minmax' },
    {
      step: 'resize',
      size: [8, 8],
      mode: 'stretch',
      interpolation: 'bilinear',
      antialias: true,
      convention: 'pytorch',
    },
  ],
  finish: [{ step: 'softmax' }],
  labels: [
    {
      key: 'one',
      name: text('One'),
      colour: '#ff0000',
      operatingPoints: [{ name: 'balanced', threshold: 0.5 }],
    },
    { key: 'two', name: text('Two'), colour: '#00ff00' },
    { key: 'three', name: text('Three'), colour: '#0000ff' },
  ],
  explain: { kind: 'cam' },
} as const;

export const REGIONS = {
  ...CLASSES,
  task: 'segmentation',
  network: { file: 'x', input: 'image', output: 'logits', layout: 'NCXYZ' },
  input: { kind: 'volume', frames: 'all' },
  prepare: [
    { step: 'modality' },
    { step: 'orient', to: 'RAS' },
    { step: 'normalise', by: 'zscore', over: 'all' },
    { step: 'pad', multiple: 4, mode: 'constant', value: 0, side: 'both' },
  ],
  finish: [{ step: 'softmax' }, { step: 'restore' }, { step: 'argmax' }],
  labels: [
    { key: 'background', name: text('Background'), colour: '#000000', role: 'background' },
    { key: 'bright', name: text('Bright'), colour: '#ffffff' },
  ],
  explain: { kind: 'none' },
} as const;

/** A package around a network of networks.py or twins.py, as the store would hand it out. */
export function packageOf(
  folder: string,
  network: string,
  change: { network?: object; [key: string]: unknown } = {},
): ModelPackage {
  const kind = network === 'bright' ? REGIONS : CLASSES;
  const file = `${network}.onnx`;
  const bytes = readFileSync(join(folder, file));
  const manifest = Manifest.parse({
    ...{ manifest: 1, id: network, version: '1.0.0', name: text(network), licence: 'CC0', authors: ['Tests'] },
    ...{ intendedUse: text('Tests'), notFor: text('Anything else'), eligible: [], measured: [] },
    files: { [file]: { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length } },
    run: { mode: 'whole', timeoutS: 60 },
    golden: [
      { name: 'none', stage: 'run', input: 'in.npy', output: 'out.npy', tolerance: { absolute: 1e-4, relative: 0 } },
    ],
    ...kind,
    ...change,
    network: { ...kind.network, ...change.network, file },
  });
  return { manifest, folder, sha256: '0'.repeat(64), shipped: false };
}
