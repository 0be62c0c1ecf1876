import { createHash } from 'node:crypto';

/** A UID that follows from a name: 2.25 and 39 digits (PS3.5 B.2), so that phantoms are the same in every run. */
export function uidOf(...parts: (string | number)[]): string {
  const hash = createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 31);
  const digits = (BigInt(`0x${hash}`) % 10n ** 38n) + 10n ** 38n;
  return `2.25.${digits}`;
}

/** Attributes that every made-up instance shares. Names, numbers and dates are nobody's. */
export function identityOf(study: string, patient: { name: string; id: string; sex: string; age: string }) {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    StudyInstanceUID: uidOf(study, 'study'),
    StudyDate: '20260101',
    StudyTime: '120000',
    StudyID: '1',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    PatientName: patient.name,
    PatientID: patient.id,
    PatientBirthDate: '',
    PatientSex: patient.sex,
    PatientAge: patient.age,
    PatientComments: 'Synthetic phantom, no real patient',
    Manufacturer: 'Skiagraph',
    ManufacturerModelName: 'Phantom',
    SoftwareVersions: '1',
    DeviceSerialNumber: '0',
  };
}
