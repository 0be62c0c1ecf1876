"""Masks of segmentations over their images by pydicom and numpy, and a dose over a grid by scipy; JSON in and out."""
import hashlib
import json
import sys

import numpy as np
import pydicom
from scipy.ndimage import map_coordinates


def group(data, n, keyword):
    for groups in (data.PerFrameFunctionalGroupsSequence[n], data.SharedFunctionalGroupsSequence[0]):
        if keyword in groups and len(groups[keyword].value):
            return groups[keyword].value[0]
    return None


def place(data, n):
    plane = group(data, n, "PlanePositionSequence")
    return None if plane is None else np.array(plane.ImagePositionPatient, float)


def belongs(data, n, image):
    """Does frame n lie on this image: at the same position, or drawn on it where there is no position."""
    position = place(data, n)
    if position is not None:
        return np.linalg.norm(position - np.array(image.ImagePositionPatient, float)) < 0.05
    source = group(data, n, "DerivationImageSequence").SourceImageSequence[0]
    return source.ReferencedSOPInstanceUID == image.SOPInstanceUID


def masks(overlay, images):
    data = pydicom.dcmread(overlay)
    pixels = data.pixel_array.reshape((-1, data.Rows, data.Columns))
    labels = data.SOPClassUID == "1.2.840.10008.5.1.4.1.1.66.7"
    fractional = data.get("SegmentationType") == "FRACTIONAL"
    for segment in data.SegmentSequence:
        if segment.SegmentNumber == 0:
            continue
        out = np.zeros((len(images), data.Rows, data.Columns), np.uint8)
        for n in range(len(pixels)):
            number = None if labels else group(data, n, "SegmentIdentificationSequence").ReferencedSegmentNumber
            if not labels and number != segment.SegmentNumber:
                continue
            inside = pixels[n] == segment.SegmentNumber if labels else pixels[n] > 0
            if fractional:
                inside = pixels[n] >= data.MaximumFractionalValue / 2
            for at, image in enumerate(images):
                if belongs(data, n, image):
                    out[at] |= inside
        name = segment.SegmentLabel
        yield {"number": int(segment.SegmentNumber), "label": name, "count": int(out.sum()),
               "sha256": hashlib.sha256(out.tobytes()).hexdigest()}


def dose(path, image):
    """Dose on the pixels of an image: linear in all three axes."""
    data = pydicom.dcmread(path)
    grid = data.pixel_array * float(data.DoseGridScaling)
    row, column = (np.array(data.ImageOrientationPatient[k:k + 3], float) for k in (0, 3))
    normal = np.cross(row, column)
    offsets = np.array(data.GridFrameOffsetVector, float)
    y, x = np.mgrid[0:image["rows"], 0:image["columns"]]
    right, down = (np.array(image["orientation"][k:k + 3]) for k in (0, 3))
    points = (np.array(image["position"])[:, None, None] + right[:, None, None] * x * image["spacing"]
              + down[:, None, None] * y * image["spacing"]) - np.array(data.ImagePositionPatient, float)[:, None, None]
    along = np.tensordot(normal, points, 1) / (offsets[1] - offsets[0])
    down_ = np.tensordot(column, points, 1) / float(data.PixelSpacing[0])
    right_ = np.tensordot(row, points, 1) / float(data.PixelSpacing[1])
    values = map_coordinates(grid, [along, down_, right_], order=1, cval=np.nan)
    return [None if np.isnan(v) else float(v) for v in values.ravel()]


asked = json.load(sys.stdin)
if "dose" in asked:
    print(json.dumps(dose(asked["dose"], asked["image"])))
else:
    print(json.dumps([list(masks(one["overlay"], [pydicom.dcmread(path) for path in one["images"]]))
                      for one in asked["pairs"]]))
