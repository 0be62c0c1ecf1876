import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { describeProblem, type Problem, problemOf } from '../../core/contract/index.ts';
import { tinyResnet } from '../onnx/tiny.ts';

export type Files = Record<string, Uint8Array>;

const both = (text: string) => ({ en: text, ar: text });

type Draft = ReturnType<typeof draft>;

function draft(files: Files) {
  return {
    manifest: 1,
    id: 'tiny',
    version: '1.0.0',
    name: both('Tiny'),
    licence: 'Apache-2.0',
    authors: ['A test'],
    intendedUse: both('Tests.'),
    notFor: both('Patients.'),
    files: listed(files),
    task: 'classification',
    network: { file: 'model.onnx', input: 'x', output: 'y', layout: 'NCHW' },
    input: { kind: 'image', frames: 'each' },
    eligible: [] as object[],
    prepare: [{ step: 'modality' }] as object[],
    run: { mode: 'whole', timeoutS: 10 } as object,
    finish: [{ step: 'softmax' }],
    labels: [
      { key: 'normal', name: both('Normal'), colour: '#00ff00', role: 'normal' },
      { key: 'odd', name: both('Odd'), colour: '#ff0000' },
    ] as { key: string; name: { en: string; ar: string }; colour: string; role?: string }[],
    explain: { kind: 'cam' },
    golden: [
      {
        name: 'one',
        stage: 'run',
        input: 'golden/in.npy',
        output: 'golden/out.npy',
        tolerance: { absolute: 1e-3, relative: 1e-3 },
      },
    ],
    measured: [],
  };
}

/** A small package that is right, its manifest changed by `change` before its files are listed. */
export function tinyPackage(change: (manifest: Draft) => void = () => {}, network = tinyResnet()): Files {
  const files: Files = {
    'model.onnx': network,
    'CARD.md': Buffer.from('# Tiny\n'),
    'golden/in.npy': Buffer.from('in'),
    'golden/out.npy': Buffer.from('out'),
  };
  const manifest = draft(files);
  change(manifest);
  return { 'model.json': Buffer.from(JSON.stringify(manifest)), ...files };
}

const listed = (files: Files) =>
  Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [
      path,
      { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
    ]),
  );

/** A folder of the test's own. */
export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function write(folder: string, files: Files): Promise<string> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** The problem of something that must be refused. */
export async function refused(work: Promise<unknown>): Promise<Problem> {
  const problem = await work.then((): Problem => ({ code: 'accepted', values: {} }), problemOf);
  if (problem.code === 'bug') throw new Error(String(problem.values.message));
  return problem;
}

export const sentence = (problem: Problem): string => describeProblem(problem, 'en').text;
