import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeInstance } from '../dicom/index.ts';
import { chestPhantom } from './chest.ts';
import { headPhantom } from './head.ts';
import { hippocampusPhantom } from './hippocampus.ts';
import { identityOf, uidOf } from './identity.ts';

/** Centre of the hippocampus crop in a made-up head: LPS, mm. */
const CROP_CENTRE = { x: 27, y: 22, z: -14 };

/**
 * Writes the example into a folder: a T1-weighted MR crop of a made-up hippocampus (38 slices), a made-up head after a
 * contrast agent (12 slices) and a made-up child's chest radiograph, of three people who do not exist. The same bytes in
 * every run. Answers the paths.
 */
export async function writeExampleStudy(folder: string): Promise<string[]> {
  const [mr, head, cr] = ['hippocampus-mr', 'head-mr', 'chest-cr'].map((name) => join(folder, name)) as Three;
  await Promise.all([mr, head, cr].map((path) => mkdir(path, { recursive: true })));
  const files: [path: string, bytes: Uint8Array][] = [
    ...numbered(mr, hippocampusInstances()),
    ...numbered(head, headInstances()),
    [join(cr, '0001.dcm'), chestInstance()],
  ];
  for (const [path, bytes] of files) await writeFile(path, bytes);
  return files.map(([path]) => path);
}

type Three = [string, string, string];

const numbered = (folder: string, instances: Uint8Array[]) =>
  instances.map((bytes, n): [string, Uint8Array] => [join(folder, `${String(n + 1).padStart(4, '0')}.dcm`), bytes]);

/** What both MR series are: spoilt gradient echoes in axial slices, stored in 12 bits. */
const MR = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
  Modality: 'MR',
  ProtocolName: 'T1 phantom',
  SeriesNumber: 1,
  PositionReferenceIndicator: '',
  ImageType: ['DERIVED', 'PRIMARY', 'OTHER'],
  DerivationDescription: 'Computed from ellipsoids',
  PatientPosition: 'HFS',
  SequenceVariant: 'MP',
  ScanOptions: '',
  EchoTime: 3,
  EchoTrainLength: 1,
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
};

/** One MR Image instance (PS3.3 A.4) a slice, from the feet upwards; rows run to the left, columns to the back. */
function hippocampusInstances(): Uint8Array[] {
  const { size, signal } = hippocampusPhantom();
  const [nx, ny, nz] = size;
  const shared = {
    ...identityOf('example-mr', { name: 'Phantom^Anna', id: 'PHANTOM-MR', sex: 'F', age: '045Y' }),
    ...MR,
    StudyDescription: 'Phantom: hippocampus',
    SeriesDescription: 'T1 hippocampus crop (phantom)',
    SeriesInstanceUID: uidOf('example-mr', 'series'),
    FrameOfReferenceUID: uidOf('example-mr', 'frame'),
    BodyPartExamined: 'BRAIN',
    ScanningSequence: ['GR', 'IR'],
    MRAcquisitionType: '3D',
    RepetitionTime: 2000,
    InversionTime: 900,
    FlipAngle: 8,
    PixelSpacing: [1, 1],
    SliceThickness: 1,
    SpacingBetweenSlices: 1,
    Rows: ny,
    Columns: nx,
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

/** As the hippocampus; the phantom's own axes are those of the patient. */
function headInstances(): Uint8Array[] {
  const { size, pixel, step, signal } = headPhantom();
  const [nx, ny, nz] = size;
  const start = (count: number, mm: number) => (-(count - 1) / 2) * mm;
  return Array.from({ length: nz }, (_, slice) =>
    writeInstance({
      ...identityOf('example-head', { name: 'Phantom^Nour', id: 'PHANTOM-HEAD', sex: 'M', age: '052Y' }),
      ...MR,
      StudyDescription: 'Phantom: head',
      SeriesDescription: 'T1 head after contrast (phantom)',
      SeriesInstanceUID: uidOf('example-head', 'series'),
      SOPInstanceUID: uidOf('example-head', 'instance', slice + 1),
      FrameOfReferenceUID: uidOf('example-head', 'frame'),
      InstanceNumber: slice + 1,
      BodyPartExamined: 'HEAD',
      ContrastBolusAgent: 'Gadolinium (phantom)',
      ScanningSequence: 'GR',
      MRAcquisitionType: '2D',
      RepetitionTime: 250,
      FlipAngle: 70,
      PixelSpacing: [pixel, pixel],
      SliceThickness: 5,
      SpacingBetweenSlices: step,
      ImagePositionPatient: [start(nx, pixel), start(ny, pixel), start(nz, step) + slice * step],
      Rows: ny,
      Columns: nx,
      WindowCenter: 500,
      WindowWidth: 1000,
      PixelData: signal.slice(slice * nx * ny, (slice + 1) * nx * ny),
    }),
  );
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
