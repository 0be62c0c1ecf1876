import { ProblemError } from '../contract/index.ts';
import type { DecodedFrame } from '../dicom/index.ts';
import {
  buildVolume,
  channelsOf,
  finishMasks,
  finishScores,
  prepareVolume,
  stackOf,
  voxelMl,
} from '../imaging/index.ts';
import type { Analysis, Result } from './analysis.ts';
import { classFindings, regionFinding } from './findings.ts';
import { refuseConstant } from './output.ts';
import { carryOut, runPlanOf } from './run-plan.ts';
import { decoded, pixelsSha256 } from './source.ts';

/** A series as one volume, one run of the network. */
export async function analyseVolume(analysis: Analysis): Promise<Result> {
  const { manifest, execution, pulse, signal, newUid } = analysis;
  const slices = await pulse.timed('read', () => readAll(analysis));
  const infos = slices.map(({ info }) => info);
  const inputs = slices.map(({ info, sha256 }) => ({ sopInstanceUid: info.sopInstanceUid, frame: info.frame, sha256 }));
  const images = slices.map(({ frame }) => frame);
  const volume = await pulse.timed('prepare', () => buildVolume(images, infos));
  const prepared = await pulse.timed('prepare', () => prepareVolume(manifest.prepare, volume, manifest.network.layout));
  const segments = manifest.task === 'segmentation';
  const input = { data: prepared.tensor, dims: prepared.dims };
  const expected = execution.expectedMs(prepared.tensor.length);
  const logits = await pulse.telling('run', 0, 1, expected, async (tell) => {
    if (segments) return carryOut(input, { ...runPlanOf(analysis), onRun: tell });
    return (await execution.run(input, [1, manifest.labels.length])).output.data;
  });
  refuseConstant(logits);
  if (signal.aborted) throw new ProblemError('run-cancelled');
  pulse.tell('finish', 0, 1);
  return pulse.timed('finish', () => {
    if (!segments) {
      const scores = finishScores(manifest.finish, logits);
      const middle = infos[Math.floor(infos.length / 2)]!;
      return { inputs, findings: classFindings(manifest.labels, scores, { info: middle }, newUid), artefacts: [] };
    }
    const background = manifest.labels.findIndex(({ role }) => role === 'background');
    const ml = voxelMl(volume);
    const masks = finishMasks(manifest.finish, channelsOf(logits, manifest.labels.length), {
      prepared,
      background,
      voxelMl: ml,
    });
    const found = manifest.labels.flatMap((label, n) => {
      if (n === background) return [];
      const finding = regionFinding(label, masks[n]!, infos, { voxelMl: ml, newUid });
      return {
        finding,
        artefact: { kind: 'mask' as const, of: finding.id, shape: [...volume.size], bytes: masks[n]! },
      };
    });
    return { inputs, findings: found.map(({ finding }) => finding), artefacts: found.map(({ artefact }) => artefact) };
  });
}

/** In order of position, so that slice k of a mask lies on input k. Throws the reasons of `stackOf`. */
async function readAll({ frames, decoder, pulse, signal }: Analysis) {
  const slices: (DecodedFrame & { sha256: string })[] = [];
  for await (const slice of decoded(frames, decoder, signal)) {
    slices.push({ ...slice, sha256: pixelsSha256(slice.frame) });
    pulse.tell('read', slices.length, frames.length);
  }
  return stackOf(slices.map(({ info }) => info)).order.map((n) => slices[n]!);
}
