import type { DataSet, Elements, ElementValue } from '../dicom/index.ts';
import { OWN_SCHEME } from './codes.ts';
import type { Evidence, Sources } from './evidence.ts';

/** When and by what an export is made: the same for all its objects. */
export type Making = {
  /** Content Date and Time of all objects, local to `timezone`: YYYYMMDD, HHMMSS, ±HHMM. */
  date: string;
  time: string;
  timezone: string;
  softwareVersion: string;
  /** Series Instance UID of each modality of this export. */
  seriesUid(modality: string): string;
  newUid(): string;
};

/** Of patient and study, type 1 or 2: written even where the source lacks them. */
export const REQUIRED_EMPTY = [
  ...['PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex'],
  ...['StudyDate', 'StudyTime', 'ReferringPhysicianName', 'StudyID', 'AccessionNumber'],
];

/*
 * PS3.3 C.7.1.1, C.7.1.3, C.7.2.1, C.7.2.2 and C.7.2.3, without what refers to instances that nobody has here
 * (Referenced Patient Sequence, Referenced Study Sequence).
 */
const PATIENT_AND_STUDY = [
  ...['IssuerOfPatientID', 'TypeOfPatientID', 'IssuerOfPatientIDQualifiersSequence', 'PatientBirthTime'],
  ...['QualityControlSubject', 'OtherPatientNames', 'OtherPatientIDsSequence', 'EthnicGroup', 'PatientComments'],
  ...['PatientSpeciesDescription', 'PatientSpeciesCodeSequence', 'PatientBreedDescription', 'ResponsiblePerson'],
  ...['ResponsiblePersonRole', 'ResponsibleOrganization', 'PatientIdentityRemoved', 'DeidentificationMethod'],
  ...['DeidentificationMethodCodeSequence', 'ClinicalTrialSponsorName', 'ClinicalTrialProtocolID'],
  ...['ClinicalTrialProtocolName', 'ClinicalTrialSiteID', 'ClinicalTrialSiteName', 'ClinicalTrialSubjectID'],
  ...['ClinicalTrialSubjectReadingID', 'ClinicalTrialTimePointID', 'ClinicalTrialTimePointDescription'],
  ...['StudyInstanceUID', 'StudyDescription', 'IssuerOfAccessionNumberSequence', 'PhysiciansOfRecord'],
  ...['NameOfPhysiciansReadingStudy', 'RequestingServiceCodeSequence', 'ProcedureCodeSequence'],
  ...['ReasonForPerformedProcedureCodeSequence', 'AdmittingDiagnosesDescription', 'PatientAge', 'PatientSize'],
  ...['PatientWeight', 'PatientSexNeutered', 'Occupation', 'AdditionalPatientHistory'],
];

/** Type 2C for an animal (PS3.3 C.7.1.1, C.7.2.2). */
const ANIMAL = [
  ...['PatientBreedDescription', 'PatientBreedCodeSequence', 'BreedRegistrationSequence', 'ResponsiblePerson'],
  ...['ResponsibleOrganization', 'PatientSexNeutered'],
];

/** Values that a source may have in a form that its own representation forbids; an optional one is then left out. */
const FORM: Record<string, RegExp> = {
  PatientAge: /^\d{3}[DWMY]$/,
  PatientSize: /^[\d.eE+-]{1,16}$/,
  PatientWeight: /^[\d.eE+-]{1,16}$/,
};

/** The optional attributes of patient and study that a source has in a form that can be written. */
export const copiedKeywords = (header: DataSet): string[] =>
  PATIENT_AND_STUDY.filter(
    (keyword) =>
      header.has(keyword) &&
      (FORM[keyword]?.test(header.text(keyword) ?? '') ?? true) &&
      header
        .items(keyword)
        .every((item) => !keyword.endsWith('CodeSequence') || item.text('CodeMeaning') !== undefined),
  );

/** Patient and study of the source, decoded, unchanged, empty values included. */
function patientAndStudy(header: DataSet): Elements {
  const copied = copiedKeywords(header);
  const isAnimal = header.has('PatientSpeciesDescription') || header.has('PatientSpeciesCodeSequence');
  return {
    ...Object.fromEntries(
      [...REQUIRED_EMPTY, ...(isAnimal ? ANIMAL : [])].map((keyword) => [keyword, copiedValue(header, keyword)]),
    ),
    ...Object.fromEntries(copied.map((keyword) => [keyword, copiedValue(header, keyword)])),
  };
}

