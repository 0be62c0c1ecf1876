import type { Artefact, Finding } from '../contract/index.ts';
import type { FrameDecoder } from '../dicom/index.ts';
import type { Manifest } from '../models/index.ts';
import type { Execution } from './execution.ts';
import type { OpenNetwork } from './network.ts';
import type { Pulse } from './progress.ts';
import type { SourceFrame } from './source.ts';

/** What one way of analysing needs, images or volume. */
export type Analysis = {
  manifest: Manifest;
  /** Of the series, or of the first of several. */
  frames: SourceFrame[];
  /** Of the series that are further channels, in their order. */
  further: SourceFrame[][];
  decoder: FrameDecoder;
  execution: Execution;
  head: OpenNetwork['head'];
  pulse: Pulse;
  signal: AbortSignal;
  newUid(): string;
};

/** A frame that was read, and the SHA-256 of its stored values. */
export type Input = { sopInstanceUid: string; frame: number; sha256: string };

export type Result = {
  inputs: Input[];
  /** Of the further channels. */
  further: Input[][];
  findings: Finding[];
  /** Bytes are made when they are asked for: not all masks are there at once. */
  artefacts: (Omit<Artefact, 'sha256'> & { bytes(): Uint8Array })[];
};
