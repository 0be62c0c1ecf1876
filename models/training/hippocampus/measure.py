"""Dice, surface distance and volume error of each case, in the case's own grid of 1 mm voxels."""
import numpy as np
import torch
from scipy.ndimage import binary_erosion, distance_transform_edt, label as components

from .data import prepare

LABELS = {'anterior': 1, 'posterior': 2}


def predict(net, image, mirrored=False):
    """Raw volume → labels int (X, Y, Z) as the package's finish steps give them: argmax, then the largest
    component of each label. `mirrored` averages the probabilities with those of the left-right mirror image."""
    with torch.no_grad():
        x = prepare(image)
        scores = torch.softmax(net(x), 1)
        if mirrored:
            scores = (scores + torch.softmax(net(x.flip(2)), 1).flip(2)) / 2
    found = scores[0].argmax(0).numpy()[tuple(slice(n) for n in image.shape)]
    for number in LABELS.values():
        parts, count = components(found == number, np.ones((3, 3, 3)))
        if count > 1:
            sizes = np.bincount(parts.ravel())[1:]
            found[(parts > 0) & (parts != 1 + sizes.argmax())] = 0
    return found


def dice(a, b):
    return 2 * np.count_nonzero(a & b) / max(np.count_nonzero(a) + np.count_nonzero(b), 1)


def surface_distance(a, b):
    """Mean distance (mm, symmetric) between the surfaces of two masks on a 1 mm grid; NaN if one is empty."""
    if not a.any() or not b.any():
        return float('nan')
    edges = [mask & ~binary_erosion(mask) for mask in (a, b)]
    far = [distance_transform_edt(~edge) for edge in edges]
    return float(np.concatenate([far[1][edges[0]], far[0][edges[1]]]).mean())


def per_case(net, cases, mirrored=False, surfaces=False):
    """{metric: list over cases}."""
    rows = {}
    net.eval()
    for _, image, truth in cases:
        found = predict(net, image, mirrored)
        for name, number in LABELS.items():
            a, b = found == number, truth.numpy() == number
            rows.setdefault(f'dice.{name}', []).append(dice(a, b))
            rows.setdefault(f'volumeErrorMl.{name}', []).append(abs(a.sum() - b.sum()) / 1000)
            if surfaces:
                rows.setdefault(f'surfaceDistanceMm.{name}', []).append(surface_distance(a, b))
    return rows
