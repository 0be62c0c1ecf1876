"""Changes that a radiograph's label does not depend on, but shortcuts in this data set do.

Sharpness alone tells normal from pneumonia there (the originals differ in size by class), the spread of grey alone
tells virus from bacteria, and the aspect ratio was squeezed away unequally. So all three are drawn at random, widely
enough to cover the classes' differences; so are side marks in corners, position and noise."""
import numpy as np

from common.augment import cover, expose, sharpen, warped


def place(images, random):
    """Turned up to 10°, each side scaled by up to 15 % on its own (aspect), shifted up to 8 %, mirrored at times."""
    n = len(images)
    angle, shear = random.uniform(-0.175, 0.175, n), random.uniform(-0.08, 0.08, n)
    across, down = np.exp(random.uniform(-0.15, 0.15, n)), np.exp(random.uniform(-0.15, 0.15, n))
    across *= np.where(random.random(n) < 0.5, -1, 1)
    return warped(images, angle, across, down, shear, random.uniform(-0.16, 0.16, (n, 2)))[0]


def augment(images, random):
    """(N, 1, S, S) of 0…1 → the same shape, about 0…1."""
    return cover(expose(sharpen(place(images, random), random), random).clamp(0, 1), random)
