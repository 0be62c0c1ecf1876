import { ProblemError } from '../contract/index.ts';
import { axesOrder, channelAxis } from '../imaging/index.ts';
import { classActivationHead, type Graph } from '../onnx/index.ts';
import type { BoxOrigin, EligibilityRule, Manifest, PrepareStep } from './manifest.ts';
import { networksOf } from './networks.ts';

/** What a schema cannot say: that the parts of a manifest agree with each other. Throws a ProblemError. */
export function checkConsistent(manifest: Manifest): void {
  const networks = networksOf(manifest);
  const named = [
    ...networks,
    ...manifest.golden.flatMap(({ input, output, boxes }) => [input, output, ...(boxes ? [boxes] : [])]),
  ];
  const absent = named.find((file) => !Object.hasOwn(manifest.files, file));
  if (absent !== undefined) throw new ProblemError('package-file-missing', { file: absent });

  const keys = manifest.labels.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new ProblemError('package-label-twice', { label: twice });

  const detects = manifest.task === 'detection';
  if (detects !== manifest.finish.some(({ step }) => step === 'boxes'))
    throw new ProblemError('package-manifest-lacks', { where: detects ? 'finish[].step "boxes"' : 'task "detection"' });
  if (detects && manifest.network.boxes === undefined)
    throw new ProblemError('package-manifest-lacks', { where: 'network.boxes' });

  const { kind } = manifest.input;
  const { layout } = manifest.network;
  if ((axesOrder(layout) === 'NCHW') !== (kind === 'image')) throw new ProblemError('package-layout', { kind, layout });

  checkChannels(manifest.input);
  checkOnly(manifest);
  const { run, task } = manifest;
  checkEnsemble(manifest, networks);
  checkParts(run, task);
  const axes = kind === 'image' ? 2 : 3;
  const sizes = run.mode === 'slidingWindow' ? run.size.length : axes;
  if (sizes < axes) throw new ProblemError('package-manifest-lacks', { where: 'run.size[2]' });
  const third = sizes > axes ? 'run.size[2]' : kind === 'image' && run.flips.includes('z') && 'run.flips "z"';
  if (third) throw new ProblemError('package-run-task', { where: third, task: kind });

  manifest.golden.forEach(({ stage, boxes, size }, i) => {
    if (stage !== 'finish') return;
    if (task === 'verification')
      throw new ProblemError('package-run-task', { where: `golden[${i}].stage "finish"`, task });
    const lacking = detects && ((boxes === undefined && 'boxes') || (size?.length !== axes && 'size'));
    if (lacking) throw new ProblemError('package-manifest-lacks', { where: `golden[${i}].${lacking}` });
  });
  manifest.finish.forEach((step, i) => {
    if (step.step === 'boxes') checkBoxes(step.from, axes, `finish[${i}].from`);
    if (step.step !== 'calibrate') return;
    const { temperature, platt } = step;
    if (temperature === undefined && platt === undefined)
      throw new ProblemError('package-manifest-lacks', { where: `finish[${i}].temperature` });
    if (platt && platt.length !== keys.length)
      throw new ProblemError('channels-differ', { step: 'calibrate', numbers: platt.length, channels: keys.length });
  });
  checkRanges(manifest.eligible, 'eligible');
  checkSteps(manifest.prepare, 'prepare');
  const typed = manifest.prepare.findIndex(({ step }) => step === 'type');
  if (typed >= 0 && typed < manifest.prepare.length - 1) throw new ProblemError('step-misplaced', { step: 'type' });
}

function checkChannels({ kind, channels }: Manifest['input']): void {
  if (!channels) return;
  if (kind === 'image') throw new ProblemError('package-channels-image');
  const keys = channels.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new ProblemError('package-channel-twice', { channel: twice });
  channels.forEach(({ find, prepare }, n) => {
    checkRanges(find, `input.channels[${n}].find`);
    checkSteps(prepare, `input.channels[${n}].prepare`);
  });
}

/** Windows are for masks, which are blended, and for boxes, which are not; mirror images for masks. */
function checkParts(run: Manifest['run'], task: Manifest['task']): void {
  const windows = run.mode === 'slidingWindow';
  const said = windows ? (['blend', 'as'] as const).filter((key) => run[key] !== undefined) : [];
  const wrong =
    windows && task !== 'segmentation' && task !== 'detection'
      ? 'run.mode "slidingWindow"'
      : task !== 'segmentation' && (said[0] ? `run.${said[0]}` : run.flips.length > 0 && 'run.flips');
  if (wrong) throw new ProblemError('package-run-task', { where: wrong, task });
  const lacking = windows && task === 'segmentation' && (['blend', 'as'] as const).find((key) => !said.includes(key));
  if (lacking) throw new ProblemError('package-manifest-lacks', { where: `run.${lacking}` });
}

/** That steps of some channels name channels that there are. */
function checkOnly({ prepare, input: { channels = [] } }: Manifest): void {
  const known = channels.map(({ key }) => key);
  prepare.forEach((step, i) => {
    const channel = ('only' in step ? step.only : undefined)?.find((key) => !known.includes(key));
    if (channel !== undefined)
      throw new ProblemError('package-channel-unknown', {
        ...{ where: `prepare[${i}].only`, channel, known: known.join(', ') || '—' },
      });
  });
}

