"""A labelled set around the series of test/inference/sequences.py, and what NumPy says of a network's mask on it.

    python3 channels.py <folder of the real T1 with contrast> <folder of sequences.py> <folder of the set>

Writes truth.nii.gz (on the grid of t1: what PyTorch found, moved and cut), the three series as NIfTI files, and prints
the Dice, the difference of volumes (ml) and the distance of surfaces (mm) between what PyTorch found and the truth.
"""
import json
import sys
from pathlib import Path

import nibabel
import numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt

sys.path.insert(0, str(Path(__file__).parents[1] / 'inference'))
from sequences import read  # noqa: E402

REAL, MADE, SET = map(Path, sys.argv[1:])
# NIfTI counts RAS.
RAS = np.diag([-1, -1, 1, 1])


def surfaces(one, other, mm):
    edges = [mask & ~binary_erosion(mask) for mask in (one, other)]
    far = [distance_transform_edt(~edge, sampling=mm) for edge in edges]
    return float(np.concatenate([far[1][edges[0]], far[0][edges[1]]]).mean())


for name, folder in (('t1', MADE / 't1'), ('t1post', REAL), ('flair', MADE / 'flair')):
    values, affine = read(folder)
    image = nibabel.Nifti1Image(values.astype('<i4'), RAS @ affine)
    image.header.set_xyzt_units('mm')
    nibabel.save(image, SET / f'{name}.nii.gz')
    if name == 't1':
        size, grid = values.shape, RAS @ affine
found = np.fromfile(MADE / 'mask.u8', 'u1').reshape(size[::-1]).transpose(2, 1, 0).astype(bool)
truth = np.roll(found, 2, 0)
truth[:, :, :3] = False
nibabel.save(nibabel.Nifti1Image(truth.astype('u1'), grid), SET / 'truth.nii.gz')
mm = np.linalg.norm(grid[:3, :3], axis=0)
print(json.dumps({
    'dice.bright': float(2 * (found & truth).sum() / (found.sum() + truth.sum())),
    'volumeErrorMl.bright': float(abs(int(found.sum()) - int(truth.sum())) * mm.prod() / 1000),
    'surfaceDistanceMm.bright': surfaces(found, truth, mm),
}))
