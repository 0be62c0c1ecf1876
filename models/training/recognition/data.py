"""The radiographs, whose they are as far as the file names tell, and the order in which training sees them."""
import csv
import re
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from common.prepare import resize, zscore

from .augment import augment

NAME = 'Kermany et al. 2018, children, by patient'
SIZE, NEAR = 128, 10


def prepare(image):
    """Grey values 0…1 (H, W) → network input (1, 1, SIZE, SIZE)."""
    return zscore(resize(image[None, None], SIZE))


def person_of(file, label):
    """(list, number, serial) of a file name. The data set numbers persons anew in several lists (bacteria, virus, two
    lists of normals), so an equal number in two lists proves nothing."""
    found = re.search(r'person(\d+)_\w+_(\d+)', file)
    if found:
        return label, int(found[1]), int(found[2])
    kind, number, *rest = re.search(r'((?:NORMAL2-)?IM)-(\d+)-(.*)\.jpg', file).groups()
    return kind, int(number), rest[0]


def persons(files, labels):
    """A number per image, equal where two images are the same person's beyond reasonable doubt: pneumonia, one list, one
    number, and serials at most NEAR apart (they run on with the persons, so this leaves out numbers that were given
    twice); normals, two images of one study. Serial of each image beside it (−1 for normals)."""
    keys, serials, last = [], [], {}
    order = sorted(range(len(files)), key=lambda i: [str(x) for x in person_of(files[i], labels[i])[:2]] + [str(person_of(files[i], labels[i])[2]).zfill(9)])
    key_of = {}
    for i in order:
        kind, number, serial = person_of(files[i], labels[i])
        if isinstance(serial, str):
            # IM-0631-0001-0002: study 0631-0001, image 0002.
            key_of[i] = kind, number, serial.rsplit('-', 1)[0] if '-' in serial else f'alone {serial}'
            continue
        before = last.get((kind, number))
        run = before[1] if before and serial - before[0] <= NEAR else serial
        last[kind, number] = serial, run
        key_of[i] = kind, number, run
    numbers = {key: n for n, key in enumerate(sorted(set(key_of.values()), key=str))}
    for i in range(len(files)):
        serial = person_of(files[i], labels[i])[2]
        keys.append(numbers[key_of[i]])
        serials.append(serial if isinstance(serial, int) else -1)
    return np.array(keys), np.array(serials)


def load(data, split):
    """{'files', 'labels', 'patients' (of the split: equal numbers in any list), 'persons', 'serials' (N), 'images'
    float32 0…1 (N, 1, SIZE, SIZE), 'greys' (N, 1, 224, 224)}."""
    data = Path(data)
    with open(data / 'split.csv') as file:
        rows = [row for row in csv.DictReader(file) if row['split'] == split]
    files, labels = [row['file'] for row in rows], [row['label'] for row in rows]
    keys, serials = persons(files, labels)
    greys = torch.stack([torch.from_numpy(np.asarray(Image.open(data / file).convert('L')).astype(np.float32) / 255) for file in files])[:, None]
    return {
        'files': files, 'labels': np.array(labels), 'persons': keys, 'serials': serials,
        'patients': np.unique([row['patient'] for row in rows], return_inverse=True)[1],
        'images': torch.cat([resize(part, SIZE) for part in greys.split(64)]), 'greys': greys,
    }


def batches(cases, epoch, seed, size):
    """Batches of `size` persons, two augmented images each: two radiographs where there are two, else one twice. Persons
    come in runs of four neighbours of one list, who were likely imaged in the same weeks and room: only then must the
    network look for more than the look of the room."""
    random = np.random.default_rng([seed, epoch])
    keys = np.unique(cases['persons'])
    runs = np.split(keys, np.arange(4, len(keys), 4) + random.integers(-3, 1))
    order = np.concatenate([runs[i] for i in random.permutation(len(runs))])
    members = {key: np.flatnonzero(cases['persons'] == key) for key in keys}
    for start in range(0, len(order) - size + 1, size):
        pairs = [random.choice(members[key], 2, replace=len(members[key]) == 1) for key in order[start:start + size]]
        rows = np.stack(pairs, 1).ravel()
        images = zscore(augment(cases['images'][torch.from_numpy(rows)], random))
        yield images.contiguous(memory_format=torch.channels_last), torch.from_numpy(cases['persons'][rows]), torch.from_numpy(cases['patients'][rows])
