"""A labelled set of boxes in volumes, and what NumPy says of a detector on it.

    python3 volume_boxes.py <set> <patients as JSON> name=<series>=<folder of test/inference/detector.py> …

`table`: boxes in the patient (boxes.csv); `segments`: a SEG by pydicom; `report`: findings for write_sr.py
(report.json); `nothing`: none. Prints what is marked, on the grid of each series, and average precision with its
interval, and the points of the FROC curve, at an overlap of a half.
"""
import csv
import json
import sys
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'models/training'))
from common.statistics import bootstrap

SET, PATIENTS = Path(sys.argv[1]), json.loads(sys.argv[2])
random = np.random.default_rng(7)


class Case:
    def __init__(self, word):
        self.name, series, found = word.split('=')
        self.files = [pydicom.dcmread(f) for f in Path(series).iterdir()]
        o = np.array(self.files[0].ImageOrientationPatient, float)
        self.files.sort(key=lambda d: np.cross(o[:3], o[3:]) @ np.array(d.ImagePositionPatient, float))
        first, last = self.files[0], self.files[-1]
        self.affine = np.eye(4)
        self.affine[:3, 0], self.affine[:3, 1] = o[:3] * float(first.PixelSpacing[1]), o[3:] * float(first.PixelSpacing[0])
        self.affine[:3, 2] = (np.array(last.ImagePositionPatient, float) - np.array(first.ImagePositionPatient, float)) / (len(self.files) - 1)
        self.affine[:3, 3] = first.ImagePositionPatient
        boxes = json.loads((Path(found) / 'found.json').read_text())
        self.scores = np.array([b['score'] for b in boxes])
        self.boxes = np.array([b['low'] + b['high'] for b in boxes])
        self.marked = np.zeros((0, 6))

    def to_patient(self, edges):
        return self.affine[:3, :3] @ (np.array(edges) - .5) + self.affine[:3, 3]

    def on_grid(self, places):
        return (np.linalg.inv(self.affine) @ np.vstack([np.array(places).T, np.ones(len(places))]))[:3].T + .5

    def mark(self, boxes):
        self.marked = np.array(boxes)


def corners(low, high):
    return np.array(np.meshgrid(*zip(low, high))).reshape(3, -1).T


def jitter(box, by):
    side = box[3:] - box[:3]
    return np.concatenate([box[:3] + random.uniform(-by, by, 3) * side, box[3:] + random.uniform(-by, by, 3) * side])


def table(case):
    """Boxes along the patient's axes; on the oblique grid the box around their corners."""
    marked, rows = [], []
    for n, by in enumerate((.02, .3, .02, .1)):
        middle = case.to_patient((case.boxes[n, :3] + case.boxes[n, 3:]) / 2) + random.uniform(-by, by, 3) * 30
        half = np.array([14, 14, 6.]) * (1 + by)
        low, high = np.round(middle - half, 3), np.round(middle + half, 3)
        rows.append([case.name, 'bright', *low, *high])
        around = case.on_grid(corners(low, high))
        marked.append([*around.min(0), *around.max(0)])
    with open(SET / 'boxes.csv', 'w', newline='') as file:
        csv.writer(file).writerows([['file', 'label', 'x0', 'y0', 'z0', 'x1', 'y1', 'z1'], *rows])
    case.mark(marked)


