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


def region(item):
    box = [item.RegionLocationMinX0, item.RegionLocationMinY0, item.RegionLocationMaxX1, item.RegionLocationMaxY1]
    centimetres = item.PhysicalUnitsXDirection == item.PhysicalUnitsYDirection == 3
    return box + ([item.PhysicalDeltaX * 10, item.PhysicalDeltaY * 10] if centimetres else [])


def frames(path):
    data = pydicom.dcmread(path)
    return [{
        'position': values(group(data, n, 'PlanePositionSequence'), 'ImagePositionPatient'),
        'orientation': values(group(data, n, 'PlaneOrientationSequence'), 'ImageOrientationPatient'),
        'spacing': values(group(data, n, 'PixelMeasuresSequence'), 'PixelSpacing'),
        'slope': values(group(data, n, 'PixelValueTransformationSequence'), 'RescaleSlope'),
        'regions': [region(item) for item in data.get('SequenceOfUltrasoundRegions') or []],
        'center': values(group(data, n, 'FrameVOILUTSequence'), 'WindowCenter'),
    } for n in range(int(data.get('NumberOfFrames') or 1))]


print(json.dumps([frames(path) for path in json.load(sys.stdin)]))
