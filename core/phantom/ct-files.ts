import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeInstance } from '../dicom/index.ts';
import { CT_INTERCEPT, CT_ORIGIN, CT_PIXEL, CT_SIZE, CT_STEP, ctSlices } from './ct.ts';
import { identityOf, uidOf } from './identity.ts';

/** Places in the header that differ from slice to slice; each text keeps its length, so that bytes can be patched. */
type Changing = { instance: string; number: string; z: string };

const changingOf = (slice: number): Changing => ({
  instance: uidOf('ct', 'instance', slice + 1),
  number: String(slice + 1).padStart(6, '0'),
  z: (CT_ORIGIN[2] + slice * CT_STEP).toFixed(3).padEnd(10, '0').slice(0, 10),
});

/**
 * Writes a dense CT of a made-up trunk into a folder, 512 × 512 × 16 bit a slice (CT Image, PS3.3 A.3), from the feet
 * upwards. The header is written once and patched, so that a thousand slices take seconds. Answers the paths.
 */
export async function writeCtPhantom(folder: string, slices: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const pixelsOf = ctSlices();
  const first = changingOf(0);
  const template = Buffer.from(firstInstance(first));
  const places = (Object.keys(first) as (keyof Changing)[]).map(
    (key) => [key, placesOf(template, first[key])] as const,
  );
  const pixelStart = template.length - CT_SIZE * CT_SIZE * 2;
  const paths: string[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const changing = changingOf(slice);
    for (const [key, offsets] of places) {
      for (const offset of offsets) template.write(changing[key], offset, 'latin1');
    }
    template.set(new Uint8Array(pixelsOf(slice).buffer), pixelStart);
    const path = join(folder, `${String(slice + 1).padStart(5, '0')}.dcm`);
    await writeFile(path, template);
    paths.push(path);
  }
  return paths;
}

function placesOf(template: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = template.indexOf(text); at >= 0; at = template.indexOf(text, at + 1)) places.push(at);
  return places;
}

function firstInstance({ instance, number, z }: Changing): Uint8Array {
  return writeInstance({
    ...identityOf('ct', { name: 'Phantom^Omar', id: 'PHANTOM-CT', sex: 'M', age: '050Y' }),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: instance,
    Modality: 'CT',
    StudyDescription: 'Phantom: trunk',
    SeriesDescription: 'Trunk, dense (phantom)',
    SeriesInstanceUID: uidOf('ct', 'series'),
    SeriesNumber: 1,
    InstanceNumber: number,
    FrameOfReferenceUID: uidOf('ct', 'frame'),
    PositionReferenceIndicator: '',
    ImageType: ['DERIVED', 'PRIMARY', 'AXIAL'],
    DerivationDescription: 'Computed from ellipses',
    BodyPartExamined: 'CHEST',
    PatientPosition: 'HFS',
    KVP: 120,
    AcquisitionNumber: 1,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [CT_ORIGIN[0], CT_ORIGIN[1], z],
    PixelSpacing: [CT_PIXEL, CT_PIXEL],
    SliceThickness: CT_STEP,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: CT_SIZE,
    Columns: CT_SIZE,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
    RescaleIntercept: CT_INTERCEPT,
    RescaleSlope: 1,
    RescaleType: 'HU',
    WindowCenter: [40, -600, 400],
    WindowWidth: [400, 1500, 2000],
    WindowCenterWidthExplanation: ['SOFT', 'LUNG', 'BONE'],
    PixelData: new Uint16Array(CT_SIZE * CT_SIZE),
  });
}
