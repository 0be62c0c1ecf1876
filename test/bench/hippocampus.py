"""The hippocampus analysis once more with pydicom and PyTorch, as a researcher would write it: the alternative that the
bench measures against. Prints the milliseconds of each of `rounds` warm analyses, reading included, and the voxels.

    hippocampus.py <series folder> <model.onnx> <folder models/training> <rounds>
"""
import json
import pathlib
import sys
import time

import numpy as np
import onnx
import pydicom
import torch
from onnx import numpy_helper
from scipy import ndimage

folder, model, training, rounds = sys.argv[1:]
sys.path.insert(0, training)
from hippocampus.network import HippocampusNet  # noqa: E402

torch.set_num_threads(2)
network = HippocampusNet().eval()
network.load_state_dict({w.name: torch.tensor(numpy_helper.to_array(w)) for w in onnx.load(model).graph.initializer}, strict=False)


def analyse():
    slices = sorted((pydicom.dcmread(str(p)) for p in pathlib.Path(folder).glob('*.dcm')), key=lambda d: d.ImagePositionPatient[2])
    volume = np.stack([d.pixel_array * float(d.get('RescaleSlope', 1)) + float(d.get('RescaleIntercept', 0)) for d in slices])
    x = volume.transpose(2, 1, 0)[::-1, ::-1].astype(np.float32)   # axial LPS slices to RAS axes
    x = (x - x.mean()) / x.std()
    padded = np.pad(x, [(0, -n % 8) for n in x.shape])
    with torch.no_grad():
        logits = network(torch.tensor(padded.copy())[None, None])[0]
    labels = torch.softmax(logits, 0).numpy()[:, :x.shape[0], :x.shape[1], :x.shape[2]].argmax(0)
    voxels = []
    for label in 1, 2:
        parts, count = ndimage.label(labels == label)
        voxels.append(int(np.bincount(parts.ravel())[1:].max()) if count else 0)
    return voxels


voxels = analyse()
times = []
for _ in range(int(rounds)):
    start = time.perf_counter()
    analyse()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({'ms': times, 'voxels': voxels}))
