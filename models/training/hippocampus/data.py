"""The crops, their preparation as the package's manifest states it, and the order in which training sees them."""
import csv
from pathlib import Path

import nibabel
import numpy as np
import torch
from torch.nn.functional import pad

from .augment import augment

NAME = 'Medical Segmentation Decathlon, Task04 Hippocampus'
MULTIPLE = 8


def load(data, split):
    """[(case, image float32 (X, Y, Z), labels int64 (X, Y, Z))]; the arrays are in RAS order already."""
    data = Path(data)
    with open(data / 'split.csv') as file:
        rows = [row for row in csv.DictReader(file) if row['split'] == split]

    def array(kind, case):
        return torch.from_numpy(np.asarray(nibabel.load(str(data / kind / f'{case}.nii.gz')).dataobj).astype(np.float32))

    return [(row['case'], array('images', row['case']), array('labels', row['case']).long()) for row in rows]


def normalise(image):
    """z-score over the whole volume (population deviation, as NumPy's)."""
    return (image - image.mean()) / image.std(unbiased=False).clamp_min(1e-8)


def pad_end(volume, multiple=MULTIPLE):
    """Zeros after the last voxel of each axis, so that no offset has to be taken back afterwards."""
    sizes = [-n % multiple for n in volume.shape]
    return pad(volume, [0, sizes[2], 0, sizes[1], 0, sizes[0]])


def prepare(image):
    """Raw volume → network input (1, 1, X, Y, Z)."""
    return pad_end(normalise(image))[None, None]


def batches(cases, epoch, seed, size, shape):
    """Batches of augmented crops of `shape`, shuffled by epoch."""
    random = np.random.default_rng([seed, epoch])
    order = random.permutation(len(cases))
    for start in range(0, len(order) - size + 1, size):
        pairs = [augment(cases[i][1], cases[i][2], shape, random) for i in order[start:start + size]]
        yield torch.stack([image for image, _ in pairs])[:, None], torch.stack([labels for _, labels in pairs])
