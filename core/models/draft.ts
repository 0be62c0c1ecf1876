import type { NetworkDescription } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import { describeNetwork, type Graph } from '../onnx/index.ts';
import { draftCard } from './draft-card.ts';
import { channelsUnknown, type DraftChannel } from './draft-channels.ts';
import { type DraftInput, type DraftOutput, finishOf, prepareOf, runOf } from './draft-steps.ts';
import { MOST_CHANNELS } from './manifest.ts';
import { todo, words } from './todo.ts';

/** A package that waits for its author: model.json, and the text of CARD.md. */
export type Draft = {
  manifest: Record<string, unknown> & { labels: object[]; input: { channels?: DraftChannel[] } };
  card: string;
};

const MOST_LABELS = 255;

/** Colours that stay apart on grey images, also for people who see few of them (Okabe and Ito 2008). */
const COLOURS = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7', '#999999'];

/**
 * Writes down what a checked graph says of itself in the words of a manifest, and `TODO: …` where only its author knows.
 * Throws `network-not-expressible` for what no manifest can say.
 */
export function draftPackage(graph: Graph, about: { id: string; schema: string }): Draft {
  const network = describeNetwork(graph);
  const input = inputOf(network);
  const output = outputOf(network, graph, input);
  const said = { ...input, ...output };
  const manifest = {
    $schema: about.schema,
    manifest: 1,
    id: about.id,
    version: '1.0.0',
    name: words('the model in a few words, as readers should see it'),
    licence: todo('the SPDX id of the licence of the weights, such as CC-BY-4.0'),
    authors: [todo('who made the model')],
    intendedUse: words('what the model is for, and on which images'),
    notFor: words('what it must not be used for'),
    files: {},
    task: output.task,
    network: {
      file: 'model.onnx',
      input: input.name,
      output: output.name,
      ...(output.boxes && { boxes: output.boxes }),
      layout: layoutOf(input),
    },
    input:
      input.axes === 2
        ? { kind: 'image', frames: 'each' }
        : { kind: 'volume', frames: 'all', ...(input.channels > 1 && { channels: channelsUnknown(input.channels) }) },
    eligible: [modalityRule(), ...(input.axes === 2 ? [greyRule()] : [])],
    prepare: prepareOf(said),
    run: runOf(said),
    finish: finishOf(said, lastOperator(graph, output.name)),
    labels: Array.from({ length: output.labels }, (_, n) => labelOf(n, said)),
    explain: { kind: explanationOf(network, said) },
    golden: [goldenCase('prepare'), goldenCase('run')],
    measured: [],
  };
  return { manifest, card: draftCard(network) };
}

function inputOf({ inputs }: NetworkDescription): DraftInput {
  const [input, ...more] = inputs;
  if (!input || more.length) throw inexpressible(`${inputs.length} inputs: ${inputs.map(({ name }) => name)}`);
  const { name, type, shape = [] } = input;
  if (!['float32', 'float16', 'uint8'].includes(type)) throw inexpressible(`input ${name}: ${type}`);
  const inner = shape.slice(1);
  const known = inner.length === 3 ? [1, 3] : Array.from({ length: MOST_CHANNELS }, (_, n) => n + 1);
  const counts = (channels: number | string | undefined) => known.includes(channels as number);
  const channelsLast = !counts(inner[0]) && counts(inner.at(-1));
  const [channels, axes] = channelsLast ? [inner.at(-1), inner.slice(0, -1)] : [inner[0], inner.slice(1)];
  if (axes.length < 2 || axes.length > 3 || !counts(channels))
    throw inexpressible(`input ${name}: [${shape.join(', ')}]`);
  const size = axes.map((axis) => (typeof axis === 'number' && axis > 0 ? axis : undefined));
  return { name, type, axes: axes.length, channels: channels as number, channelsLast, size };
}

function layoutOf({ axes, channelsLast }: DraftInput): string {
  if (axes === 2) return channelsLast ? 'NHWC' : 'NCHW';
  return channelsLast
    ? todo('NDHWC if the axes are z, y, x; NXYZC if they are x, y, z')
    : todo('NCDHW if the axes are z, y, x; NCXYZ if they are x, y, z');
}

