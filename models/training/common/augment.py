"""Changes of pictures that no label depends on. Each takes (N, 1, S, S) of about 0…1 and a NumPy generator."""
import numpy as np
import torch
from torch.nn.functional import affine_grid, conv2d, grid_sample, interpolate, pad


def column(random, low, high, count):
    return torch.from_numpy(random.uniform(low, high, count).astype(np.float32)).view(-1, 1, 1, 1)


def warped(images, angle, across, down, shear, shift):
    """Each image turned by `angle`, its sides scaled by `across` and `down`, sheared and shifted (of −1…1), and the
    matrices (N, 2, 3) from target to source on the unit square."""
    matrix = np.zeros((len(images), 2, 3), np.float32)
    matrix[:, 0, 0], matrix[:, 0, 1] = across * np.cos(angle), -down * np.sin(angle) + shear
    matrix[:, 1, 0], matrix[:, 1, 1] = across * np.sin(angle), down * np.cos(angle)
    matrix[:, :, 2] = shift
    matrix = torch.from_numpy(matrix)
    grid = affine_grid(matrix, images.shape, align_corners=False)
    return grid_sample(images, grid, mode='bicubic', padding_mode='zeros', align_corners=False), matrix


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


def cover(images, random, spared=None):
    """A bright, dark or grey box over part of some images: marks, text, collimation, and no single spot to rely on.
    Never over the middle of `spared` (N, 4; x0, y0, x1, y1)."""
    side = images.shape[-1]
    for number, image in enumerate(images):
        if random.random() < 0.5:
            height, width = random.integers(side // 12, side // 3, 2)
            top, left = random.integers(0, side - height), random.integers(0, side - width)
            if spared is not None:
                x, y = ((spared[number, :2] + spared[number, 2:]) / 2).tolist()
                if left - 6 <= x < left + width + 6 and top - 6 <= y < top + height + 6:
                    continue
            image[:, top:top + height, left:left + width] = float(random.random())
    return images
