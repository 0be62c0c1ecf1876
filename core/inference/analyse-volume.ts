import { ProblemError } from '../contract/index.ts';
import type { DecodedFrame } from '../dicom/index.ts';
import { type Box, buildVolume, makeMasks, prepareVolume, stackOf, voxelMl } from '../imaging/index.ts';
import type { Analysis, Result } from './analysis.ts';
import { boxesOf } from './boxes.ts';
import { answersOf, scoresOf } from './ensemble.ts';
import { backgroundOf, boxFindings, classFindings, placeInVolume, regionFinding } from './findings.ts';
import { carryOutAll } from './run-plan.ts';
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
  const { labels, finish } = manifest;
  const input = { data: prepared.tensor, dims: prepared.dims };
  const expected = execution.expectedMs(prepared.tensor.length);
  const run = <T>(work: (tell: (done: number, total: number) => void) => Promise<T>) =>
    pulse.telling('run', 0, 1, expected, work);
  const finished = <T>(work: () => T): Promise<T> => {
    if (signal.aborted) throw new ProblemError('run-cancelled');
    pulse.tell('finish', 0, 1);
    return pulse.timed('finish', work);
  };
  if (manifest.task !== 'segmentation') {
    const dims = manifest.task === 'detection' ? [1, undefined, labels.length] : [1, labels.length];
    const answers = await run(() => answersOf(execution, input, dims));
    return finished(() => {
      if (manifest.task === 'detection') {
        const boxes = boxesOf(manifest, answers[0], prepared);
        const placeOf = (box: Box) => placeInVolume(box, infos, volume);
        return { inputs, findings: boxFindings(labels, boxes, placeOf, newUid), artefacts: [] };
      }
      const middle = infos[Math.floor(infos.length / 2)]!;
      const findings = classFindings(labels, scoresOf(finish, answers), { info: middle }, newUid);
      return { inputs, findings, artefacts: [] };
    });
  }
  const background = backgroundOf(labels);
  const ml = voxelMl(volume);
  const { networks } = execution;
  const maker = makeMasks(finish, { labels: labels.length, prepared, background, voxelMl: ml, networks });
  await run((tell) => carryOutAll(analysis, input, maker.take, tell));
  return finished(() => {
    const masks = maker.masks();
    const found = labels.flatMap((label, n) => {
      if (n === background) return [];
      const finding = regionFinding(label, masks(n), infos, { voxelMl: ml, newUid });
      const artefact = { kind: 'mask' as const, of: finding.id, shape: [...volume.size], bytes: () => masks(n) };
      return { finding, artefact };
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
