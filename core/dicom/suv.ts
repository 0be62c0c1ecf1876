import type { FrameInfo } from '../contract/index.ts';
import type { DataSet } from './data-set.ts';

/** Seconds since 1970 of a DICOM date and time, both in the clock of the scanner. */
function secondsOf(date: string | undefined, time: string | undefined): number | undefined {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date ?? '') ?? [];
  const [, hours, minutes = '0', seconds = '0'] = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d+)?)?$/.exec(time ?? '') ?? [];
  if (!year || !hours) return undefined;
  return (
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes)) / 1000 + Number(seconds)
  );
}

const DAY = 86_400;

/**
 * What makes standardised uptake values by body weight (g/ml) of the output units of a PET image, or the attribute
 * that forbids it. The vendor-neutral way of QIBA (SUV vendor-neutral pseudo-code, 2012): activity in BQML, corrected
 * for attenuation and decay, decay to the start of the series (START) or of the injection (ADMIN). GML is SUV already.
 * Undefined for other modalities.
 */
export function suvOf(dataSet: DataSet): FrameInfo['suv'] {
  if (dataSet.text('Modality') !== 'PT') return undefined;
  const units = dataSet.text('Units');
  if (units === 'GML' && (dataSet.text('SUVType') ?? 'BW') === 'BW') return { factor: 1 };
  if (units !== 'BQML') return { lacks: 'Units' };
  const corrections = dataSet.texts('CorrectedImage');
  if (!corrections.includes('ATTN') || !corrections.includes('DECY')) return { lacks: 'CorrectedImage' };
  const weight = dataSet.number('PatientWeight');
  if (!weight || weight < 0) return { lacks: 'PatientWeight' };
  const [drug] = dataSet.items('RadiopharmaceuticalInformationSequence');
  const dose = drug?.number('RadionuclideTotalDose');
  if (!dose || dose < 0) return { lacks: 'RadionuclideTotalDose' };
  const decay = dataSet.text('DecayCorrection');
  if (decay === 'ADMIN') return { factor: (weight * 1000) / dose };
  if (decay !== 'START') return { lacks: 'DecayCorrection' };
  const halfLife = drug!.number('RadionuclideHalfLife');
  if (!halfLife || halfLife < 0) return { lacks: 'RadionuclideHalfLife' };
  const scan = scanStart(dataSet);
  if (scan === undefined) return { lacks: 'SeriesTime' };
  const elapsed = secondsFrom(drug!, dataSet.text('SeriesDate'), scan);
  if (elapsed === undefined) return { lacks: 'RadiopharmaceuticalStartTime' };
  return { factor: (weight * 1000) / (dose * 2 ** (-elapsed / halfLife)) };
}

/** The start of the series, unless it was written later than the image was taken: then it is no time of the scan. */
function scanStart(dataSet: DataSet): number | undefined {
  const series = secondsOf(dataSet.text('SeriesDate'), dataSet.text('SeriesTime'));
  const acquired = secondsOf(dataSet.text('AcquisitionDate'), dataSet.text('AcquisitionTime'));
  return series !== undefined && acquired !== undefined && series <= acquired ? series : undefined;
}

/** From the injection to the scan; a time without a date is of the day of the scan, or of the one before it. */
function secondsFrom(drug: DataSet, date: string | undefined, scan: number): number | undefined {
  const [, startDate, startTime] =
    /^(\d{8})(\d{2,6}(?:\.\d+)?)/.exec(drug.text('RadiopharmaceuticalStartDateTime') ?? '') ?? [];
  const whole = secondsOf(startDate, startTime);
  if (whole !== undefined) return whole <= scan ? scan - whole : undefined;
  const start = secondsOf(date, drug.text('RadiopharmaceuticalStartTime'));
  if (start === undefined) return undefined;
  return start <= scan ? scan - start : scan - start + DAY;
}
