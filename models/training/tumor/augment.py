"""What a slice may look like elsewhere: turned, scaled, shifted, mirrored, in another contrast and sharpness, partly
covered. The boxes go along."""
import numpy as np
import torch

from common.augment import cover, expose, sharpen, warped


def place(images, boxes, random):
    """Turned up to 14°, each side scaled by up to 20 % on its own, shifted up to 10 %, mirrored at times."""
    n, side = len(images), images.shape[-1]
    angle, shear = random.uniform(-0.25, 0.25, n), random.uniform(-0.08, 0.08, n)
    both = np.exp(random.uniform(-0.16, 0.16, n))
    across, down = both * np.exp(random.uniform(-0.08, 0.08, n)), both * np.exp(random.uniform(-0.08, 0.08, n))
    across *= np.where(random.random(n) < 0.5, -1, 1)
    images, matrix = warped(images, angle, across, down, shear, random.uniform(-0.2, 0.2, (n, 2)))
    return images, moved(boxes, matrix, side)


def moved(boxes, matrix, side):
    """The boxes after their images were read through `matrix` (target to source, unit square −1…1): each box's inscribed
    ellipse is carried over and boxed again, since tumours are rounder than boxes. Cut at the border."""
    unit = boxes * (2 / side) - 1
    centre, half = (unit[:, :2] + unit[:, 2:]) / 2, (unit[:, 2:] - unit[:, :2]) / 2
    home = torch.linalg.inv(matrix[:, :, :2])
    centre = (home @ (centre - matrix[:, :, 2])[:, :, None])[:, :, 0]
    half = ((home * half[:, None, :]) ** 2).sum(2).sqrt()
    return ((torch.cat([centre - half, centre + half], 1) + 1) * (side / 2)).clamp(0, side)


def augment(images, boxes, random):
    """(N, 1, S, S) of 0…1 and (N, 4) → the same shapes."""
    images, boxes = place(images, boxes, random)
    return cover(expose(sharpen(images, random), random).clamp(0, 1), random, boxes), boxes
