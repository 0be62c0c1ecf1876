"""A study of several sequences in one frame of reference around a real one, and a network that reads three of them.

    python3 sequences.py <folder of the real T1 with contrast> <folder>

Writes beside the real, oblique series (made from its pixels, so that they show the same head):
  t1/ axial, no contrast agent, and flair/ sagittal, with an inversion time: each found by the rules of the model;
  flair-again/ a second one; tirm/ the same without an inversion time; short/ one that covers half of t1;
  elsewhere/ one in another frame of reference;
  package/ a tiny network with its manifest and golden cases (`skiagraph models pack` seals it);
  prepared.f32 and mask.u8: what NumPy, SciPy and PyTorch make of the three series, network axes x, y, z, first axis of
  the mask fastest.
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pydicom
import torch
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from scipy.ndimage import map_coordinates

warnings.filterwarnings('ignore')
REAL, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])


def read(folder):
    """Values [i, j, k] and index to patient (LPS, mm), slices by position along the normal."""
    slices = [pydicom.dcmread(path) for path in Path(folder).glob('*.dcm')]
    o = np.array(slices[0].ImageOrientationPatient, float)
    slices.sort(key=lambda d: np.cross(o[:3], o[3:]) @ np.array(d.ImagePositionPatient, float))
    place = np.array([d.ImagePositionPatient for d in slices], float)
    between_rows, between_columns = map(float, slices[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = o[:3] * between_columns, o[3:] * between_rows
    affine[:3, 2], affine[:3, 3] = (place[-1] - place[0]) / (len(slices) - 1), place[0]
    return np.stack([d.pixel_array.astype('f8') for d in slices]).transpose(2, 1, 0), affine


def on_grid(values, affine, size, grid):
    """As ITK resamples: linear, the edge half a voxel on, 0 beyond."""
    at = np.indices(size).reshape(3, -1)
    index = np.linalg.inv(affine)[:3] @ grid @ np.vstack([at, np.ones(at.shape[1])])
    has = ((index >= -.5) & (index <= np.array(values.shape)[:, None] - .5)).all(0)
    return np.where(has, map_coordinates(values, index, order=1, mode='nearest'), 0).reshape(size)


def lattice(columns, middle, size):
    affine = np.eye(4)
    affine[:3, :3] = np.array(columns, float).T
    affine[:3, 3] = np.array(middle, float) - affine[:3, :3] @ ((np.array(size) - 1) / 2)
    return affine


def write(name, template, number, description, values, affine, more, frame=None):
    (FOLDER / name).mkdir()
    series = generate_uid(entropy_srcs=[name])
    mm = np.linalg.norm(affine[:3, :3], axis=0)
    for k in range(values.shape[2]):
        d = pydicom.dcmread(template)
        for keyword in ('ContrastBolusAgent', 'InversionTime', 'EchoTime', 'WindowCenter', 'WindowWidth',
                        'SmallestImagePixelValue', 'LargestImagePixelValue'):
            d.pop(keyword, None)
        d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[name, str(k)])
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d.SeriesInstanceUID, d.SeriesNumber, d.SeriesDescription = series, number, description
        d.ProtocolName, d.InstanceNumber, d.SliceThickness = 'Brain', k + 1, round(mm[2], 4)
        d.Columns, d.Rows = values.shape[:2]
        d.PixelSpacing = [round(mm[1], 4), round(mm[0], 4)]
        d.ImageOrientationPatient = [round(v, 8) for v in (*affine[:3, 0] / mm[0], *affine[:3, 1] / mm[1])]
        d.ImagePositionPatient = [round(v, 5) for v in affine[:3, 3] + k * affine[:3, 2]]
        d.FrameOfReferenceUID = frame or d.FrameOfReferenceUID
        d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 0
        for keyword, value in more.items():
            setattr(d, keyword, value)
        d.PixelData = np.ascontiguousarray(values[:, :, k].T, '<u2').tobytes()
        d.save_as(str(FOLDER / f'{name}/{k}.dcm'))


def both(text, arabic=None):
    return {'en': text, 'ar': arabic or text}


def rule(attribute, severity, missing, reason, **more):
    return {'attribute': attribute, **more, 'severity': severity, 'missing': missing, 'reason': reason}


CHANNELS = [
    {'key': 't1', 'name': both('T1', 'T1'), 'find': [
        rule('description', 'meaningless', 'refuse', both('This is no T1.', 'ليست هذه T1.'), anyOf=['T1']),
        rule('contrast', 'meaningless', 'pass', both('A contrast agent was given.', 'أُعطيت مادة تباين.'), given=False)]},
    {'key': 't1post', 'name': both('T1 with contrast', 'T1 مع التباين'), 'prepare': [{'step': 'clip', 'min': 0, 'max': 900}], 'find': [
        rule('contrast', 'meaningless', 'refuse', both('No contrast agent was given.', 'لم تُعطَ مادة تباين.'), given=True)]},
    {'key': 'flair', 'name': both('FLAIR', 'FLAIR'), 'find': [
        rule('inversionTime', 'caution', 'refuse', both('Fluid is not suppressed.', 'إشارة السائل غير مكبوتة.'), min=1500, max=3000)]},
]


def manifest():
    tolerance = {'absolute': 1e-3, 'relative': 1e-3}
    case = lambda stage: {'name': stage, 'stage': stage, 'input': f'golden/{stage}-input.npy',
                          'output': f'golden/{stage}-output.npy', 'tolerance': tolerance}
    return {
        'manifest': 1, 'id': 'sequences', 'version': '1.0.0', 'name': both('Three sequences', 'ثلاثة تتابعات'), 'licence': 'CC0-1.0',
        'authors': ['Tests'], 'intendedUse': both('Tests.', 'للاختبار.'), 'notFor': both('Patients.', 'المرضى.'),
        'task': 'segmentation', 'network': {'file': 'model.onnx', 'input': 'image', 'output': 'logits', 'layout': 'NCXYZ'},
        'input': {'kind': 'volume', 'frames': 'all', 'channels': CHANNELS},
        'eligible': [rule('modality', 'meaningless', 'refuse', both('Made for MR.', 'صُنعت للرنين المغناطيسي.'), oneOf=['MR'])],
        'prepare': [{'step': 'modality'}, {'step': 'orient', 'to': 'RAS'}, {'step': 'normalise', 'by': 'zscore', 'over': 'foreground'},
                    {'step': 'pad', 'multiple': 4, 'mode': 'constant', 'value': 0, 'side': 'end'}],
        'run': {'mode': 'whole', 'timeoutS': 60},
        'finish': [{'step': 'softmax'}, {'step': 'restore'}, {'step': 'argmax'}],
        'labels': [{'key': 'background', 'name': both('Background', 'الخلفية'), 'colour': '#000000', 'role': 'background'},
                   {'key': 'bright', 'name': both('Bright', 'ساطع'), 'colour': '#e69f00'}],
        'explain': {'kind': 'none'}, 'golden': [case('prepare'), case('run')],
        'measured': [],
    }


def prepare(channels):
    """The manifest's preparation of [channels, i, j, k] in LPS."""
    channels = channels.copy()
    channels[1] = np.clip(channels[1], 0, 900)
    channels = channels[:, ::-1, ::-1]
    out = []
    for channel in channels:
        head = channel != 0
        channel = channel.copy()
        channel[head] = (channel[head] - channel[head].mean()) / channel[head].std()
        out.append(np.pad(channel, [(0, -n % 4) for n in channel.shape]))
    return np.stack(out)[None]


