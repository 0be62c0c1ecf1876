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
  frames: SourceFrame[];
  decoder: FrameDecoder;
  execution: Execution;
  head: OpenNetwork['head'];
  pulse: Pulse;
  signal: AbortSignal;
  newUid(): string;
};

/** What it found; `inputs` have the SHA-256 of their stored values. */
export type Result = {
  inputs: { sopInstanceUid: string; frame: number; sha256: string }[];
  findings: Finding[];
  /** Bytes are made when they are asked for: not all masks are there at once. */
  artefacts: (Omit<Artefact, 'sha256'> & { bytes(): Uint8Array })[];
};
