"""Changes that a radiograph's label does not depend on, but shortcuts in this data set do.

Sharpness alone tells normal from pneumonia there (the originals differ in size by class), the spread of grey alone
tells virus from bacteria, and the aspect ratio was squeezed away unequally. So all three are drawn at random, widely
enough to cover the classes' differences; so are side marks in corners, position and noise."""
import numpy as np
import torch
from torch.nn.functional import affine_grid, conv2d, grid_sample, interpolate, pad


def column(random, low, high, count):
    return torch.from_numpy(random.uniform(low, high, count).astype(np.float32)).view(-1, 1, 1, 1)


def place(images, random):
    """Turned up to 10°, each side scaled by up to 15 % on its own (aspect), shifted up to 8 %, mirrored at times."""
    n = len(images)
    angle, shear = random.uniform(-0.175, 0.175, n), random.uniform(-0.08, 0.08, n)
    across, down = np.exp(random.uniform(-0.15, 0.15, n)), np.exp(random.uniform(-0.15, 0.15, n))
    across *= np.where(random.random(n) < 0.5, -1, 1)
    matrix = np.zeros((n, 2, 3), np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = across * np.cos(angle), -down * np.sin(angle) + shear
    matrix[:, 1, 0], matrix[:, 1, 1] = across * np.sin(angle), down * np.cos(angle)
    matrix[:, :, 2] = random.uniform(-0.16, 0.16, (n, 2))
    grid = affine_grid(torch.from_numpy(matrix), images.shape, align_corners=False)
    return grid_sample(images, grid, mode='bicubic', padding_mode='zeros', align_corners=False)


def blurred(images, sigma):
    reach = torch.arange(-4, 5, dtype=torch.float32)
    kernel = torch.exp(-reach ** 2 / (2 * sigma ** 2))
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1)
    return conv2d(conv2d(pad(images, [4] * 4, mode='replicate'), kernel), kernel.transpose(2, 3))


def sharpen(images, random):
    """Softer or crisper: an unsharp mask with a weight of either sign, or a detour over a coarser grid."""
    n, side = len(images), images.shape[-1]
    weight = column(random, -1.0, 1.0, n)
    images = images + weight * (images - blurred(images, float(random.uniform(0.6, 1.6))))
    coarse = torch.from_numpy(random.random(n) < 0.25)
    if coarse.any():
        small = interpolate(images[coarse], size=[int(random.integers(side // 2, side))] * 2, mode='bilinear', antialias=True, align_corners=False)
        images[coarse] = interpolate(small, size=[side, side], mode='bilinear', align_corners=False)
    return images


def expose(images, random):
    """Contrast, brightness and gamma, as windows, tubes and film differ; then noise."""
    n = len(images)
    images = images.clamp(0, 1) ** torch.exp(column(random, -0.4, 0.4, n))
    middle = images.mean((2, 3), keepdim=True)
    images = (images - middle) * torch.exp(column(random, -0.4, 0.4, n)) + middle + column(random, -0.12, 0.12, n)
    return images + column(random, 0, 0.035, n) * torch.randn_like(images)


def cover(images, random):
    """A bright, dark or grey box over part of some images: marks, text, collimation, and no single spot to rely on."""
    side = images.shape[-1]
    for image in images:
        if random.random() < 0.5:
            height, width = random.integers(side // 12, side // 3, 2)
            top, left = random.integers(0, side - height), random.integers(0, side - width)
            image[:, top:top + height, left:left + width] = float(random.random())
    return images


def augment(images, random):
    """(N, 1, S, S) of 0…1 → the same shape, about 0…1."""
    return cover(expose(sharpen(place(images, random), random), random).clamp(0, 1), random)