def main():
    FOLDER.mkdir(exist_ok=True)
    real, oblique = read(REAL)
    template = sorted(REAL.glob('*.dcm'))[0]
    middle = (oblique @ [*(np.array(real.shape) - 1) / 2, 1])[:3]
    size, other = (45, 42, 14), (54, 50, 44)
    t1_at = lattice([[3, 0, 0], [0, 3, 0], [0, 0, 5]], middle, size)
    # Rows run to the back, columns to the feet, slices to the right: sagittal.
    flair_at = lattice([[0, 4, 0], [0, 0, -4], [-4, 0, 0]], middle, other)
    show = lambda n, at, change: np.clip(change(on_grid(real, oblique, n, at)), 0, 65535).round()
    write('t1', template, 3, 'T1 axial', show(size, t1_at, lambda v: 30 + .6 * v), t1_at, {'EchoTime': 10})
    flair = show(other, flair_at, lambda v: 20 + np.sqrt(np.abs(v)) * 22)
    slow = {'EchoTime': 120, 'InversionTime': 2200, 'RepetitionTime': 9000}
    write('flair', template, 5, 'T2 FLAIR', flair, flair_at, slow)
    write('flair-again', template, 7, 'T2 FLAIR repeated', flair[::-1], flair_at, slow)
    write('tirm', template, 9, 'tirm dark fluid', flair, flair_at, {'EchoTime': 120})
    write('short', template, 11, 'FLAIR, upper half', flair[:, :28], flair_at, slow)
    write('elsewhere', template, 13, 'FLAIR after moving', flair, flair_at, slow, frame=generate_uid(entropy_srcs=['moved']))

    torch.manual_seed(3)
    network = torch.nn.Conv3d(3, 2, 3, padding=1)
    with torch.no_grad():
        # Around a voxel, contrast agent and FLAIR are bright for what T1 is.
        network.weight.mul_(.01)
        network.weight[1] += torch.tensor([-.2, .6, .6]).reshape(3, 1, 1, 1) / 27
        network.bias.copy_(torch.tensor([.4, 0]))
    first, grid = read(FOLDER / 't1')
    series = np.stack([first, *(on_grid(*read(where), first.shape, grid) for where in (REAL, FOLDER / 'flair'))])
    given = torch.from_numpy(prepare(series).astype('f4'))
    golden = FOLDER / 'package/golden'
    golden.mkdir(parents=True)
    with torch.no_grad():
        logits = network(given).numpy()
        small = np.random.default_rng(4).integers(0, 1200, (3, 10, 9, 5)).astype('<f4')
        fed = torch.from_numpy(prepare(small).astype('f4'))
        answer = network(fed).numpy()
    for name, array in {'prepare-input': small, 'prepare-output': fed, 'run-input': fed, 'run-output': answer}.items():
        np.save(golden / f'{name}.npy', np.asarray(array, '<f4'))
    axes = {0: 'n', 2: 'x', 3: 'y', 4: 'z'}
    torch.onnx.export(network, fed, str(FOLDER / 'package/model.onnx'), input_names=['image'], output_names=['logits'],
                      opset_version=14, dynamic_axes={'image': axes, 'logits': axes})
    (FOLDER / 'package/model.json').write_text(json.dumps(manifest(), indent=1))
    (FOLDER / 'package/CARD.md').write_text('# Three sequences\n\nFor tests.\n')
    given.numpy().astype('<f4').tofile(FOLDER / 'prepared.f32')
    mask = logits[0].argmax(0)[tuple(slice(n) for n in first.shape)][::-1, ::-1]
    mask.transpose(2, 1, 0).astype('u1').tofile(FOLDER / 'mask.u8')


if __name__ == '__main__':
    main()
