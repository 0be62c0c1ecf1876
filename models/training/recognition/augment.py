"""What differs between two radiographs of one person: position, exposure, sharpness, cables and side marks. Never
mirrored, since a heart on the right is another person."""
import numpy as np
import torch
from torch.nn.functional import affine_grid, grid_sample

from common.augment import cover, expose, sharpen


def place(images, random):
    """Turned up to 10°, scaled by up to 15 %, each side by up to 8 % on its own, shifted up to 8 %."""
    n = len(images)
    angle, both = random.uniform(-0.175, 0.175, n), np.exp(random.uniform(-0.15, 0.15, n))
    across, down = both * np.exp(random.uniform(-0.08, 0.08, n)), both * np.exp(random.uniform(-0.08, 0.08, n))
    matrix = np.zeros((n, 2, 3), np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = across * np.cos(angle), -down * np.sin(angle)
    matrix[:, 1, 0], matrix[:, 1, 1] = across * np.sin(angle), down * np.cos(angle)
    matrix[:, :, 2] = random.uniform(-0.16, 0.16, (n, 2))
    grid = affine_grid(torch.from_numpy(matrix), images.shape, align_corners=False)
    return grid_sample(images, grid, mode='bicubic', padding_mode='zeros', align_corners=False)


def augment(images, random):
    """(N, 1, S, S) of 0…1 → the same shape, about 0…1."""
    return cover(expose(sharpen(place(images, random), random), random).clamp(0, 1), random)
