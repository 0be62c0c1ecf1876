"""DICOM series for the tests of analyse: images.py <folder>. Writes volume/ (an oblique MR volume of 9 × 7 × 6 voxels of
random values, files in shuffled order), radiographs/ (three CR images of different sizes) and volume.f32, the values
of the volume with the first axis fastest and the slices by position along the normal."""
import sys
from pathlib import Path

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

MR, CR = '1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.1'


def instance(sop_class, modality, study, series, number, stored):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, generate_uid(entropy_srcs=[series, str(number)])
    meta.TransferSyntaxUID, meta.ImplementationClassUID = ExplicitVRLittleEndian, '1.2.3'
    d = FileDataset(None, {}, file_meta=meta, preamble=bytes(128))
    d.is_little_endian, d.is_implicit_VR = True, False
    d.SOPClassUID, d.SOPInstanceUID, d.Modality = sop_class, meta.MediaStorageSOPInstanceUID, modality
    d.StudyInstanceUID, d.SeriesInstanceUID, d.InstanceNumber = generate_uid(entropy_srcs=[study]), generate_uid(entropy_srcs=[series]), number
    d.PatientName, d.PatientID, d.StudyDate, d.StudyTime, d.SeriesNumber = 'Test', 'T', '20200101', '120000', 1
    d.SamplesPerPixel, d.PhotometricInterpretation, d.PixelRepresentation = 1, 'MONOCHROME2', 0
    d.Rows, d.Columns = stored.shape
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelData = 16, 12, 11, stored.astype('<u2').tobytes()
    return d


def main():
    folder, random = Path(sys.argv[1]), np.random.default_rng(1)
    values = random.integers(0, 4096, (6, 7, 9))
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0]
    row, column, normal = turn[0], turn[1], np.cross(turn[0], turn[1])
    (folder / 'volume').mkdir()
    for k in range(6):
        d = instance(MR, 'MR', 'a', 'volume', (k * 5) % 6 + 1, values[k])
        d.FrameOfReferenceUID, d.PixelSpacing, d.SliceThickness = '1.2.3.4', [0.8, 1.25], 9
        d.ImageOrientationPatient = [f'{v:.10f}' for v in (*row, *column)]
        d.ImagePositionPatient = [f'{v:.8f}' for v in np.array([10, -20, 30]) + 2.5 * k * normal]
        d.save_as(str(folder / f'volume/{(k * 5) % 6}.dcm'), write_like_original=False)
    values.astype('<f4').tofile(folder / 'volume.f32')
    (folder / 'radiographs').mkdir()
    for n in range(3):
        d = instance(CR, 'CR', 'b', 'radiographs', n + 1, random.integers(0, 4096, (20 + n, 31 - n)))
        d.save_as(str(folder / f'radiographs/{n}.dcm'), write_like_original=False)


main()
