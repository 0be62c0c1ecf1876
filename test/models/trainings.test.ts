import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('trainings.py', import.meta.url));
const trainings = fileURLToPath(new URL('../../models/training', import.meta.url));
const needs = ['-c', 'import torch, sklearn, scipy, nibabel, PIL, onnx'];
const canTrain = spawnSync('/usr/bin/python3', needs).status === 0;
if (!canTrain) console.warn('the trainings: skipped, no PyTorch for /usr/bin/python3');

it.skipIf(!canTrain)('finds all that a training asks of its modules, in the stages that are run last too', () => {
  expect(execFileSync('/usr/bin/python3', [script, trainings], { encoding: 'utf8' })).toBe('');
});
