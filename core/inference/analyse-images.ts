import type { DecodedFrame } from '../dicom/index.ts';
import { type Masks, makeMasks, type Prepared, prepareImage } from '../imaging/index.ts';
import { type ActivationMap, activationMaps } from './activation.ts';
import type { Analysis, Result } from './analysis.ts';
import { detect } from './boxes.ts';
import { answersOf, scoresOf } from './ensemble.ts';
import type { Outputs } from './execution.ts';
import { backgroundOf, boxFindings, classFindings, type Place, regionFinding } from './findings.ts';
import { occlusionMaps } from './occlusion.ts';
import type { Tensor } from './protocol.ts';
import { carryOutAll } from './run-plan.ts';
import { decoded, pixelsSha256 } from './source.ts';

type Found = Pick<Result, 'findings' | 'artefacts'>;

/** Every image of a series for itself, one run of the network each. */
export async function analyseImages(analysis: Analysis): Promise<Result> {
  const { frames, decoder, pulse, signal } = analysis;
  const result: Result = { inputs: [], further: [], findings: [], artefacts: [] };
  const images = decoded(frames, decoder, signal);
  for (let n = 0; n < frames.length; n++) {
    const image = (await pulse.timed('read', () => images.next())).value as DecodedFrame;
    const number = frames.length > 1 ? n + 1 : undefined;
    const { findings, artefacts } = await analyseImage(analysis, image, { info: image.info, number });
    const { sopInstanceUid, frame } = image.info;
    result.inputs.push({ sopInstanceUid, frame, sha256: pixelsSha256(image.frame) });
    result.findings.push(...findings);
    result.artefacts.push(...artefacts);
    pulse.tell('run', n + 1, frames.length);
  }
  return result;
}

async function analyseImage(analysis: Analysis, { frame, info }: DecodedFrame, place: Place): Promise<Found> {
  const { manifest, execution, pulse, newUid } = analysis;
  const { labels, network, task } = manifest;
  const prepared = await pulse.timed('prepare', () => prepareImage(manifest.prepare, frame, info, network.layout));
  const input = { data: prepared.tensor, dims: prepared.dims };
  if (task === 'segmentation') {
    const maker = makeMasks(manifest.finish, {
      ...{ labels: labels.length, prepared, background: backgroundOf(labels), networks: execution.networks },
    });
    await pulse.timed('run', () => carryOutAll(analysis, input, maker.take));
    return pulse.timed('finish', () => regions(analysis, maker.masks(), prepared, place));
  }
  if (task === 'detection') {
    const found = await pulse.timed('run', () => detect(analysis, prepared));
    return pulse.timed('finish', () => ({
      findings: boxFindings(labels, found.boxes(), () => place, newUid),
      artefacts: [],
    }));
  }
  const answers = await pulse.timed('run', () => answersOf(execution, input, [1, labels.length]));
  const [outputs] = answers;
  const maps =
    manifest.explain.kind === 'occlusion'
      ? await occluded(analysis, prepared, outputs, place)
      : exactMaps(analysis, prepared, outputs);
  return pulse.timed('finish', () => classes(analysis, scoresOf(manifest.finish, answers), maps, place));
}

const exactMaps = ({ head }: Analysis, prepared: Prepared, { output, features }: Outputs): ActivationMap[] =>
  head && features ? activationMaps(head, features, output.data, prepared) : [];

function occluded(analysis: Analysis, prepared: Prepared, { output }: Outputs, { number = 1 }: Place) {
  const { execution, pulse, manifest, frames } = analysis;
  const answer = async (input: Tensor) => (await execution.run(input, [1, manifest.labels.length])).output.data;
  // Of all images, so that the next one does not begin at nothing.
  const tell = (done: number, total: number) => pulse.tell('run', (number - 1) * total + done, frames.length * total);
  return pulse.timed('run', () => occlusionMaps(prepared, output.data, answer, tell));
}

function classes({ manifest, newUid }: Analysis, scores: Float32Array, maps: ActivationMap[], place: Place): Found {
  return {
    findings: classFindings(manifest.labels, scores, place, newUid),
    artefacts: maps.flatMap(({ label, values, columns, rows, exact, coversPx }) => {
      const { key, role } = manifest.labels[label]!;
      if (role === 'background') return [];
      const bytes = new Uint8Array(values.buffer);
      const image =
        place.number === undefined ? {} : { sopInstanceUid: place.info.sopInstanceUid, frame: place.info.frame };
      return { kind: 'map' as const, of: key, shape: [columns, rows], exact, coversPx, ...image, bytes: () => bytes };
    }),
  };
}

/** Masks of one image; among several images the mask has a frame for each, empty but for its own. */
function regions({ manifest, frames, newUid }: Analysis, masks: Masks, prepared: Prepared, place: Place): Found {
  const { labels } = manifest;
  const shape = [...prepared.sourceSize, frames.length];
  const found = labels.flatMap((label, n) => {
    if (n === backgroundOf(labels)) return [];
    const own = masks(n);
    const finding = regionFinding(label, own, [place.info], { number: place.number, newUid });
    const bytes = () => {
      const all = new Uint8Array(own.length * frames.length);
      all.set(own, own.length * ((place.number ?? 1) - 1));
      return all;
    };
    return { finding, artefact: { kind: 'mask' as const, of: finding.id, shape, bytes } };
  });
  return { findings: found.map(({ finding }) => finding), artefacts: found.map(({ artefact }) => artefact) };
}
