import type { DataSet } from './data-set.ts';

/** A series that an object is about, and those of its instances that it names. */
export type Reference = { seriesInstanceUid: string; instances: string[] };

/** The sequences of instances that an item about a series may have. */
const INSTANCES = [
  'ReferencedInstanceSequence',
  'ReferencedImageSequence',
  'ReferencedSOPSequence',
  'ContourImageSequence',
] as const;

/**
 * The series that an object names: of segmentations, maps and presentation states (PS3.3 C.12.1.1.11, C.11.11), of
 * reports and key objects (C.17.2.3), and of structure sets (C.8.8.5).
 */
export function referencesOf(dataSet: DataSet): Reference[] {
  const evidence = dataSet.items('CurrentRequestedProcedureEvidenceSequence');
  const studies = dataSet
    .items('ReferencedFrameOfReferenceSequence')
    .flatMap((frame) => frame.items('RTReferencedStudySequence'));
  const series = [
    ...[dataSet, ...evidence].flatMap((item) => item.items('ReferencedSeriesSequence')),
    ...studies.flatMap((study) => study.items('RTReferencedSeriesSequence')),
  ];
  return series.flatMap((item) => {
    const seriesInstanceUid = item.text('SeriesInstanceUID');
    const instances = INSTANCES.flatMap((sequence) => item.items(sequence)).flatMap(
      (instance) => instance.text('ReferencedSOPInstanceUID') ?? [],
    );
    return seriesInstanceUid ? [{ seriesInstanceUid, instances }] : [];
  });
}
