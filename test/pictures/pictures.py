"""Writes pictures with nibabel and PIL into a folder and prints what those programs read in them, as JSON."""
import json
import sys
import warnings
from pathlib import Path

import nibabel as nib
import numpy as np
from PIL import Image

warnings.filterwarnings('ignore')
folder, random, said = Path(sys.argv[1]), np.random.default_rng(3), []
turned = nib.affines.from_matvec(nib.eulerangles.euler2mat(0.3, -0.2, 0.1) @ np.diag([0.7, 1.1, 2.5]), [12, -30, 41])
left_handed = turned @ np.diag([-1, 1, 1, 1])


def nifti(name, dtype, affine=turned, form='sform', size=(5, 4, 3), slope=None, big=False):
    low, high = (0, 200) if np.dtype(dtype).kind == 'u' else (-90, 90)
    values = random.integers(low, high, size).astype(dtype) + (np.dtype(dtype).kind == 'f') * dtype(0.25)
    header = nib.Nifti1Header(endianness='>' if big else '<')
    image = nib.Nifti1Image(values, affine, header)
    image.header.set_data_dtype(dtype)
    image.set_sform(affine, 1 if form == 'sform' else 0)
    image.set_qform(affine, 1 if form == 'qform' else 0)
    if slope:
        image.header.set_slope_inter(*slope)
    nib.save(image, folder / name)
    read = nib.load(folder / name)
    affine, data = np.diag([-1, -1, 1, 1]) @ read.affine, read.get_fdata()
    slices = data.reshape(*data.shape[:2], -1, order='F')
    said.append({
        'file': name, 'rows': size[1], 'columns': size[0],
        'spacing': [float(np.linalg.norm(affine[:3, 1])), float(np.linalg.norm(affine[:3, 0]))],
        'frames': [{'values': slices[:, :, n].T.ravel().tolist(),
                    'position': (affine @ [0, 0, n % size[2], 1])[:3].tolist(),
                    'last': (affine @ [size[0] - 1, size[1] - 1, n % size[2], 1])[:3].tolist()} for n in range(slices.shape[2])],
    })


def picture(name, image, **options):
    image.save(folder / name, **options)
    read = Image.open(folder / name)
    colour = read.convert('RGB') if read.mode in ('P', 'RGBA', 'RGB') else read.getchannel(0) if read.mode == 'LA' else read
    values = np.asarray(colour).astype(int)
    said.append({'file': name, 'rows': values.shape[0], 'columns': values.shape[1], 'frames': [{'values': values.ravel().tolist()}]})


nifti('u8.nii', np.uint8)
nifti('i16.nii.gz', np.int16, form='qform')
nifti('left-handed.nii.gz', np.int16, affine=left_handed, form='qform')
nifti('f32.nii', np.float32, form='none')
nifti('f64.nii', np.float64)
nifti('u16-big.nii.gz', np.uint16, big=True)
nifti('i32-rescaled.nii', np.int32, slope=(0.5, -7))
nifti('times.nii.gz', np.int8, size=(3, 4, 2, 3))
grey, smooth = random.integers(0, 256, (13, 11), np.uint8), Image.fromarray(random.integers(0, 256, (3, 4, 3), np.uint8)).resize((37, 29))
picture('grey.png', Image.fromarray(grey))
picture('bits.png', Image.fromarray(grey).convert('1'))
picture('palette.png', smooth.quantize(13))
picture('few-colours.png', smooth.quantize(4), bits=2)
picture('colour.png', smooth)
picture('alpha.png', smooth.convert('RGBA'))
picture('grey-alpha.png', Image.fromarray(grey).convert('LA'))
picture('deep.png', Image.fromarray(random.integers(0, 65536, (13, 11)).astype(np.uint16)))
picture('grey.jpg', smooth.convert('L'), quality=90)
picture('progressive.jpeg', smooth.convert('L'), quality=90, progressive=True)
picture('colour.jpg', smooth, quality=95, subsampling=0)
print(json.dumps(said))
