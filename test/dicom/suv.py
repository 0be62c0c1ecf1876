"""SUV factors (body weight) by the QIBA vendor-neutral pseudo-code, with pydicom and datetime. Input: [path]."""
import json
import sys
from datetime import datetime

import pydicom


def factor(path):
    d = pydicom.dcmread(path, stop_before_pixels=True)
    drug = d.RadiopharmaceuticalInformationSequence[0]
    assert d.Units == 'BQML' and d.DecayCorrection == 'START' and {'ATTN', 'DECY'} <= set(d.CorrectedImage)
    moment = lambda date, time: datetime.strptime(f'{date} {str(time)[:6]}', '%Y%m%d %H%M%S')
    decay = (moment(d.SeriesDate, d.SeriesTime) - moment(d.SeriesDate, drug.RadiopharmaceuticalStartTime)).total_seconds()
    decayed = float(drug.RadionuclideTotalDose) * 2 ** (-decay / float(drug.RadionuclideHalfLife))
    return float(d.PatientWeight) * 1000 / decayed


print(json.dumps([factor(path) for path in json.load(sys.stdin)]))
