import type { LabelSummary, ModelSummary, Proof } from '../contract/index.ts';
import type { Label } from './manifest.ts';
import type { ModelPackage } from './package.ts';

/** A package as a screen lists it; `proofs` are what its golden cases showed on this machine. */
export function summarise({ manifest, sha256, shipped }: ModelPackage, proofs: Proof[]): ModelSummary {
  const { id, version, name, task, intendedUse, notFor, measured } = manifest;
  return {
    id,
    version,
    sha256,
    name,
    task,
    input: manifest.input.kind,
    ...(manifest.input.channels && { channels: manifest.input.channels.map(({ key, name }) => ({ key, name })) }),
    intendedUse,
    notFor,
    labels: manifest.labels.filter(({ role }) => role !== 'background').map(summariseLabel),
    explain: manifest.explain.kind,
    measured,
    proofs,
    shipped,
  };
}

const summariseLabel = ({ key, name, colour, operatingPoints: [operatingPoint] }: Label): LabelSummary => ({
  key,
  name,
  colour,
  ...(operatingPoint && { operatingPoint }),
});
