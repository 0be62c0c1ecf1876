"""Mean red, green and blue of the picture in a report, and of the image as pydicom colours it.

Prints {"picture": [r, g, b], "image": [r, g, b]} of 0 to 255.
"""
import glob
import json
import subprocess
import sys

import numpy as np
import pydicom
from PIL import Image
from pydicom.pixel_data_handlers.util import apply_color_lut

dicom, pdf, stem = sys.argv[1:]
subprocess.run(['pdfimages', '-png', pdf, stem], check=True)
picture = np.asarray(Image.open(sorted(glob.glob(stem + '*.png'))[0]).convert('RGB')).astype(float)
dataset = pydicom.dcmread(dicom)
image = apply_color_lut(dataset.pixel_array, dataset).astype(float)
image *= 255 / (2 ** dataset.RedPaletteColorLookupTableDescriptor[2] - 1)
print(json.dumps({'picture': picture.mean((0, 1)).tolist(), 'image': image.mean((0, 1)).tolist()}))
