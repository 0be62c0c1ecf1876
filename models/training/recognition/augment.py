"""What differs between two radiographs of one person: position, exposure, sharpness, cables and side marks. Never
mirrored, since a heart on the right is another person."""
import numpy as np

from common.augment import cover, expose, sharpen, warped


def place(images, random):
    """Turned up to 10°, scaled by up to 15 %, each side by up to 8 % on its own, shifted up to 8 %."""
    n = len(images)
    angle, both = random.uniform(-0.175, 0.175, n), np.exp(random.uniform(-0.15, 0.15, n))
    across, down = both * np.exp(random.uniform(-0.08, 0.08, n)), both * np.exp(random.uniform(-0.08, 0.08, n))
    return warped(images, angle, across, down, 0, random.uniform(-0.16, 0.16, (n, 2)))[0]


def augment(images, random):
    """(N, 1, S, S) of 0…1 → the same shape, about 0…1."""
    return cover(expose(sharpen(place(images, random), random), random).clamp(0, 1), random)
