import type { Elements } from '../dicom/index.ts';
import type { Label } from '../models/index.ts';

/** A coded concept: value, scheme designator, meaning (PS3.16 8). */
export type Code = { value: string; scheme: string; meaning: string };

export const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning });
export const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning });
export const ucum = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning });

/** Our own scheme, for what no standard scheme has a code that we could vouch for. */
export const OWN_SCHEME = '99SKIAGRAPH';
export const own = (value: string, meaning: string): Code => ({ value, scheme: OWN_SCHEME, meaning });

/** An item of a code sequence (PS3.3 8.8); a value of more than 16 characters is a Long Code Value. */
export const codeItem = ({ value, scheme, meaning }: Code): Elements => ({
  ...(value.length > 16 ? { LongCodeValue: value } : { CodeValue: value }),
  CodingSchemeDesignator: scheme,
  CodeMeaning: meaning.slice(0, 64),
});

/** Category, type and region of a label; one without a code gets one of our own, never a made-up standard one. */
export const codesOf = (label: Label): { category: Code; type: Code; anatomicRegion?: Code } =>
  label.code ?? { category: own('finding', 'Finding of a model'), type: own(label.key, label.name.en) };

/** What was done, by modality; the general concept where we cannot vouch for a closer code. */
export const procedureOf = (modality: string): Code =>
  ({
    CT: sct('77477000', 'Computed tomography'),
    MR: sct('113091000', 'Magnetic resonance imaging'),
  })[modality] ?? sct('363679005', 'Imaging procedure');

/** CID 33 meanings of the modalities that a model may read. */
const MODALITY: Record<string, string> = {
  CR: 'Computed Radiography',
  CT: 'Computed Tomography',
  DX: 'Digital Radiography',
  MG: 'Mammography',
  MR: 'Magnetic Resonance',
  NM: 'Nuclear Medicine',
  OT: 'Other Modality',
  PT: 'Positron emission tomography',
  RF: 'Radio Fluoroscopy',
  US: 'Ultrasound',
  XA: 'X-Ray Angiography',
};
export const modalityCode = (modality: string): Code =>
  MODALITY[modality] ? dcm(modality, MODALITY[modality]) : dcm('OT', 'Other Modality');

export const unit = {
  ratio: ucum('{ratio}', 'ratio'),
  millilitre: ucum('mL', 'mL'),
  pixels: ucum('{pixels}', 'pixels'),
  none: ucum('1', 'no units'),
} as const;

/** Size of a region where no spacing makes it an area or a volume. */
export const PIXEL_COUNT = own('pixel-count', 'Number of pixels');
