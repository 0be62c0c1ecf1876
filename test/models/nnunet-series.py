"""Files of nnU-Net 2 for a network of three series, and what NumPy and PyTorch make of them by its arithmetic.

    python3 nnunet-series.py <folder of the real T1 with contrast> <folder that sequences.py has filled>

Adds to the folder: nnunet/plans.json and nnunet/dataset.json, net.onnx (random weights, slices first), golden/ with the
arrays that prove a package of it, and seen.u8: its mask over t1/, t1post and flair/, first axis fastest.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / 'inference'))
from sequences import FOLDER, REAL, on_grid, read  # noqa: E402

SCHEMES = ['ZScoreNormalization', 'CTNormalization', 'ZScoreNormalization']
FIGURES = {'mean': 310.5, 'std': 140.25, 'median': 300.0, 'min': 0.0, 'max': 1800.0,
           'percentile_00_5': 12.0, 'percentile_99_5': 760.0}


def prepared(channels):
    """[channel, i, j, k] as nnU-Net's DefaultPreprocessor: z, y, x, crop_to_nonzero, then a scheme for each."""
    data = channels.transpose(0, 3, 2, 1).astype('f4')
    any_ = (data != 0).any(0)
    box = tuple(slice(at.min(), at.max() + 1) for at in np.nonzero(any_))
    data = data[(slice(None), *box)].copy()
    for channel, scheme in zip(data, SCHEMES):
        if scheme == 'CTNormalization':
            np.clip(channel, FIGURES['percentile_00_5'], FIGURES['percentile_99_5'], out=channel)
            channel -= FIGURES['mean']
            channel /= FIGURES['std']
        else:
            channel -= channel.mean(dtype='f8')
            channel /= channel.std(dtype='f8')
    return data[None], box


def predicted(network, data, patch):
    """The logits of one patch around all of it, zeros beyond, averaged over its mirror images."""
    low = [(n - have) // 2 for n, have in zip(patch, data.shape[2:])]
    pads = [(a, n - have - a) for a, n, have in zip(low, patch, data.shape[2:])]
    given = torch.from_numpy(np.pad(data, [(0, 0), (0, 0), *pads]))
    total = 0
    with torch.no_grad():
        for axes in [(), (2,), (3,), (4,), (2, 3), (2, 4), (3, 4), (2, 3, 4)]:
            total = total + torch.flip(network(torch.flip(given, axes)), axes)
    inside = tuple(slice(a, a + have) for a, have in zip(low, data.shape[2:]))
    return (total / 8).numpy()[(slice(None), slice(None), *inside)]


def main():
    first, grid = read(FOLDER / 't1')
    series = np.stack([first, *(on_grid(*read(where), first.shape, grid) for where in (REAL, FOLDER / 'flair'))])
    data, box = prepared(series)
    patch = [16, 44, 48]
    torch.manual_seed(5)
    network = torch.nn.Sequential(torch.nn.Conv3d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv3d(8, 2, 1))
    with torch.no_grad():
        # The label is a fifth of the volume.
        background, bright = predicted(network, data, patch)[0]
        network[2].bias[1] -= np.quantile(bright - background, .8)
    small = np.random.default_rng(4).integers(0, 1200, (3, 10, 9, 5)).astype('f4')
    # A border of nothing, which the crop takes away.
    small[:, 0], small[:, :, -2:], small[:, :, :, 0] = 0, 0, 0
    fed, _ = prepared(small)
    golden = FOLDER / 'golden'
    golden.mkdir()
    with torch.no_grad():
        answer = network(torch.from_numpy(fed)).numpy()
    for name, array in {'prepare-1-input': small, 'prepare-1-output': fed, 'run-1-input': fed, 'run-1-output': answer}.items():
        np.save(golden / f'{name}.npy', np.asarray(array, '<f4'))
    axes = {2: 'z', 3: 'y', 4: 'x'}
    torch.onnx.export(network, torch.from_numpy(fed), str(FOLDER / 'net.onnx'), input_names=['image'],
                      output_names=['logits'], opset_version=14, dynamic_axes={'image': axes, 'logits': axes})
    labels = np.zeros(series.shape[:0:-1], 'u1')
    labels[box] = predicted(network, data, patch)[0].argmax(0)
    labels.tofile(FOLDER / 'seen.u8')

    nnunet = FOLDER / 'nnunet'
    nnunet.mkdir()
    (nnunet / 'dataset.json').write_text(json.dumps({
        'name': 'Three sequences', 'channel_names': {'0': 'T1', '1': 'T1ce', '2': 'FLAIR'},
        'labels': {'background': 0, 'bright': 1}, 'numTraining': 1, 'file_ending': '.nii.gz'}))
    (nnunet / 'plans.json').write_text(json.dumps({
        'dataset_name': 'Dataset001_Sequences', 'plans_name': 'nnUNetPlans', 'image_reader_writer': 'SimpleITKIO',
        'transpose_forward': [0, 1, 2], 'transpose_backward': [0, 1, 2],
        'configurations': {'3d_fullres': {
            'data_identifier': 'nnUNetPlans_3d_fullres', 'preprocessor_name': 'DefaultPreprocessor', 'batch_size': 2,
            'patch_size': patch, 'spacing': [5.0, 3.0, 3.0], 'normalization_schemes': SCHEMES,
            'use_mask_for_norm': [False, False, False]}},
        'foreground_intensity_properties_per_channel': {str(n): FIGURES for n in range(3)}}))


main()