function outputOf(
  { inputs, outputs }: NetworkDescription,
  graph: Graph,
  { channelsLast }: Pick<DraftInput, 'channelsLast'>,
): DraftOutput {
  const rank = inputs[0]!.shape!.length;
  const [first, second] = outputs;
  const { name, type, shape } = first!;
  if (type !== 'float32' && type !== 'float16') throw inexpressible(`output ${name}: ${type}`);
  const boxes = outputs.find((output) => output.shape?.length === 3 && output.shape[2] === 2 * (rank - 2));
  const scores = boxes && outputs.find((output) => output !== boxes && output.shape?.length === 3);
  if (boxes && scores)
    return {
      name: scores.name,
      boxes: boxes.name,
      task: 'detection',
      labels: labelCount(scores.name, scores.shape![2]),
    };
  if (second) throw inexpressible(`${outputs.length} outputs: ${outputs.map((output) => output.name).join(', ')}`);
  if (shape?.length === rank)
    return { name, task: 'segmentation', labels: labelCount(name, channelsLast ? shape.at(-1) : shape[1]) };
  if (shape?.length !== 2) throw inexpressible(`output ${name}: [${shape?.join(', ') ?? '?'}]`);
  if (hasUnitLength(graph)) return { name, task: 'verification', labels: 1 };
  return { name, task: 'classification', labels: labelCount(name, shape[1]) };
}

function labelCount(name: string, size: number | string | undefined): number {
  if (typeof size === 'number' && size > 0 && size <= MOST_LABELS) return size;
  throw inexpressible(`output ${name}: ${size ?? '?'} labels (1–${MOST_LABELS})`);
}

/** An embedding of length 1: its output is divided by its L2 norm. */
function hasUnitLength(graph: Graph): boolean {
  const [last, ...before] = graph.nodes.slice(-6).reverse();
  return last?.op === 'LpNormalization' || (last?.op === 'Div' && before.some(({ op }) => op === 'ReduceL2'));
}

/** Exactly where the head allows it, else by covering parts of the image. */
function explanationOf(
  { cam }: NetworkDescription,
  { task, axes }: DraftInput & DraftOutput,
): 'cam' | 'occlusion' | 'none' {
  if (task !== 'classification') return 'none';
  return cam === 'exact' ? 'cam' : axes === 2 ? 'occlusion' : 'none';
}

const lastOperator = (graph: Graph, output: string) =>
  graph.nodes.find(({ outputs }) => outputs.includes(output))?.op ?? '';

const modalityRule = () => ({
  attribute: 'modality',
  oneOf: [todo('the modalities that it was trained on, such as CR, DX, CT, MR')],
  severity: 'meaningless',
  missing: 'ask',
  reason: words('why other modalities mean nothing to it'),
});

const greyRule = () => ({
  attribute: 'photometric',
  oneOf: ['MONOCHROME1', 'MONOCHROME2'],
  severity: 'meaningless',
  missing: 'refuse',
  reason: {
    en: 'The network reads grey values; colour images have none.',
    ar: 'تقرأ الشبكة قيمًا رمادية، والصور الملونة لا تحويها.',
  },
});

function labelOf(n: number, { task, labels }: DraftOutput) {
  return {
    key: todo(`a short name of output channel ${n}: a–z, 0–9, -`),
    name: words(`the name of output channel ${n}`),
    colour: COLOURS[n % COLOURS.length]!,
    ...(task === 'classification' &&
      labels > 1 &&
      n === 0 && { role: todo('normal if it means "nothing found", else finding') }),
    ...(task === 'segmentation' && labels > 1 && n === 0 && { role: todo('background if it is, else finding') }),
  };
}

function goldenCase(stage: 'prepare' | 'run') {
  return {
    name: `${stage} 1`,
    stage,
    input: `golden/${stage}-1-input.npy`,
    output: `golden/${stage}-1-output.npy`,
    tolerance: { absolute: 1e-3, relative: 1e-3 },
  };
}

const inexpressible = (what: string) => new ProblemError('network-not-expressible', { what });
