"""The radiographs, their preparation as the package's manifest states it, and the order in which training sees them."""
import csv
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import interpolate

from .augment import augment

NAME = 'Kermany et al. 2018, children, by patient'
LABELS = ('normal', 'bacteria', 'virus')
SIZE, MEAN, DEVIATION = 128, 0.485, 0.237


def resize(grey, size=SIZE):
    """(N, 1, H, W) → (N, 1, size, size), both sides stretched. With antialiasing, else the 224-pixel copies and a
    3,000-pixel original of the same chest would differ in noise and edges, which the network would read."""
    return interpolate(grey, size=(size, size), mode='bilinear', antialias=True, align_corners=False)


def normalise(grey):
    return (grey - MEAN) / DEVIATION


def prepare(image):
    """Grey values 0…1 (H, W) → network input (1, 1, SIZE, SIZE)."""
    return normalise(resize(image[None, None]))


def grey(path):
    return torch.from_numpy(np.asarray(Image.open(path).convert('L')).astype(np.float32) / 255)


def load(data, split):
    """{'files', 'patients', 'labels' int64 (N), 'images' float32 0…1 (N, 1, SIZE, SIZE)}; resized once, since every
    epoch starts from the same pixels."""
    data = Path(data)
    with open(data / 'split.csv') as file:
        rows = [row for row in csv.DictReader(file) if row['split'] == split]
    return {
        'files': [row['file'] for row in rows],
        'patients': [row['patient'] for row in rows],
        'labels': torch.tensor([LABELS.index(row['label']) for row in rows]),
        'images': torch.cat([resize(grey(data / row['file'])[None, None]) for row in rows]),
    }


def batches(cases, epoch, seed, size):
    """Batches of augmented, normalised images, shuffled by epoch."""
    random = np.random.default_rng([seed, epoch])
    order = torch.from_numpy(random.permutation(len(cases['labels'])))
    for start in range(0, len(order) - size + 1, size):
        rows = order[start:start + size]
        images = normalise(augment(cases['images'][rows], random))
        yield images.contiguous(memory_format=torch.channels_last), cases['labels'][rows]
