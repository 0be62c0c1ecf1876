import { randomUUID } from 'node:crypto';
import type { Finding } from '../contract/index.ts';
import { assessmentOf, isDecided } from './assessment.ts';
import { type Code, codesOf, dcm, modalityCode, own, PIXEL_COUNT, sct, unit } from './codes.ts';
import { type Evidence, type EvidenceFinding, seriesOf } from './evidence.ts';
import type { Measured } from './measured.ts';
import { measurementConceptOf, unitOf } from './measurements-sr.ts';

const SYSTEMS: Record<string, string> = {
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
  SCT: 'http://snomed.info/sct',
  UCUM: 'http://unitsofmeasure.org',
  LN: 'http://loinc.org',
};
const DICOM_UID = 'urn:dicom:uid';

const coding = ({ value, scheme, meaning }: Code) => ({
  ...(SYSTEMS[scheme] ? { system: SYSTEMS[scheme] } : {}),
  code: value,
  display: meaning,
});

type Resource = { resourceType: string } & Record<string, unknown>;
type Entry = { fullUrl: string; resource: Resource };
const entry = (resource: Resource): Entry => ({ fullUrl: `urn:uuid:${randomUUID()}`, resource });
const to = ({ fullUrl }: Entry) => ({ reference: fullUrl });

/** FHIR R4 Bundle of the type `collection`; nothing in it is final before a reader has decided. */
export function writeFhir(evidence: Evidence, now: Date): Uint8Array {
  const patient = entry(patientOf(evidence));
  const device = entry(deviceOf(evidence));
  const study = entry(imagingStudyOf(evidence, patient));
  const observations = evidence.findings.flatMap((item) => observationsOf(item, { patient, device, study }).map(entry));
  const status = evidence.decided > 0 && evidence.decided === evidence.findings.length ? 'final' : 'preliminary';
  const { modality } = evidence.series;
  observations.push(
    ...evidence.measured.flatMap((one) => measuredObservations(one, modality, status, { patient, study }).map(entry)),
  );
  const report = entry({
    resourceType: 'DiagnosticReport',
    status,
    code: { coding: [coding({ value: '18748-4', scheme: 'LN', meaning: 'Diagnostic imaging report' })] },
    subject: to(patient),
    issued: now.toISOString(),
    imagingStudy: [to(study)],
    result: observations.map(to),
    conclusion: 'Research use only. Not for diagnosis.',
  });
  const provenance = entry(provenanceOf(evidence, report, device, now));
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: now.toISOString(),
    entry: [report, ...observations, study, device, provenance, patient],
  };
  return new TextEncoder().encode(`${JSON.stringify(bundle, undefined, 2)}\n`);
}

function patientOf({ study }: Evidence): Resource {
  const [family = '', given = ''] = (study.patientName.split('=')[0] ?? '').split('^');
  const birth = /^(\d{4})(\d{2})(\d{2})$/.exec(study.patientBirthDate);
  return {
    resourceType: 'Patient',
    ...(study.patientId ? { identifier: [{ value: study.patientId }] } : {}),
    ...(family || given ? { name: [{ ...(family ? { family } : {}), ...(given ? { given: [given] } : {}) }] } : {}),
    gender: { F: 'female', M: 'male', O: 'other' }[study.patientSex] ?? 'unknown',
    ...(birth ? { birthDate: birth.slice(1).join('-') } : {}),
  };
}

const deviceOf = ({ manifest, modelSha256, run }: Evidence): Resource => ({
  resourceType: 'Device',
  identifier: [
    { system: 'urn:skiagraph:model-sha256', value: modelSha256 },
    ...(run.model.networks ?? []).map(({ sha256 }) => ({ system: 'urn:skiagraph:network-sha256', value: sha256 })),
  ],
  deviceName: [{ name: manifest.id, type: 'model-name' }],
  version: [{ value: manifest.version }],
  note: [{ text: manifest.intendedUse.en }],
});

const imagingStudyOf = (evidence: Evidence, patient: Entry): Resource => ({
  resourceType: 'ImagingStudy',
  identifier: [{ system: DICOM_UID, value: `urn:oid:${evidence.study.studyInstanceUid}` }],
  status: 'available',
  subject: to(patient),
  series: seriesOf(evidence).map(({ series, headers }) => ({
    uid: series.seriesInstanceUid,
    modality: coding(modalityCode(series.modality)),
    numberOfInstances: headers.length,
  })),
});

