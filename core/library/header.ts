import type { FrameInfo, InstanceSource, Note, Plane } from '../contract/index.ts';
import type { Reference } from '../dicom/headers/index.ts';

/** What the library keeps of one SOP instance: everything that grouping, ordering and noting need, and no pixels. */
export type Header = {
  source: InstanceSource;
  /** Size in bytes and time of change (ms since 1970) of the file at `source.path`, to see that it is still the same. */
  bytes: number;
  modified: number;
  /** SHA-256 of the instance's bytes; only known where its SOP Instance UID was seen more than once. */
  content?: string;
  /** Hash of the pixels and attributes by keyword; only known where different bytes share a SOP Instance UID. */
  picture?: { content: string; said: Record<string, string> };
  sopInstanceUid: string;
  sopClassUid: string;
  studyInstanceUid: string;
  seriesInstanceUid: string;
  instanceNumber?: number;
  study: StudyHeader;
  series: SeriesHeader;
  /** Has the instance pictures at all. */
  images: boolean;
  localiser: boolean;
  /** Does it have a position, orientation or spacing that means nothing (NaN, zero axes). */
  brokenGeometry: boolean;
  frames: number;
  rows?: number;
  columns?: number;
  samplesPerPixel?: number;
  spacing?: FrameInfo['spacing'];
  frameOfReferenceUid?: string;
  /** What an overlay or document is about. */
  references: Reference[];
  /** One a frame, or none where a frame has no place in the patient. */
  planes: Plane[];
  notes: Note[];
};

type StudyHeader = {
  patientName: string;
  patientId: string;
  patientBirthDate: string;
  patientSex: string;
  patientAge: string;
  date: string;
  time: string;
  description: string;
  accessionNumber: string;
};

type SeriesHeader = {
  modality: string;
  number?: number;
  description: string;
  bodyPart?: string;
  viewPosition?: string;
  laterality?: string;
};
