"""Compares decoded frames with pydicom and GDCM. Input: [{file, frame, raw, type}]; answers [{maximum, mean} | {error}]."""
import json
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixel_data_handlers.util import convert_color_space

warnings.filterwarnings('ignore')
TYPES = dict(u8='u1', i8='i1', u16='<u2', i16='<i2', u32='<u4', i32='<i4', f32='<f4', f64='<f8')


def reference(path, frame):
    data = pydicom.dcmread(path, force=True)
    if 'TransferSyntaxUID' not in data.file_meta:
        data.file_meta.TransferSyntaxUID = '1.2.840.10008.1.2' if data.is_implicit_VR else '1.2.840.10008.1.2.1'
    pixels = data.pixel_array
    if int(data.get('NumberOfFrames') or 1) > 1:
        pixels = pixels[frame]
    if data.BitsAllocated > 1 and 'PixelData' in data and data.BitsStored < data.BitsAllocated and pixels.ndim == 2:
        pixels = pixels.astype(np.int64) & (1 << data.BitsStored) - 1
        if data.PixelRepresentation:
            pixels = pixels - ((pixels >> data.BitsStored - 1) << data.BitsStored)
    # GDCM leaves colours as they are in JPEG, and makes RGB of JPEG 2000.
    if data.PhotometricInterpretation in ('YBR_FULL', 'YBR_FULL_422') and data.SamplesPerPixel == 3:
        pixels = convert_color_space(pixels, data.PhotometricInterpretation, 'RGB')
    return pixels


answers = []
for case in json.load(sys.stdin):
    try:
        wanted = reference(case['file'], case['frame']).ravel()
        found = np.fromfile(case['raw'], TYPES[case['type']])
        off = np.abs(found.astype(np.float64) - wanted.astype(np.float64))
        answers.append({'maximum': float(np.nanmax(off)), 'mean': float(np.nanmean(off))})
    except Exception as error:
        answers.append({'error': f'{type(error).__name__}: {error}'})
print(json.dumps(answers))