function copiedValue(header: DataSet, keyword: string): ElementValue {
  if (keyword.endsWith('Sequence')) return header.items(keyword).map(wholeItem);
  const texts = header.texts(keyword);
  return texts.length > 1 ? texts : (texts[0] ?? '');
}

/** An item of a copied sequence; its own character set is dropped, since its text is decoded. */
const wholeItem = (item: DataSet): Elements =>
  Object.fromEntries(
    item
      .keywords()
      .filter((keyword) => keyword !== 'SpecificCharacterSet')
      .map((keyword) => [keyword, copiedValue(item, keyword)]),
  );

/** SOP Common, General Series and (Enhanced) General Equipment; `ContentQualification` extends IODs that lack it. */
export function common(
  { studyHeader, manifest }: Sources,
  making: Making,
  sopClassUid: string,
  modality: string,
  number: number,
): Elements {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: sopClassUid,
    SOPInstanceUID: making.newUid(),
    InstanceCreationDate: making.date,
    InstanceCreationTime: making.time,
    TimezoneOffsetFromUTC: making.timezone,
    CodingSchemeIdentificationSequence: [
      {
        CodingSchemeDesignator: OWN_SCHEME,
        CodingSchemeName: 'Skiagraph',
        CodingSchemeResponsibleOrganization: 'Skiagraph',
      },
    ],
    ContentQualification: 'RESEARCH',
    ...patientAndStudy(studyHeader),
    Modality: modality,
    SeriesInstanceUID: making.seriesUid(modality),
    SeriesNumber: number,
    SeriesDate: making.date,
    SeriesTime: making.time,
    SeriesDescription: manifest ? seriesDescription(manifest.id, manifest.version) : 'Measurements, research use',
    Manufacturer: 'Skiagraph',
    ManufacturerModelName: 'Skiagraph',
    DeviceSerialNumber: making.softwareVersion,
    SoftwareVersions: making.softwareVersion,
    InstanceNumber: 1,
    ContentDate: making.date,
    ContentTime: making.time,
  };
}

/** LO holds 64 characters; the notice and the version are kept, a long id is cut. */
const seriesDescription = (id: string, version: string): string => {
  const rest = ` ${version}, research use`;
  return `${id.slice(0, 64 - rest.length)}${rest}`;
};

/** What a result refers to: a SOP instance by class and UID (PS3.3 10.8). */
export const instanceReference = (sopClassUid: string, sopInstanceUid: string): Elements => ({
  ReferencedSOPClassUID: sopClassUid,
  ReferencedSOPInstanceUID: sopInstanceUid,
});

export const referenceTo = (header: DataSet): Elements =>
  instanceReference(header.text('SOPClassUID') ?? '', header.text('SOPInstanceUID') ?? '');

/** Lossy compression of the source is carried on (PS3.3 C.7.6.1.1.5). */
export function lossyHistory(headers: DataSet[]): Elements {
  const lossy = headers.find((header) => header.text('LossyImageCompression') === '01');
  if (!lossy) return { LossyImageCompression: '00' };
  return {
    LossyImageCompression: '01',
    ...(lossy.has('LossyImageCompressionRatio')
      ? { LossyImageCompressionRatio: lossy.texts('LossyImageCompressionRatio') }
      : {}),
    ...(lossy.has('LossyImageCompressionMethod')
      ? { LossyImageCompressionMethod: lossy.texts('LossyImageCompressionMethod') }
      : {}),
  };
}

/** What identifies the run in Algorithm Parameters: which network, on which inputs, by which provider. */
export function runParameters({ run, modelSha256 }: Evidence): string[] {
  return [
    `run ${run.id}`,
    `model SHA-256 ${modelSha256}`,
    ...(run.model.networks ?? []).map(({ file, sha256 }) => `network ${file} SHA-256 ${sha256}`),
    `inputs SHA-256 ${run.inputsSha256}`,
    `provider ${run.provider.actual}`,
  ];
}
