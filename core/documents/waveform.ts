import type { Waveform } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import type { DataSet } from '../dicom/index.ts';
import { meaningOf } from './report.ts';

/** Samples of one recording, over all channels: an hour of twelve leads would be more than a page can draw. */
const MOST_SAMPLES = 4_000_000;

const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

type Reader = { bytes: 1 | 2 | 4; read(view: DataView, at: number, littleEndian: boolean): number };

/** Waveform Sample Interpretation (PS3.3 C.10.9.1.5); µ-law and A-law are sound, which nobody looks at. */
const READERS: Record<string, Reader> = {
  SB: { bytes: 1, read: (view, at) => view.getInt8(at) },
  UB: { bytes: 1, read: (view, at) => view.getUint8(at) },
  SS: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  US: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  SL: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  UL: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
};

/**
 * The multiplex groups of a recording (PS3.3 C.10.9), values in the channels' units: sample × sensitivity × correction
 * + baseline. Groups of an unknown form have their channels named and no values. Throws `ProblemError` where a group
 * promises more samples than it has.
 */
export const waveformsOf = (dataSet: DataSet): Waveform[] =>
  dataSet.items('WaveformSequence').map((group, n) => ({
    label: group.text('MultiplexGroupLabel') ?? `${n + 1}`,
    frequency: group.number('SamplingFrequency') ?? 0,
    channels: channelsOf(group),
  }));

function channelsOf(group: DataSet): Waveform['channels'] {
  const definitions = group.items('ChannelDefinitionSequence');
  const count = definitions.length;
  const samples = group.number('NumberOfWaveformSamples') ?? 0;
  const reader = READERS[group.text('WaveformSampleInterpretation') ?? ''];
  const data = group.bytes('WaveformData');
  const readable = reader && data && count === group.number('NumberOfWaveformChannels');
  if (readable && data.length < samples * count * reader.bytes) {
    throw new ProblemError('waveform-cut-off', { present: data.length, promised: samples * count * reader.bytes });
  }
  const shown = readable && samples * count <= MOST_SAMPLES ? samples : 0;
  const littleEndian = group.transferSyntaxUid !== EXPLICIT_BIG_ENDIAN;
  const view = data && new DataView(data.buffer, data.byteOffset, data.byteLength);
  return definitions.map((definition, channel) => {
    const factor =
      (definition.number('ChannelSensitivity') ?? 1) * (definition.number('ChannelSensitivityCorrectionFactor') ?? 1);
    const baseline = definition.number('ChannelBaseline') ?? 0;
    const valueAt = (n: number) =>
      reader!.read(view!, (n * count + channel) * reader!.bytes, littleEndian) * factor + baseline;
    return {
      name: meaningOf(definition, 'ChannelSourceSequence') || definition.text('ChannelLabel') || `${channel + 1}`,
      unit: definition.items('ChannelSensitivityUnitsSequence')[0]?.text('CodeValue') ?? '',
      values: Array.from({ length: shown }, (_, n) => valueAt(n)),
    };
  });
}
