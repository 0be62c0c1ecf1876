"""A detector of volumes, exported by PyTorch, and what it finds in a series by code that knows nothing of ours.

    python3 detector.py <folder> <series>

Writes detector.onnx (slices first; a residual stem, two anchors at each cell, MONAI's box coding), golden arrays and
found.json: boxes after suppression in NumPy, brought through the affine of the files into the patient.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pydicom
import torch
from torch import nn

CELL = (2, 32, 32)
SHAPES = [[44, 44, 3], [80, 80, 4]]
SCORE, IOU, MOST = .5, .1, 8
MEAN, DEVIATION = 0, 2500


class Detector(nn.Module):
    """Bright places in the head: much that is brighter than brain, nothing near that is as dark as air."""

    def __init__(self):
        super().__init__()
        self.blur = nn.Conv3d(1, 1, 3, padding=1, bias=False)
        nn.init.constant_(self.blur.weight, 1 / 27)
        ramps = np.stack(np.meshgrid(*[(np.arange(n) + .5) / n - .5 for n in CELL], indexing='ij'))[::-1]
        self.ramps = nn.Conv3d(1, 3, CELL, CELL, bias=False)
        self.cell, self.sides = torch.tensor(CELL[::-1]).float(), torch.tensor(SHAPES).float()
        self.ramps.weight.data = torch.from_numpy(np.ascontiguousarray(ramps[:, None], 'f4'))

    def forward(self, x):
        x = torch.relu(x + self.blur(torch.relu(self.blur(x)))) / 2
        bright, air = torch.relu(x - 1.3), torch.relu(.12 - x)
        near, outside = (nn.functional.avg_pool3d(part, CELL) for part in (bright, air))
        around, outside = (nn.functional.avg_pool3d(part, (1, 3, 3), 1, (0, 1, 1)) for part in (near, outside))
        scores = torch.stack([30 * near, 45 * around], -1) - 3 - 2000 * outside.unsqueeze(-1)
        shift = (self.ramps(bright) / (near * np.prod(CELL) + 1e-3)).permute(0, 2, 3, 4, 1)
        growth = (around - near).permute(0, 2, 3, 4, 1).repeat(1, 1, 1, 1, 3)
        deltas = [torch.cat([shift * self.cell / side, growth], -1) for side in self.sides]
        return scores.reshape(1, -1, 1), torch.stack(deltas, -2).reshape(1, -1, 6)


def volume_of(series):
    """Values [x, y, z] and index to patient (LPS, mm); slices by position."""
    files = sorted((pydicom.dcmread(f) for f in Path(series).iterdir()), key=lambda d: np.dot(d.ImagePositionPatient, np.cross(d.ImageOrientationPatient[:3], d.ImageOrientationPatient[3:])))
    first, last = files[0], files[-1]
    row, column = np.array(first.ImageOrientationPatient[:3], float), np.array(first.ImageOrientationPatient[3:], float)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = row * float(first.PixelSpacing[1]), column * float(first.PixelSpacing[0])
    affine[:3, 2] = (np.array(last.ImagePositionPatient, float) - np.array(first.ImagePositionPatient, float)) / (len(files) - 1)
    affine[:3, 3] = first.ImagePositionPatient
    values = np.stack([d.pixel_array * float(d.get('RescaleSlope', 1)) + float(d.get('RescaleIntercept', 0)) for d in files])
    return values.transpose(2, 1, 0).astype('f4'), affine


def toward_ras(values, affine):
    """Axes turned, as they are nearest, to run to the right, the front and the head."""
    directions = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    order = [int(np.abs(directions[axis]).argmax()) for axis in range(3)]
    values, affine = values.transpose(order), affine[:, order + [3]]
    for axis, sign in enumerate((-1, -1, 1)):
        if affine[axis, axis] * sign < 0:
            affine = affine.copy()
            affine[:3, 3] += affine[:3, axis] * (values.shape[axis] - 1)
            affine[:3, axis] *= -1
            values = np.flip(values, axis)
    return values, affine


def iou(box, others):
    both = np.clip(np.minimum(box[3:], others[:, 3:]) - np.maximum(box[:3], others[:, :3]), 0, None).prod(1)
    extent = lambda b: (b[..., 3:] - b[..., :3]).prod(-1)
    return both / (extent(box) + extent(others) - both)


def boxes_of(scores, deltas, size):
    """Rows of label, score, low and high edges on the network's grid [x, y, z], best first."""
    scores = 1 / (1 + np.exp(-scores[0, :, 0].astype('f8')))
    cells = np.stack(np.meshgrid(*[np.arange(n // c) for n, c in zip(size[::-1], CELL)], indexing='ij'), -1).reshape(-1, 3)[:, ::-1]
    points = np.repeat((cells + .5) * CELL[::-1], len(SHAPES), 0)
    sides = np.tile(np.array(SHAPES, float), (len(cells), 1))
    middle, half = points + deltas[0, :, :3] * sides, np.exp(deltas[0, :, 3:]) * sides / 2
    boxes = np.clip(np.concatenate([middle - half, middle + half], 1), 0, np.concatenate([size, size]))
    order, kept = [n for n in np.argsort(-scores, kind='stable') if scores[n] >= SCORE], []
    while order and len(kept) < MOST:
        kept.append(order[0])
        order = [n for n, share in zip(order[1:], iou(boxes[order[0]], boxes[order[1:]])) if share <= IOU]
    return np.concatenate([np.zeros((len(kept), 1)), scores[kept, None], boxes[kept]], 1)


def main(folder, series):
    source, to_patient = volume_of(series)
    values, affine = toward_ras(source, to_patient)
    prepared = torch.from_numpy(np.ascontiguousarray(values.transpose(2, 1, 0)[None, None] - MEAN, 'f4') / DEVIATION)
    torch.manual_seed(1)
    network = Detector().eval()
    small = (1.2 + .6 * torch.rand(1, 1, 2, 5, 4)).repeat_interleave(2, 2).repeat_interleave(32, 3).repeat_interleave(32, 4)
    with torch.no_grad():
        torch.onnx.export(network, small, str(folder / 'detector.onnx'), opset_version=14, input_names=['image'], output_names=['scores', 'boxes'],
                          dynamic_axes={'image': {2: 'z', 3: 'y', 4: 'x'}, 'scores': {1: 'cells'}, 'boxes': {1: 'cells'}})
        scores, deltas = network(prepared)
        for name, array in zip(('small-in', 'small-scores', 'small-boxes'), (small, *network(small))):
            np.save(folder / f'{name}.npy', np.ascontiguousarray(array, '<f4'))
    np.save(folder / 'small-found.npy', boxes_of(np.load(folder / 'small-scores.npy'), np.load(folder / 'small-boxes.npy'), (128, 160, 4)).astype('<f4'))
    found = []
    for _, score, *edges in boxes_of(scores.numpy(), deltas.numpy(), values.shape):
        low, high = np.array(edges[:3]) - .5, np.array(edges[3:]) - .5
        corners = np.array(np.meshgrid(*zip(low, high))).reshape(3, -1)
        patient = affine[:3, :3] @ corners + affine[:3, 3:]
        on_source = np.linalg.inv(to_patient) @ np.vstack([patient, np.ones(8)])
        found.append({'score': score, 'centre': patient.mean(1).tolist(), 'low': (on_source[:3].min(1) + .5).tolist(), 'high': (on_source[:3].max(1) + .5).tolist()})
    (folder / 'found.json').write_text(json.dumps(found))


main(Path(sys.argv[1]), sys.argv[2])
