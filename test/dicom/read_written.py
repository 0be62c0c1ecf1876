"""Input: [path]; answers what pydicom reads of each."""
import json
import sys

import pydicom

answers = []
for path in json.load(sys.stdin):
    data = pydicom.dcmread(path)
    answers.append({
        'name': str(data.PatientName),
        'id': data.PatientID,
        'spacing': [float(v) for v in data.PixelSpacing],
        'pixels': data.pixel_array.ravel().tolist(),
        'vr': data['PixelData'].VR,
        'syntax': str(data.file_meta.TransferSyntaxUID),
        'preamble': data.preamble == bytes(128),
    })
print(json.dumps(answers))