def segments(case):
    marked = [np.round(jitter(case.boxes[n], by)) for n, by in ((0, .05), (1, .45), (2, .1))]
    first = case.files[0]
    size = (len(case.files), first.Rows, first.Columns)
    seg = Dataset()
    seg.file_meta = FileMetaDataset()
    seg.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    seg.SOPClassUID = seg.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.66.4'
    seg.SOPInstanceUID = seg.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    seg.StudyInstanceUID, seg.SeriesInstanceUID, seg.Modality = first.StudyInstanceUID, generate_uid(), 'SEG'
    seg.FrameOfReferenceUID, seg.SegmentationType = first.FrameOfReferenceUID, 'BINARY'
    seg.Rows, seg.Columns, seg.SamplesPerPixel, seg.PhotometricInterpretation = first.Rows, first.Columns, 1, 'MONOCHROME2'
    seg.BitsAllocated = seg.BitsStored = 1
    seg.HighBit = seg.PixelRepresentation = 0
    shared, orientation, measures = Dataset(), Dataset(), Dataset()
    orientation.ImageOrientationPatient = first.ImageOrientationPatient
    measures.PixelSpacing, measures.SliceThickness = first.PixelSpacing, round(float(np.linalg.norm(case.affine[:3, 2])), 4)
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [orientation], [measures]
    seg.SharedFunctionalGroupsSequence, seg.SegmentSequence, seg.PerFrameFunctionalGroupsSequence = [shared], [], []
    planes = []
    for number, box in enumerate(marked, 1):
        segment = Dataset()
        segment.SegmentNumber, segment.SegmentLabel, segment.SegmentAlgorithmType = number, f'Bright place {number}', 'MANUAL'
        seg.SegmentSequence.append(segment)
        mask = np.zeros(size, 'u1')
        x0, y0, z0, x1, y1, z1 = np.clip(box, 0, np.tile(size[::-1], 2)).astype(int)
        marked[number - 1] = np.array([x0, y0, z0, x1, y1, z1], float)
        # A cross touches every side of its box.
        mask[z0:z1, (y0 + y1) // 2, x0:x1] = 1
        mask[z0:z1, y0:y1, (x0 + x1) // 2] = 1
        for k in range(z0, z1):
            groups, position, which = Dataset(), Dataset(), Dataset()
            position.ImagePositionPatient, which.ReferencedSegmentNumber = case.files[k].ImagePositionPatient, number
            groups.PlanePositionSequence, groups.SegmentIdentificationSequence = [position], [which]
            seg.PerFrameFunctionalGroupsSequence.append(groups)
            planes.append(mask[k])
    seg.NumberOfFrames = len(planes)
    seg.PixelData = np.packbits(np.concatenate([p.ravel() for p in planes]), bitorder='little').tobytes()
    seg.save_as(str(SET / 'segments.dcm'), write_like_original=False)
    case.mark(marked)


def report(case):
    """On images, an ellipsoid and a flat polygon in the patient."""
    drawn, round_one, flat = jitter(case.boxes[0], .05), case.boxes[1], jitter(case.boxes[2], .02)
    space = case.files[0].FrameOfReferenceUID
    x0, y0, x1, y1 = np.round(drawn[[0, 1, 3, 4]], 2)
    slices = range(int(drawn[2]), int(np.ceil(drawn[5])))
    polyline = [x0, y0, x1, y0, x1, y1, x0, y1, x0, y0]
    on_images = [{'graphic': 'POLYLINE', 'points': polyline, 'image': case.files[k].SOPInstanceUID} for k in slices]
    # Axes that lie askew on the grid.
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0] * (round_one[3:] - round_one[:3])[None] / 2
    centre = (round_one[:3] + round_one[3:]) / 2
    ends = [case.to_patient(centre + sign * turn[axis]) for axis in range(3) for sign in (-1, 1)]
    reach = np.sqrt((turn ** 2).sum(0))
    k = int((flat[2] + flat[5]) / 2)
    square = [case.to_patient([x, y, k + .5]) for x, y in ((flat[0], flat[1]), (flat[3], flat[1]), (flat[3], flat[4]), (flat[0], flat[4]), (flat[0], flat[1]))]
    (SET / 'report.json').write_text(json.dumps([
        {'name': 'Bright place', 'regions': on_images},
        {'name': 'bright', 'regions': [{'graphic': 'ELLIPSOID', 'points': np.concatenate(ends).tolist(), 'space': space}]},
        {'name': 'bright', 'regions': [{'graphic': 'POLYGON', 'points': np.concatenate(square).tolist(), 'space': space}]},
    ]))
    case.mark([[x0, y0, slices[0], x1, y1, slices[-1] + 1], [*(centre - reach), *(centre + reach)],
               [flat[0], flat[1], k, flat[3], flat[4], k + 1]])


def iou(a, b):
    inner = np.clip(np.minimum(a[3:], b[3:]) - np.maximum(a[:3], b[:3]), 0, None).prod()
    return inner / ((a[3:] - a[:3]).prod() + (b[3:] - b[:3]).prod() - inner)


def hits(case):
    """Of each box, best first: is it the first that overlaps something by a half or more."""
    free, right = list(case.marked), []
    for box in case.boxes:
        shares = [iou(box, mark) for mark in free]
        best = int(np.argmax(shares)) if shares else -1
        right.append(best >= 0 and shares[best] >= .5)
        if right[-1]:
            free.pop(best)
    return right


def precision(cases, drawn):
    scores = np.concatenate([cases[n].scores for n in drawn])
    right = np.concatenate([hits(cases[n]) for n in drawn]).astype(float)
    # Of equal scores those of the first case first, whatever the order of the draw.
    right = right[np.lexsort((np.repeat(drawn, [len(cases[n].scores) for n in drawn]), -scores))]
    things = sum(len(cases[n].marked) for n in drawn)
    if things == 0:
        return float('nan')
    curve = np.maximum.accumulate((right.cumsum() / np.arange(1, len(right) + 1))[::-1])[::-1]
    return float((curve * right).sum() / things)


def froc(cases):
    scores = np.concatenate([case.scores for case in cases])
    right = np.concatenate([hits(case) for case in cases]).astype(int)[np.argsort(-scores, kind='stable')]
    things = sum(len(case.marked) for case in cases)
    return [[0, 0]] + np.stack([(1 - right).cumsum() / len(cases), right.cumsum() / things], 1).tolist()


cases = [Case(word) for word in sys.argv[3:]]
for case in cases:
    if case.name in ('table', 'segments', 'report'):
        globals()[case.name](case)
print(json.dumps({
    'marked': [case.marked.tolist() for case in cases],
    'ap50': bootstrap(lambda rows: precision(cases, rows), len(cases), PATIENTS),
    'froc': froc(cases),
}))
