import type { FrameInfo, Series, Study } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';

/** What eligibility is asked of: a series, the study around it, one of its headers, and its frames. */
export type SeriesFacts = { study: Study; series: Series; header: DataSet; infos: FrameInfo[] };

/** Body Part Examined (0018,0015), else the meaning of Anatomic Region Sequence (0008,2218), in capitals. */
export const bodyPartOf = ({ series, header }: SeriesFacts): string | undefined =>
  capitals(
    header.text('BodyPartExamined') ??
      series.bodyPart ??
      header.items('AnatomicRegionSequence')[0]?.text('CodeMeaning'),
  );

/** View Position (0018,5101), else the meaning of View Code Sequence (0054,0220), whose frontal views have short names. */
export function viewPositionOf({ header }: SeriesFacts): string | undefined {
  const given = header.text('ViewPosition');
  if (given) return capitals(given);
  const meaning = capitals(header.items('ViewCodeSequence')[0]?.text('CodeMeaning'));
  if (meaning?.startsWith('ANTERO-POSTERIOR')) return 'AP';
  if (meaning?.startsWith('POSTERO-ANTERIOR')) return 'PA';
  return meaning;
}

/** A number of the MR acquisition in ms, from the header or, in enhanced MR, from its shared functional groups. */
export function acquisitionTimeOf({ header }: SeriesFacts, which: AcquisitionTime): number | undefined {
  const plain = header.number(which);
  if (plain !== undefined) return plain;
  const [shared] = header.items('SharedFunctionalGroupsSequence');
  const [sequence, keyword] = IN_FUNCTIONAL_GROUPS[which];
  return shared?.items(sequence)[0]?.number(keyword);
}

type AcquisitionTime = 'RepetitionTime' | 'EchoTime' | 'InversionTime';
const IN_FUNCTIONAL_GROUPS: Record<AcquisitionTime, [sequence: string, keyword: string]> = {
  RepetitionTime: ['MRTimingAndRelatedParametersSequence', 'RepetitionTime'],
  EchoTime: ['MREchoSequence', 'EffectiveEchoTime'],
  InversionTime: ['MRModifierSequence', 'InversionTimes'],
};

/** Image Laterality (0020,0062), else Laterality (0020,0060) of the series. */
export const lateralityOf = ({ header }: SeriesFacts): string | undefined =>
  capitals(header.text('ImageLaterality') ?? header.text('Laterality'));

/** The plane that the slices are nearest to, by the largest part of their normal (LPS). */
export function orientationOf({ infos: [info] }: SeriesFacts): 'sagittal' | 'coronal' | 'axial' | undefined {
  if (!info?.plane) return undefined;
  const [a, b] = [info.plane.rowDirection, info.plane.columnDirection];
  const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]].map(Math.abs);
  return (['sagittal', 'coronal', 'axial'] as const)[normal.indexOf(Math.max(...normal))];
}

/** Contrast/Bolus Agent (0018,0010), which says by its presence that one was given. */
export const contrastOf = ({ header }: SeriesFacts): string | undefined =>
  header.text('ContrastBolusAgent') ?? header.items('ContrastBolusAgentSequence')[0]?.text('CodeMeaning');

export const descriptionOf = ({ series, header }: SeriesFacts): string =>
  distinct([series.description, header.text('ProtocolName') ?? ''])
    .filter(Boolean)
    .join(' / ');

/**
 * mm between rows and columns in the patient; what a projection has at its detector (Imager Pixel Spacing) is not
 * calibrated and none (PS3.3 10.7).
 */
export function pixelSpacingOf({ series, infos }: SeriesFacts): [number, number] | undefined {
  const [info] = infos;
  if (!info) return series.pixelSpacing;
  return info.spacing?.source === 'PixelSpacing' ? [info.spacing.rows, info.spacing.columns] : undefined;
}

/** mm along each side: rows, columns and, of a volume, slices. */
export function fieldOfViewOf(facts: SeriesFacts): number[] | undefined {
  const { series } = facts;
  const spacing = pixelSpacingOf(facts);
  if (!spacing || !series.rows || !series.columns) return undefined;
  const plane = [series.rows * spacing[0], series.columns * spacing[1]];
  return series.volume && series.sliceSpacing ? [...plane, series.frames * series.sliceSpacing] : plane;
}

export const distinct = <T>(values: T[]): T[] => [...new Set(values)];

const capitals = (text: string | undefined): string | undefined => text?.trim().toUpperCase() || undefined;
