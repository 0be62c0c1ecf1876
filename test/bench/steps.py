"""One step by its reference on a volume; prints the milliseconds of each of `rounds` passes after one.

    steps.py <volume.f32> <z,y,x> <step> <rounds>
"""
import json
import sys
import time

import numpy as np
import scipy.ndimage
import scipy.special
import skimage.measure
import skimage.morphology
import skimage.transform

file, shape, step, rounds = sys.argv[1:]
volume = np.fromfile(file, '<f4').reshape([int(n) for n in shape.split(',')])
mask = volume > .5
channels = np.stack([volume, -volume, volume * .5])


def resample():
    size = [max(1, int(np.floor(n * s + .5))) for n, s in zip(volume.shape, (1.25, .8, .8))]
    scipy.ndimage.zoom(volume, [m / n for m, n in zip(size, volume.shape)], order=1, mode='nearest', grid_mode=False)


STEPS = {
    'resample': resample,
    'resize': lambda: skimage.transform.resize(volume[0], (96, 80), order=1, anti_aliasing=True, mode='edge'),
    'orient': lambda: np.ascontiguousarray(volume.transpose(2, 1, 0)[::-1, :, ::-1]),
    'crop': lambda: scipy.ndimage.find_objects(volume != 0)[0],
    'pad': lambda: np.pad(volume, [(0, -n % 64) for n in volume.shape], mode='reflect'),
    'zscore': lambda: (volume - volume.mean()) / volume.std(),
    'percentile': lambda: np.clip((volume - np.percentile(volume, 1)) / np.ptp(np.percentile(volume, [1, 99])), 0, 1),
    'softmax': lambda: scipy.special.softmax(channels, 0),
    'argmax': lambda: channels.argmax(0),
    'largestComponent': lambda: (lambda parts: parts == np.bincount(parts.ravel())[1:].argmax() + 1)(skimage.measure.label(mask)),
    'removeSmall': lambda: skimage.morphology.remove_small_objects(mask, 50, connectivity=3),
    'fillHoles': lambda: scipy.ndimage.binary_fill_holes(mask),
}
STEPS[step]()
times = []
for _ in range(int(rounds)):
    start = time.perf_counter()
    STEPS[step]()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({'ms': times}))
