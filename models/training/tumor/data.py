"""The slices, their preparation as the package's manifest states it, and the order in which training sees them."""
import csv
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from common.prepare import resize, zscore

from .augment import augment

NAME = 'Cheng 2015, contrast-enhanced T1, by patient'
LABELS = ('meningioma', 'glioma', 'pituitary')
SIZE = 224


def prepare(image):
    """Grey values 0…1 (H, W), H = W → network input (1, 1, SIZE, SIZE)."""
    return zscore(resize(image[None, None], SIZE))


def rows_of(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def pictures_of(data, rows):
    """float32 0…1 (H, W), one for each row."""
    return [torch.from_numpy(np.asarray(Image.open(data / row['file']).convert('L')).astype(np.float32) / 255) for row in rows]


def load(data, split):
    """{'files', 'patients' ('' where not recorded), 'labels' int64 (N), 'boxes' float32 (N, 4; x0, y0, x1, y1 in pixels
    of the SIZE image), 'images' float32 0…1 (N, 1, SIZE, SIZE)}; each slice has one tumour."""
    data = Path(data)
    boxes = {row['file']: [float(row[edge]) for edge in ('x0', 'y0', 'x1', 'y1')] for row in rows_of(data / 'boxes.csv')}
    rows = [row for row in rows_of(data / 'split.csv') if row['split'] == split]
    pictures = pictures_of(data, rows)
    scales = torch.tensor([SIZE / picture.shape[1] for picture in pictures])
    return {
        'files': [row['file'] for row in rows],
        'patients': [row['patient'] for row in rows],
        'labels': torch.tensor([LABELS.index(row['label']) for row in rows]),
        'boxes': torch.tensor([boxes[row['file']] for row in rows]) * scales[:, None],
        'images': torch.cat([resize(picture[None, None], SIZE) for picture in pictures]),
    }


def without_tumour(data):
    """Images (N, 1, SIZE, SIZE) of slices without enhancing tumour, of another hospital; never trained on, so that all of
    them tell of alarms."""
    data = Path(data)
    return torch.cat([resize(picture[None, None], SIZE) for picture in pictures_of(data, rows_of(data / 'no-tumor.csv'))])


def batches(cases, epoch, seed, size, side=SIZE):
    """Batches of augmented, normalised images of `side` × `side` with their boxes and labels, shuffled by epoch."""
    random = np.random.default_rng([seed, epoch])
    order = torch.from_numpy(random.permutation(len(cases['labels'])))
    for start in range(0, len(order) - size + 1, size):
        rows = order[start:start + size]
        images, boxes = augment(resize(cases['images'][rows], side), cases['boxes'][rows] * (side / SIZE), random)
        yield zscore(images).contiguous(memory_format=torch.channels_last), boxes, cases['labels'][rows]
