"""model.onnx and golden arrays of hippocampus-mr."""
import numpy as np
import torch
from scipy.ndimage import map_coordinates

from common.export import smooth_noise, write_array, write_onnx

from .data import prepare

# Index to patient (LPS, mm) of a sagittal series: columns run to the back, rows to the feet, slices to the left.
SAGITTAL = [[0, 0, 1], [1, 0, 0], [0, -1, 0]]
ORIGIN = [-12.5, 7.25, 40]


def write(net, out):
    write_onnx(net, torch.zeros(1, 1, 24, 32, 24), out / 'model.onnx', {0: 'n', 2: 'x', 3: 'y', 4: 'z'})
    with torch.no_grad():
        # Two sizes: the spatial axes are free, and a network exported with fixed ones would pass with one.
        for number, shape in (1, [24, 32, 24]), (2, [16, 24, 32]):
            image = prepare(smooth_noise(shape, seed=number))
            write_array(out / f'golden/run-{number}-input.npy', image)
            write_array(out / f'golden/run-{number}-output.npy', net(image))
    return [write_prepare(out, 1, [27, 33, 30], [1, 1, 1]), write_prepare(out, 2, [24, 40, 30], [1, 0.5, 0.8])]


def write_prepare(out, number, shape, spacing):
    """A golden case of the preparation: a sagittal series that has to be turned and, where `spacing` (mm, along R, A,
    S) says so, resampled. Returns its affine, index to patient (LPS, mm), row by row, for the manifest."""
    turned = (smooth_noise(shape, seed=2 + number) * 4095).round()
    # RAS axes run to the right, front and top: all against this series' own.
    raw = turned.flip(0, 1, 2).permute(1, 2, 0)
    write_array(out / f'golden/prepare-{number}-input.npy', raw)
    write_array(out / f'golden/prepare-{number}-output.npy', prepare(resample(turned, spacing)))
    affine = np.eye(4)
    affine[:3, :3] = np.array(SAGITTAL) * [spacing[1], spacing[2], spacing[0]]
    affine[:3, 3] = ORIGIN
    return affine.ravel().tolist()


def resample(volume, spacing):
    """To 1 mm, linear, the first voxel's centre kept (ITK's convention); sizes here are such that they come out even."""
    sizes = [round(n * s) for n, s in zip(volume.shape, spacing)]
    where = np.meshgrid(*[np.arange(n) / s for n, s in zip(sizes, spacing)], indexing='ij')
    return torch.from_numpy(map_coordinates(volume.numpy().astype(float), where, order=1, mode='nearest').astype(np.float32))
