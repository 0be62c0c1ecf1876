import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexedSeries, Study } from '../../core/contract/index.ts';
import { writeInstance } from '../../core/dicom/index.ts';
import { CT_ORIGIN, CT_PARTS, CT_STEP } from '../../core/phantom/index.ts';
import { scratch } from './places.ts';

const POINTS = 240;

/** Writes an RT structure set with the trunk of the CT phantom outlined on every slice; answers its folder. */
export async function writeTrunkOutlines(study: Study, series: IndexedSeries): Promise<string> {
  const { centre, radii } = CT_PARTS.find(({ name }) => name === 'soft tissue')!;
  const contours = series.instances.map((_, slice) => ({
    ContourGeometricType: 'CLOSED_PLANAR',
    NumberOfContourPoints: POINTS,
    ContourData: Array.from({ length: POINTS }, (_, n) => {
      const angle = (2 * Math.PI * n) / POINTS;
      const place = [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)];
      return [...place, CT_ORIGIN[2] + slice * CT_STEP].map((mm) => mm.toFixed(2));
    }).flat(),
  }));
  const folder = await scratch('structures');
  const bytes = writeInstance({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
    SOPInstanceUID: `${series.seriesInstanceUid}.1`.slice(-64),
    PatientName: study.patientName,
    PatientID: study.patientId,
    StudyInstanceUID: study.studyInstanceUid,
    SeriesInstanceUID: '2.25.7',
    Modality: 'RTSTRUCT',
    StructureSetLabel: 'Trunk',
    ReferencedFrameOfReferenceSequence: [
      {
        FrameOfReferenceUID: series.frameOfReferenceUid,
        RTReferencedStudySequence: [{ RTReferencedSeriesSequence: [{ SeriesInstanceUID: series.seriesInstanceUid }] }],
      },
    ],
    StructureSetROISequence: [
      { ROINumber: 1, ReferencedFrameOfReferenceUID: series.frameOfReferenceUid, ROIName: 'Trunk' },
    ],
    ROIContourSequence: [{ ReferencedROINumber: 1, ContourSequence: contours }],
  });
  await writeFile(join(folder, 'structures.dcm'), bytes);
  return folder;
}
