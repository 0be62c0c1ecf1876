"""What pydicom says of each frame. Input: [path]; answers per file a list of {position, orientation, spacing, slope}."""
import json
import sys
import warnings

import pydicom

warnings.filterwarnings('ignore')


def group(data, frame, sequence):
    for groups in (data.get('PerFrameFunctionalGroupsSequence') or [None] * (frame + 1))[frame], (data.get('SharedFunctionalGroupsSequence') or [None])[0]:
        if groups is not None and sequence in groups:
            return groups[sequence][0]
    return data


def values(data, keyword):
    found = data.get(keyword)
    return None if found in (None, '') else [float(v) for v in found] if hasattr(found, '__iter__') else float(found)


def frames(path):
    data = pydicom.dcmread(path)
    return [{
        'position': values(group(data, n, 'PlanePositionSequence'), 'ImagePositionPatient'),
        'orientation': values(group(data, n, 'PlaneOrientationSequence'), 'ImageOrientationPatient'),
        'spacing': values(group(data, n, 'PixelMeasuresSequence'), 'PixelSpacing'),
        'slope': values(group(data, n, 'PixelValueTransformationSequence'), 'RescaleSlope'),
        'center': values(group(data, n, 'FrameVOILUTSequence'), 'WindowCenter'),
    } for n in range(int(data.get('NumberOfFrames') or 1))]


print(json.dumps([frames(path) for path in json.load(sys.stdin)]))
