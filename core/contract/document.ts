import { z } from 'zod';

/** One line of something to read: how deep it lies, what it is called, what it says. */
export const DocumentLine = z.object({
  depth: z.number().int(),
  name: z.string(),
  value: z.string().optional(),
});
export type DocumentLine = z.infer<typeof DocumentLine>;

/** One channel of a recording: values in `unit` at even steps of time. */
const WaveformChannel = z.object({ name: z.string(), unit: z.string(), values: z.array(z.number()) });

/** Channels that were recorded together (a multiplex group, PS3.3 C.10.9), at `frequency` samples a second. */
export const Waveform = z.object({
  label: z.string(),
  frequency: z.number(),
  channels: z.array(WaveformChannel),
});
export type Waveform = z.infer<typeof Waveform>;

/**
 * What there is to read in an object that is no picture: the content tree of a report or key object, the waveforms of a
 * recording, the attributes of anything else. `page` is the media type of an encapsulated document.
 */
export const Document = z.object({
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  title: z.string(),
  lines: z.array(DocumentLine),
  waveforms: z.array(Waveform),
  page: z.string().optional(),
});
export type Document = z.infer<typeof Document>;