/** One observation a number, named by the finding's Tracking UID. */
function observationsOf(item: EvidenceFinding, about: { patient: Entry; device: Entry; study: Entry }): Resource[] {
  const { finding, label, review } = item;
  const { type, anatomicRegion } = codesOf(label);
  const status = { accepted: 'final', edited: 'final', rejected: 'entered-in-error', unreviewed: 'preliminary' }[
    review.status
  ];
  const observation = (concept: Code, value: number, units: Code): Resource => ({
    resourceType: 'Observation',
    identifier: [{ system: DICOM_UID, value: `urn:oid:${finding.trackingUid}` }],
    status,
    code: { coding: [coding(concept)], text: `${concept.meaning}: ${label.name.en}` },
    subject: to(about.patient),
    device: to(about.device),
    derivedFrom: [to(about.study)],
    ...(anatomicRegion ? { bodySite: { coding: [coding(anatomicRegion)] } } : {}),
    valueQuantity: { value, unit: units.meaning, system: SYSTEMS.UCUM, code: units.value },
    component: [
      { code: { coding: [coding(dcm('121071', 'Finding'))] }, valueCodeableConcept: { coding: [coding(type)] } },
      ...boxComponents(finding),
      ...assessmentComponents(item),
    ],
    ...(review.reason ? { note: [{ text: review.reason }] } : {}),
  });
  const { probability, volumeMl, voxels } = finding;
  return [
    ...(probability === undefined ? [] : [observation(dcm('122157', 'Probability'), probability, unit.ratio)]),
    ...(volumeMl === undefined ? [] : [observation(sct('118565006', 'Volume'), volumeMl, unit.millilitre)]),
    ...(voxels === undefined || volumeMl !== undefined ? [] : [observation(PIXEL_COUNT, voxels, unit.pixels)]),
  ];
}

/** Where a box lies: in the patient (LPS, mm) in a volume, on its image (pixels) elsewhere. */
function boxComponents({ boxPx, boxMm }: Finding) {
  const component = (key: string, name: string, value: number, units: { unit: string; code: string }) => ({
    code: { coding: [coding(own(`box-${key}`, name))] },
    valueQuantity: { value, unit: units.unit, system: SYSTEMS.UCUM, code: units.code },
  });
  const pixels = { unit: unit.pixels.meaning, code: unit.pixels.value };
  if (!boxMm) return (boxPx ?? []).map((edge, n) => component(EDGES[n]!, `Box edge ${EDGES[n]}`, edge, pixels));
  const mm = { unit: 'mm', code: 'mm' };
  const { centre, size } = boxMm;
  return [
    ...['x', 'y', 'z'].map((axis, n) => component(`centre-${axis}`, `Box centre, ${axis}`, centre[n]!, mm)),
    ...['columns', 'rows', 'slices'].map((along, n) =>
      component(`size-${along}`, `Box size along ${along}`, size[n]!, mm),
    ),
  ];
}

const EDGES = ['x0', 'y0', 'x1', 'y1'];

/** What a reader said of the finding, as the structured report of the assessment says it. */
function assessmentComponents(item: EvidenceFinding) {
  if (!isDecided(item)) return [];
  const { concept, value } = assessmentOf(item.review.status);
  return [{ code: { coding: [coding(concept)] }, valueCodeableConcept: { coding: [coding(value)] } }];
}

/** One observation a number of what a reader measured, named by the measurement's Tracking UID. */
function measuredObservations(
  { measurement: { tool, readings }, trackingUid, by, at }: Measured,
  modality: string,
  status: 'final' | 'preliminary',
  about: { patient: Entry; study: Entry },
): Resource[] {
  return readings.map((reading) => {
    const [concept, units] = [measurementConceptOf(reading, tool, modality), unitOf(reading.unit)];
    return {
      resourceType: 'Observation',
      identifier: [{ system: DICOM_UID, value: `urn:oid:${trackingUid}` }],
      status,
      code: { coding: [coding(concept)], text: `${concept.meaning}: ${reading.quantity}` },
      subject: to(about.patient),
      performer: [{ display: by }],
      effectiveDateTime: at,
      derivedFrom: [to(about.study)],
      valueQuantity: { value: reading.value, unit: units.meaning, system: SYSTEMS.UCUM, code: units.value },
    };
  });
}

function provenanceOf({ findings, run, modelSha256 }: Evidence, report: Entry, device: Entry, now: Date): Resource {
  const participant = (code: string) => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code }],
  });
  const readers = [...new Set(findings.flatMap(({ review }) => review.decidedBy ?? []))];
  return {
    resourceType: 'Provenance',
    target: [to(report)],
    recorded: now.toISOString(),
    agent: [
      { type: participant('assembler'), who: to(device) },
      ...readers.map((display) => ({ type: participant('verifier'), who: { display } })),
    ],
    entity: [
      { role: 'source', what: { identifier: { system: 'urn:skiagraph:run', value: run.id } } },
      { role: 'source', what: { identifier: { system: 'urn:skiagraph:model-sha256', value: modelSha256 } } },
      { role: 'source', what: { identifier: { system: 'urn:skiagraph:inputs-sha256', value: run.inputsSha256 } } },
    ],
  };
}
