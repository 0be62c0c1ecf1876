import { type Frame, type FrameInfo, ProblemError } from '../contract/index.ts';
import type { DecodedFrame } from '../dicom/index.ts';
import { type Box, buildVolume, makeMasks, stackOf, voxelMl } from '../imaging/index.ts';
import type { Analysis, Input, Result } from './analysis.ts';
import { detect } from './boxes.ts';
import { answersOf, scoresOf } from './ensemble.ts';
import { backgroundOf, boxFindings, classFindings, placeInVolume, regionFinding } from './findings.ts';
import { carryOutAll } from './run-plan.ts';
import { decoded, pixelsSha256 } from './source.ts';
import { prepareSeries } from './volumes.ts';

/** A series as one volume, or several as its channels, one run of the network. */
export async function analyseVolume(analysis: Analysis): Promise<Result> {
  const { manifest, execution, pulse, signal, newUid } = analysis;
  const [series, ...others] = await pulse.timed('read', () => readAll(analysis));
  const { infos, inputs } = series!;
  const further = others.map((other) => other.inputs);
  const volumes = await pulse.timed('prepare', () =>
    [series!, ...others].map((one) => buildVolume(one.images, one.infos)),
  );
  const volume = volumes[0]!;
  const prepared = await pulse.timed('prepare', () => prepareSeries(manifest, volumes));
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
  if (manifest.task === 'detection') {
    const found = await run((tell) => detect(analysis, prepared, tell));
    return finished(() => {
      const placeOf = (box: Box) => placeInVolume(box, infos, volume);
      return { inputs, further, findings: boxFindings(labels, found.boxes(), placeOf, newUid), artefacts: [] };
    });
  }
  if (manifest.task !== 'segmentation') {
    const answers = await run(() => answersOf(execution, input, [1, labels.length]));
    return finished(() => {
      const middle = infos[Math.floor(infos.length / 2)]!;
      const findings = classFindings(labels, scoresOf(finish, answers), { info: middle }, newUid);
      return { inputs, further, findings, artefacts: [] };
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
    const findings = found.map(({ finding }) => finding);
    return { inputs, further, findings, artefacts: found.map(({ artefact }) => artefact) };
  });
}

/**
 * Each series in order of position, so that slice k of a mask lies on input k of the first. Throws the reasons of
 * `stackOf`.
 */
async function readAll({ frames, further, decoder, pulse, signal }: Analysis) {
  const series = [frames, ...further];
  const total = series.reduce((sum, one) => sum + one.length, 0);
  let done = 0;
  const read: { images: Frame[]; infos: FrameInfo[]; inputs: Input[] }[] = [];
  for (const one of series) {
    const slices: DecodedFrame[] = [];
    const hashes: string[] = [];
    for await (const slice of decoded(one, decoder, signal)) {
      slices.push(slice);
      hashes.push(pixelsSha256(slice.frame));
      pulse.tell('read', ++done, total);
    }
    const { order } = stackOf(slices.map(({ info }) => info));
    read.push({
      images: order.map((n) => slices[n]!.frame),
      infos: order.map((n) => slices[n]!.info),
      inputs: order.map((n) => {
        const { sopInstanceUid, frame } = slices[n]!.info;
        return { sopInstanceUid, frame, sha256: hashes[n]! };
      }),
    });
  }
  return read;
}
