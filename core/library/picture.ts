import { basename, dirname } from 'node:path';
import type { InstanceSource } from '../contract/index.ts';
import { readPicture } from '../pictures/index.ts';
import type { Header } from './header.ts';
import { placeOf, standIn } from './place.ts';
import type { FoundFile } from './walk.ts';

/** Does the name say that this is a research picture (NIfTI, PNG, JPEG). */
export { isPicture } from '../pictures/index.ts';

/**
 * What a research picture says: no patient and no modality; its folder stands for the study, its file for the series,
 * under identifiers made from its path and its bytes. Throws `ProblemError` where it cannot be read.
 */
export async function pictureHeader(source: InstanceSource, file: FoundFile): Promise<Header> {
  const { infos } = await readPicture(source);
  const [first] = infos;
  const planes = infos.flatMap(({ plane }) => plane ?? []);
  const place = placeOf(source);
  return {
    source,
    bytes: file.bytes,
    modified: file.modified,
    sopInstanceUid: first?.sopInstanceUid ?? standIn(`picture ${place}`),
    sopClassUid: '',
    studyInstanceUid: standIn(`pictures ${dirname(place)}`),
    seriesInstanceUid: standIn(`picture ${place}`),
    study: {
      patientName: '',
      patientId: '',
      patientBirthDate: '',
      patientSex: '',
      patientAge: '',
      date: '',
      time: '',
      description: basename(dirname(place)),
      accessionNumber: '',
    },
    series: { modality: '', description: basename(place) },
    images: true,
    localiser: false,
    brokenGeometry: false,
    frames: infos.length,
    rows: first?.rows,
    columns: first?.columns,
    samplesPerPixel: first?.samplesPerPixel,
    spacing: first?.spacing,
    references: [],
    planes: planes.length === infos.length ? planes : [],
    notes: [{ code: 'research-picture', values: {} }],
  };
}
