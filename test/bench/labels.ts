/*
 * `labels.ts <labels>`: a volume of 512 × 512 × 300 in windows through a network of one 1 × 1 × 1 convolution, into the
 * mask of each label. The row of rows/windows.ts reads the peak of this process.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeMasks } from '../../core/imaging/index.ts';
import { createRunner, forkRunner } from '../../core/inference/index.ts';
import { carryOut } from '../../core/inference/run-plan.ts';
import { python, scratch } from './places.ts';

const NETWORK = `
import sys, numpy as np, onnx
from onnx import TensorProto, helper, numpy_helper
labels = int(sys.argv[1])
angle = np.arange(labels) * 7.0
weights = [numpy_helper.from_array(np.sin(angle).reshape(-1, 1, 1, 1, 1).astype('f4'), 'w'), numpy_helper.from_array(np.cos(angle).astype('f4'), 'b')]
values = lambda name, channels: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, 'z', 'y', 'x'])
graph = helper.make_graph([helper.make_node('Conv', ['image', 'w', 'b'], ['logits'])], 'labels', [values('image', 1)], [values('logits', labels)], weights)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid('', 16)], ir_version=8), sys.argv[2])
`;

const labels = Number(process.argv[2]);
const file = join(await scratch('labels'), `${labels}.onnx`);
execFileSync(python, ['-c', NETWORK, String(labels), file]);
const network = { key: file, bytes: () => new Uint8Array(readFileSync(file)) };
const runner = createRunner({ fork: forkRunner });
const size = [512, 512, 300];
const data = Float32Array.from({ length: 512 * 512 * 300 }, (_, n) => 3 * Math.sin(n / 7919));
const maker = makeMasks([{ step: 'argmax' }], {
  labels,
  background: 0,
  voxelMl: 0.001,
  prepared: { size, sourceSize: size, restore: (values) => values, restoreMask: (mask) => mask },
});
await carryOut(
  { data, dims: [1, 1, ...size.toReversed()] },
  {
    run: {
      ...{ mode: 'slidingWindow', size: [64, 64, 64], overlap: 0.25, blend: 'gaussian', as: 'monai' },
      ...{ flips: [], folds: [], timeoutS: 3600 },
    },
    ...{ layout: 'NCDHW', labels },
    async execute(image) {
      const job = { network, provider: 'cpu' as const, feeds: { image }, outputs: ['logits'] };
      return (await runner.run(job, { timeoutMs: 60_000 })).logits!;
    },
  },
  maker.take,
);
const masks = maker.masks();
let voxels = 0;
for (let label = 0; label < labels; label++) for (const set of masks(label)) voxels += set;
console.log(JSON.stringify({ voxels }));
await runner.close();
