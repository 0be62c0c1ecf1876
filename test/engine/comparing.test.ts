import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPython } from '../imaging/reference.ts';
import { call, endOf, openExample, type Reached, transports } from './transports.ts';

const root = join(import.meta.dirname, '../..');
const data = join(root, '../shared/data/chest-pneumonia');
const toDicom = join(root, '../shared/acceptance/to_dicom.py');
const [direct] = transports;
if (!existsSync(data))
  console.warn('../shared/data is absent: no two radiographs are compared as PyTorch compares them.');

/** The shipped graph, node by node in PyTorch, behind the preparation of the training code. */
const SIMILARITIES = `
import json, sys
import onnx, pydicom, torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
sys.path.insert(0, sys.argv[1] + '/models/training')
from recognition.data import prepare
graph = onnx.load(sys.argv[1] + '/models/same-patient/model.onnx').graph
weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
OPS = {
    'Conv': lambda a, x, w, b=None: F.conv2d(x, w, b, a['strides'], a['pads'][:2]),
    'MaxPool': lambda a, x: F.max_pool2d(x, a['kernel_shape'], a['strides'], a['pads'][:2]),
    'GlobalAveragePool': lambda a, x: x.mean((2, 3), keepdim=True),
    'Flatten': lambda a, x: x.flatten(1), 'Gemm': lambda a, x, w, b: x @ w.T + b, 'Relu': lambda a, x: x.relu(),
    'Add': lambda a, x, y: x + y, 'Mul': lambda a, x, y: x * y, 'Div': lambda a, x, y: x / y, 'Sqrt': lambda a, x: x.sqrt(),
    'ReduceSum': lambda a, x, axes: x.sum(axes.tolist(), keepdim=True),
    'Constant': lambda a: torch.from_numpy(numpy_helper.to_array(a['value']).copy()),
}
vectors = []
for path in sys.argv[2:]:
    image = torch.from_numpy(pydicom.dcmread(path).pixel_array.astype('f4') / 255)
    values = {**weights, 'image': prepare(image)}
    for node in graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        values[node.output[0]] = OPS[node.op_type](attributes, *[values[name] for name in node.input])
    vectors.append(values['embedding'][0])
print(json.dumps([float(vectors[0] @ v) for v in vectors[1:]]))
`;

describe('The engine, asked whether two studies are of one person', () => {
  let reached: Reached;
  const folder = mkdtempSync(join(tmpdir(), 'persons-'));
  beforeAll(async () => {
    reached = await direct!.reach();
  });
  afterAll(async () => {
    await reached.close();
    rmSync(folder, { recursive: true });
  });
  const compare = (seriesInstanceUid: string, otherSeriesUid: string) =>
    call(reached, 'compare', { params: { seriesInstanceUid, otherSeriesUid } });

  test('says that an image is of the same person as itself, and of what no network knows nothing, with the reason', async () => {
    const series = (await openExample(reached)).flatMap((study) => study.series);
    const [mr, cr] = ['MR', 'CR'].map((modality) => series.find((one) => one.modality === modality)!.seriesInstanceUid);
    const { comparison } = await compare(cr!, cr!);
    expect(comparison).toMatchObject({ modelId: 'same-patient', samePerson: true });
    expect(comparison!.similarity).toBeCloseTo(1, 5);
    expect(comparison!.wrong!.onePerson).toBeGreaterThan(0.1);
    const neither = await compare(cr!, mr!);
    expect(neither.comparison).toBeUndefined();
    expect(neither.reasons[0]!.en).toMatch(/radiographs of the chest/);
  });

  test.runIf(hasPython && existsSync(data) && existsSync(toDicom))(
    'finds the similarities that PyTorch finds',
    async () => {
      const lines = readFileSync(join(data, 'split.csv'), 'utf8').trim().split('\n').slice(1);
      const files = lines.filter((line) => line.endsWith(',test')).map((line) => line.split(',')[0]!);
      const paths = [0, 1, 40, 300].map((at) => {
        const path = join(folder, `${at}.dcm`);
        execFileSync('/usr/bin/python3', [toDicom, 'radiograph', join(data, files[at]!), path, '--age', '004Y']);
        return path;
      });
      const output = execFileSync('/usr/bin/python3', ['-c', SIMILARITIES, root, ...paths], { encoding: 'utf8' });
      const wanted = JSON.parse(output) as number[];
      await endOf(reached, await call(reached, 'open', { body: { paths } }));
      const { studies } = await call(reached, 'studies');
      const listed = studies.flatMap(({ series }) => series.map(({ seriesInstanceUid }) => seriesInstanceUid));
      const places = await Promise.all(
        listed.map(async (seriesInstanceUid) => {
          const { instances } = await call(reached, 'instances', { params: { seriesInstanceUid } });
          return instances[0]!.source.path;
        }),
      );
      const uids = paths.map((path) => listed[places.indexOf(path)]);
      for (const [n, similarity] of wanted.entries()) {
        const { comparison } = await compare(uids[0]!, uids[n + 1]!);
        expect(Math.abs(comparison!.similarity - similarity)).toBeLessThan(2e-3);
        expect(comparison!.samePerson).toBe(comparison!.similarity >= comparison!.threshold);
      }
    },
    60_000,
  );
});
