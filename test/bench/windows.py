"""The shipped 3-D network over windows of a volume, as MONAI's sliding_window_inference does it, in PyTorch: windows of
40 × 56 × 40, half overlapping, Gaussian weights. Prints the milliseconds of each of `rounds` warm passes.

    windows.py <volume.f32> <x,y,z> <model.onnx> <folder models/training> <rounds>
"""
import itertools
import json
import sys
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper

volume, shape, model, training, rounds = sys.argv[1:]
sys.path.insert(0, training)
from hippocampus.network import HippocampusNet  # noqa: E402

torch.set_num_threads(2)
network = HippocampusNet().eval()
network.load_state_dict({w.name: torch.tensor(numpy_helper.to_array(w)) for w in onnx.load(model).graph.initializer}, strict=False)
x = torch.from_numpy(np.fromfile(volume, '<f4').reshape([int(n) for n in shape.split(',')]))[None, None]
size = (40, 56, 40)
weights = torch.ones(())
for n in size:
    at = torch.arange(n, dtype=torch.float32) - (n - 1) / 2
    weights = weights.unsqueeze(-1) * torch.exp(at ** 2 / (-2 * (0.125 * n) ** 2))
weights = weights.clamp(min=1e-3)


def analyse():
    sums, total = torch.zeros((3, *x.shape[2:])), torch.zeros(x.shape[2:])
    starts = [[min(k * s // 2, n - s) for k in range(-(-(n - s) // (s // 2)) + 1)] for n, s in zip(x.shape[2:], size)]
    with torch.no_grad():
        for start in itertools.product(*starts):
            box = tuple(slice(i, i + s) for i, s in zip(start, size))
            sums[(slice(None), *box)] += network(x[(slice(None), slice(None), *box)])[0] * weights
            total[box] += weights
    return sums / total


analyse()
times = []
for _ in range(int(rounds)):
    start = time.perf_counter()
    analyse()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({'ms': times}))
