#!/usr/bin/python3
"""masks.py <seg> <source folder>: prints {tracking id: {source UID: sha256 of the mask as u8}}, by pydicom alone."""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pydicom

seg = pydicom.dcmread(sys.argv[1])
names = {s.SegmentNumber: s.TrackingID for s in seg.SegmentSequence}
found = {}
for pixels, group in zip(np.atleast_3d(seg.pixel_array).reshape(-1, seg.Rows, seg.Columns), seg.PerFrameFunctionalGroupsSequence):
    name = names[group.SegmentIdentificationSequence[0].ReferencedSegmentNumber]
    source = group.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
    found.setdefault(name, {})[source] = hashlib.sha256(pixels.astype('u1').tobytes()).hexdigest()
print(json.dumps(found))
