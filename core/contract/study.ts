import { z } from 'zod';

/** Something odd about a series or file that a reader should know; `code` is a code of the problem catalogue. */
export const Note = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type Note = z.infer<typeof Note>;

/** Where an instance lies. `entry` names a file inside a ZIP. */
export const InstanceSource = z.object({ path: z.string(), entry: z.string().optional() });
export type InstanceSource = z.infer<typeof InstanceSource>;

/** One SOP instance, as the library knows it from its header. */
export const Instance = z.object({
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  instanceNumber: z.number().optional(),
  frames: z.number().int(),
  source: InstanceSource,
});
export type Instance = z.infer<typeof Instance>;

/** What a list says of a series: nothing that grows with its instances. */
export const Series = z.object({
  seriesInstanceUid: z.string(),
  studyInstanceUid: z.string(),
  modality: z.string(),
  number: z.number().optional(),
  description: z.string(),
  bodyPart: z.string().optional(),
  /** View Position and Image Laterality (or Laterality), as the file has them. */
  viewPosition: z.string().optional(),
  laterality: z.string().optional(),
  rows: z.number().int().optional(),
  columns: z.number().int().optional(),
  /** mm between the centres of neighbouring rows and columns: [between rows, between columns] (PS3.3 10.7.1.3). */
  pixelSpacing: z.tuple([z.number(), z.number()]).optional(),
  /** mm between neighbouring slice positions along the normal; only where `volume`. */
  sliceSpacing: z.number().optional(),
  frames: z.number().int(),
  /** How many of its instances hold no picture. */
  documents: z.number().int(),
  /** Can a volume be built: one orientation, one size, even spacing, no gap, one patient. */
  volume: z.boolean(),
  /** Has the series pictures at all (an SR has none). */
  images: z.boolean(),
  /** Pictures, what lies over others (SEG, parametric map, RT dose, RT structure set), or something to read. */
  kind: z.enum(['images', 'overlay', 'document']),
  /** Of all pictures, where it is one. */
  frameOfReferenceUid: z.string().optional(),
  /** Series Instance UIDs that its objects are about, for overlays and documents. */
  refersTo: z.array(z.string()),
  notes: z.array(Note),
});
export type Series = z.infer<typeof Series>;

/** A series with its instances in reading order (by position along the normal where there is one, else by number). */
export const IndexedSeries = Series.extend({ instances: z.array(Instance) });
export type IndexedSeries = z.infer<typeof IndexedSeries>;

/** A study with its series; names and dates as the files have them, decoded. */
export const Study = z.object({
  studyInstanceUid: z.string(),
  patientName: z.string(),
  patientId: z.string(),
  patientBirthDate: z.string(),
  patientSex: z.string(),
  patientAge: z.string(),
  /** DA and TM as in the file: YYYYMMDD, HHMMSS. */
  date: z.string(),
  time: z.string(),
  description: z.string(),
  accessionNumber: z.string(),
  series: z.array(Series),
});
export type Study = z.infer<typeof Study>;

export const IndexedStudy = Study.extend({ series: z.array(IndexedSeries) });
export type IndexedStudy = z.infer<typeof IndexedStudy>;

/**
 * The studies that were opened, newest first, or those of them that are new or have changed since an edition of the list.
 * An edition is for the engine that gave it: another answers it with all studies.
 */
export const StudyList = z.object({
  studies: z.array(Study),
  /** Are these all studies; else they take their places in the list of the edition that was named. */
  whole: z.boolean(),
  /** Study Instance UIDs that have left the list since. */
  gone: z.array(z.string()),
  edition: z.string(),
});
export type StudyList = z.infer<typeof StudyList>;

/** A path that was looked at and left out, with the reason. */
export const Skipped = z.object({ path: z.string(), code: z.string(), values: Note.shape.values });
export type Skipped = z.infer<typeof Skipped>;

/** What `indexPaths` found. */
export const Index = z.object({
  studies: z.array(IndexedStudy),
  skipped: z.array(Skipped),
  instances: z.number().int(),
  elapsedMs: z.number(),
});
export type Index = z.infer<typeof Index>;