function checkRanges(rules: EligibilityRule[], where: string): void {
  rules.forEach((rule, i) => {
    const [low, high] = rangeOf(rule);
    if (low > high) throw new ProblemError('package-manifest-range', { where: `${where}[${i}]`, low, high });
  });
}

function checkSteps(steps: PrepareStep[], where: string): void {
  steps.forEach((step, i) => {
    const key = lackingIn(step);
    if (key) throw new ProblemError('package-manifest-lacks', { where: `${where}[${i}].${key}` });
  });
}

/** What each of the networks has to keep to, and that a golden case proves all of them together. */
function checkEnsemble({ run, task, explain, golden }: Manifest, networks: string[]): void {
  const proved = golden.some(({ stage }) => stage === 'ensemble');
  if (run.folds.length > 0 !== proved)
    throw new ProblemError('package-manifest-lacks', { where: proved ? 'run.folds' : 'golden[].stage "ensemble"' });
  const twice = networks.find((file, i) => networks.indexOf(file) !== i);
  const wrong =
    twice ||
    (task !== 'classification' && task !== 'segmentation' && `task "${task}"`) ||
    (explain.kind !== 'none' && `explain.kind "${explain.kind}"`);
  if (run.folds.length > 0 && wrong) throw new ProblemError('package-folds', { what: wrong });
}

/** A number for each axis, a list for each level, and as many anchors at each level. */
function checkBoxes(from: BoxOrigin, axes: number, where: string): void {
  const wrong = (key: string) => new ProblemError('package-box-axes', { where: `${where}.${key}`, axes });
  if (from.strides.some((stride) => typeof stride === 'object' && stride.length !== axes)) throw wrong('strides');
  if (from.kind === 'anchors' && axes !== 2) throw wrong('kind "anchors"');
  if (from.kind === 'anchors' && from.sizes.length !== from.strides.length) throw wrong('sizes');
  if (from.kind !== 'shapes') return;
  const { shapes, strides, deviations } = from;
  const alike = shapes.every((level) => level.length === shapes[0]!.length);
  if (!alike || shapes.length !== strides.length || shapes.flat().some((shape) => shape.length !== axes))
    throw wrong('shapes');
  if (deviations.length !== 2 * axes) throw wrong('deviations');
}

function rangeOf(rule: EligibilityRule): [number, number] {
  if (rule.attribute === 'patientAge') return [rule.minYears, rule.maxYears];
  return 'min' in rule ? [rule.min, rule.max] : [0, 0];
}

/** The key that a step needs because of another of its keys. */
function lackingIn(step: PrepareStep): string | undefined {
  const needs: Record<string, unknown> =
    step.step === 'voi' && step.use === 'fixed'
      ? { center: step.center, width: step.width }
      : step.step === 'normalise' && step.by === 'fixed'
        ? { mean: step.mean, deviation: step.deviation }
        : step.step === 'normalise' && step.by === 'percentile'
          ? { low: step.low, high: step.high }
          : {};
  return Object.entries(needs).find(([, value]) => value === undefined)?.[0];
}

/** What the runtime can be fed here, and asked for (onnxruntime-node): all else is refused before it is run. */
const ANSWERS = ['float32', 'float16'];

/** That the network is the one that the manifest describes. Throws a ProblemError. */
export function checkFits(manifest: Manifest, graph: Graph): void {
  const input = mustHave('input', manifest.network.input, graph.inputs);
  const step = manifest.prepare.find((one) => one.step === 'type');
  mustBe('input', input, [step?.to ?? 'float32']);
  const inputs = input.shape?.[channelAxis(manifest.network.layout)];
  const series = manifest.input.channels?.length;
  if (series !== undefined && typeof inputs === 'number' && inputs !== series)
    throw new ProblemError('package-channel-count', { channels: series, inputs });
  const output = mustHave('output', manifest.network.output, graph.outputs);
  mustBe('output', output, ANSWERS);
  if (manifest.network.boxes !== undefined)
    mustBe('output', mustHave('output', manifest.network.boxes, graph.outputs), ANSWERS);
  if (manifest.task === 'verification') return;
  const { task, network } = manifest;
  const axis = task === 'detection' ? 2 : task === 'segmentation' ? channelAxis(network.layout) : 1;
  const channels = output.shape?.[axis];
  const labels = manifest.labels.length;
  if (typeof channels === 'number' && channels !== labels)
    throw new ProblemError('package-label-count', { labels, channels });
  if (manifest.explain.kind !== 'cam') return;
  const head = classActivationHead(graph);
  if (head?.classes !== labels) throw new ProblemError('package-no-cam');
}

function mustBe(what: string, { name, type }: { name: string; type: string }, wanted: string[]): void {
  if (!wanted.includes(type))
    throw new ProblemError('package-value-type', { what, name, type, wanted: wanted.join(', ') });
}

function mustHave<T extends { name: string }>(what: string, name: string, values: T[]): T {
  const found = values.find((value) => value.name === name);
  if (found) return found;
  throw new ProblemError('package-network-mismatch', {
    what,
    name,
    known: values.map((value) => value.name).join(', '),
  });
}
