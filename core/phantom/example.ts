import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeInstance } from '../dicom/index.ts';
import { chestPhantom } from './chest.ts';
import { hippocampusPhantom } from './hippocampus.ts';
import { identityOf, uidOf } from './identity.ts';

/** Centre of the hippocampus crop in a made-up head: LPS, mm. */
const CROP_CENTRE = { x: 27, y: 22, z: -14 };

/**
 * Writes the example into a folder: a T1-weighted MR crop of a made-up hippocampus (38 slices) and a made-up child's
 * chest radiograph, of two people who do not exist. The same bytes in every run. Answers the paths.
 */
export async function writeExampleStudy(folder: string): Promise<string[]> {
  const [mr, cr] = [join(folder, 'hippocampus-mr'), join(folder, 'chest-cr')];
  await Promise.all([mr, cr].map((path) => mkdir(path, { recursive: true })));
  const files: [path: string, bytes: Uint8Array][] = [
    ...hippocampusInstances().map((bytes, n): [string, Uint8Array] => [
      join(mr, `${String(n + 1).padStart(4, '0')}.dcm`),
      bytes,
    ]),
    [join(cr, '0001.dcm'), chestInstance()],
  ];
  for (const [path, bytes] of files) await writeFile(path, bytes);
  return files.map(([path]) => path);
}

/** One MR Image instance (PS3.3 A.4) a slice, from the feet upwards; rows run to the left, columns to the back. */
function hippocampusInstances(): Uint8Array[] {
  const { size, signal } = hippocampusPhantom();
  const [nx, ny, nz] = size;
  const shared = {
    ...identityOf('example-mr', { name: 'Phantom^Anna', id: 'PHANTOM-MR', sex: 'F', age: '045Y' }),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
    Modality: 'MR',
    StudyDescription: 'Phantom: hippocampus',
    SeriesDescription: 'T1 hippocampus crop (phantom)',
    ProtocolName: 'T1 phantom',
    SeriesInstanceUID: uidOf('example-mr', 'series'),
    SeriesNumber: 1,
    FrameOfReferenceUID: uidOf('example-mr', 'frame'),
    PositionReferenceIndicator: '',
    ImageType: ['DERIVED', 'PRIMARY', 'OTHER'],
    DerivationDescription: 'Computed from ellipsoids',
    BodyPartExamined: 'BRAIN',
    PatientPosition: 'HFS',
    ScanningSequence: ['GR', 'IR'],
    SequenceVariant: 'MP',
    ScanOptions: '',
    MRAcquisitionType: '3D',
    RepetitionTime: 2000,
    EchoTime: 3,
    InversionTime: 900,
    EchoTrainLength: 1,
    FlipAngle: 8,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [1, 1],
    SliceThickness: 1,
    SpacingBetweenSlices: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: ny,
    Columns: nx,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 480,
    WindowWidth: 960,
  };
  return Array.from({ length: nz }, (_, slice) => {
    const pixels = new Uint16Array(nx * ny);
    for (let row = 0; row < ny; row++) {
      for (let column = 0; column < nx; column++) {
        pixels[row * nx + column] = signal[nx - 1 - column + nx * (ny - 1 - row + ny * slice)]!;
      }
    }
    return writeInstance({
      ...shared,
      SOPInstanceUID: uidOf('example-mr', 'instance', slice + 1),
      InstanceNumber: slice + 1,
      ImagePositionPatient: [
        CROP_CENTRE.x - (nx - 1) / 2,
        CROP_CENTRE.y - (ny - 1) / 2,
        CROP_CENTRE.z - (nz - 1) / 2 + slice,
      ],
      PixelData: pixels,
    });
  });
}

/** A Computed Radiography Image instance (PS3.3 A.2). */
function chestInstance(): Uint8Array {
  const { size, stored } = chestPhantom();
  return writeInstance({
    ...identityOf('example-cr', { name: 'Phantom^Lina', id: 'PHANTOM-CR', sex: 'F', age: '004Y' }),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1',
    SOPInstanceUID: uidOf('example-cr', 'instance', 1),
    Modality: 'CR',
    StudyDescription: 'Phantom: chest',
    SeriesDescription: 'Chest AP (phantom)',
    SeriesInstanceUID: uidOf('example-cr', 'series'),
    SeriesNumber: 1,
    InstanceNumber: 1,
    ImageType: ['DERIVED', 'PRIMARY'],
    DerivationDescription: 'Computed from shadows',
    BodyPartExamined: 'CHEST',
    ViewPosition: 'AP',
    PatientOrientation: ['L', 'F'],
    ImagerPixelSpacing: [0.24, 0.24],
    BurnedInAnnotation: 'NO',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: size,
    Columns: size,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 1800,
    WindowWidth: 3000,
    PixelData: stored,
  });
}
