"""Masks of the regions of a structure set on one image by pydicom and scikit-image: {region: [pixels, sha256]}."""
import hashlib
import json
import sys

import numpy as np
import pydicom
from skimage.draw import polygon2mask

structures, image = pydicom.dcmread(sys.argv[1]), pydicom.dcmread(sys.argv[2])
origin = np.array(image.ImagePositionPatient, float)
row, column = np.array(image.ImageOrientationPatient, float).reshape(2, 3)
normal = np.cross(row, column)
said = {}
for region in structures.ROIContourSequence:
    mask = np.zeros((image.Rows, image.Columns), bool)
    for contour in region.get('ContourSequence', []):
        points = np.array(contour.ContourData, float).reshape(-1, 3) - origin
        if np.abs(points @ normal).max() > 0.5:
            continue
        corners = np.stack([points @ column / image.PixelSpacing[0], points @ row / image.PixelSpacing[1]], 1)
        mask ^= polygon2mask(mask.shape, corners)
    said[region.ReferencedROINumber] = [int(mask.sum()), hashlib.sha256(mask.astype('u1').tobytes()).hexdigest()]
json.dump(said, sys.stdout)
