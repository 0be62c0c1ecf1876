"""What a hippocampus crop may look like elsewhere: turned, scaled, mirrored, cut differently, in another contrast."""
import numpy as np
import torch
from torch.nn.functional import avg_pool3d, grid_sample, interpolate


def rotation(angles):
    """Rotation matrix from angles (radians) about the three axes."""
    matrix = np.eye(3)
    for axis, angle in enumerate(angles):
        turn, (i, j) = np.eye(3), [k for k in range(3) if k != axis]
        turn[[i, j], [i, j]] = np.cos(angle)
        turn[i, j], turn[j, i] = -np.sin(angle), np.sin(angle)
        matrix = matrix @ turn
    return matrix


def sampling_grid(source, shape, random):
    """Where in `source` (X, Y, Z) each voxel of a crop of `shape` is read, for grid_sample (which names axes z, y, x).

    The crop's centre wanders so far that it may reach up to four voxels beyond the volume: what lies there is the
    same constant zero that the padding of the preparation shows the network."""
    linear = np.eye(3)
    if random.random() < 0.8:
        linear = rotation(random.uniform(-0.26, 0.26, 3)) @ np.diag(np.exp(random.uniform(-0.16, 0.16, 3)))
    if random.random() < 0.5:
        linear = linear @ np.diag([-1.0, 1, 1])
    slack = np.maximum(0, (np.array(source) - shape) / 2) + 4
    centre = (np.array(source) - 1) / 2 + random.uniform(-1, 1, 3) * slack
    axes = [torch.arange(n, dtype=torch.float32) - (n - 1) / 2 for n in shape]
    offsets = torch.stack(torch.meshgrid(*axes, indexing='ij'), -1)
    where = offsets @ torch.from_numpy(linear.T.astype(np.float32)) + torch.from_numpy(centre.astype(np.float32))
    unit = (2 * where + 1) / torch.tensor(source, dtype=torch.float32) - 1
    return unit.flip(-1)[None]


def change_contrast(image, random):
    """Coil shading, gamma, blur and noise; scale and offset need none, since the z-score takes them away."""
    if random.random() < 0.4:
        coarse = torch.from_numpy(random.uniform(-0.3, 0.3, (1, 1, 3, 3, 3)).astype(np.float32))
        image = image * torch.exp(interpolate(coarse, size=image.shape, mode='trilinear', align_corners=True)[0, 0])
    if random.random() < 0.6:
        low, high = image.min(), image.max()
        image = ((image - low) / (high - low + 1e-6)) ** float(np.exp(random.uniform(-0.5, 0.5)))
    if random.random() < 0.2:
        # Thick slices along one axis, resampled to 1 mm: what the app's resampling makes of a 2 mm series.
        kernel = [1, 1, 1]
        kernel[random.integers(3)] = 2
        small = avg_pool3d(image[None, None], kernel)
        image = interpolate(small, size=image.shape, mode='trilinear', align_corners=False)[0, 0]
    if random.random() < 0.3:
        image = image + image.std() * float(random.uniform(0, 0.25)) * torch.randn_like(image)
    return image


def augment(image, labels, shape, random):
    """(X, Y, Z) image and labels → one augmented, normalised crop of `shape`."""
    grid = sampling_grid(image.shape, shape, random)
    image = change_contrast(image, random)
    image = (image - image.mean()) / image.std(unbiased=False).clamp_min(1e-8)
    crop = grid_sample(image[None, None], grid, mode='bilinear', padding_mode='zeros', align_corners=False)[0, 0]
    truth = grid_sample(labels[None, None].float(), grid, mode='nearest', padding_mode='zeros', align_corners=False)[0, 0]
    return crop, truth.long()
