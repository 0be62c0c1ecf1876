import { createRequire } from 'node:module';
import { ProblemError } from '../../contract/problems/index.ts';

/** A decoder class of the Cornerstone codecs: bytes in, frame out, all in the module's own memory. */
type WasmDecoder = {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned?: boolean };
  getInterleaveMode?(): number;
  decode(): void;
  delete(): void;
};
type WasmModule = { HEAPU8: Uint8Array } & Record<string, new () => WasmDecoder>;

const CODECS = {
  'jpeg-2000': ['@cornerstonejs/codec-openjpeg/decodewasmjs', 'J2KDecoder'],
  htj2k: ['@cornerstonejs/codec-openjph/wasmjs', 'HTJ2KDecoder'],
  'jpeg-ls': ['@cornerstonejs/codec-charls/decodewasmjs', 'JpegLSDecoder'],
  jpeg: ['@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs', 'JPEGDecoder'],
} as const;
export type WasmCodec = keyof typeof CODECS;

export type Decoded = {
  data: Uint8Array | Uint16Array;
  rows: number;
  columns: number;
  components: number;
  bitsPerSample: number;
  /** Component after component instead of pixel after pixel. */
  planar: boolean;
};

/** A module's memory never shrinks: one that grew beyond this is dropped after the frame. */
const LARGEST_HEAP = 256 * 2 ** 20;

const require = createRequire(import.meta.url);
const modules = new Map<WasmCodec, Promise<WasmModule>>();

function load(codec: WasmCodec): Promise<WasmModule> {
  const known = modules.get(codec);
  if (known) return known;
  const factory = require(CODECS[codec][0]) as (options: object) => Promise<WasmModule>;
  // The codecs print to standard output, which belongs to results.
  const module = factory({ print: () => {}, printErr: () => {} });
  modules.set(codec, module);
  return module;
}

/** Decodes one codestream whose sizes were checked. Throws `ProblemError` for damage of any kind. */
export async function decodeWithWasm(codec: WasmCodec, codestream: Uint8Array): Promise<Decoded> {
  const module = await load(codec);
  const decoder = new module[CODECS[codec][1]]!();
  try {
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decode();
    return copyOut(decoder);
  } catch (error) {
    // A codec throws numbers, strings and its own errors; after any of them its memory is not to be trusted.
    modules.delete(codec);
    throw error instanceof ProblemError ? error : new ProblemError('picture-damaged');
  } finally {
    decoder.delete();
    if (module.HEAPU8.length > LARGEST_HEAP) modules.delete(codec);
  }
}

function copyOut(decoder: WasmDecoder): Decoded {
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  const view = decoder.getDecodedBuffer();
  const samples = width * height * componentCount;
  const wide = bitsPerSample > 8;
  if (samples === 0 || view.length < samples * (wide ? 2 : 1)) throw new ProblemError('picture-damaged');
  const bytes = view.slice(0, samples * (wide ? 2 : 1));
  return {
    data: wide ? new Uint16Array(bytes.buffer) : bytes,
    rows: height,
    columns: width,
    components: componentCount,
    bitsPerSample,
    planar: componentCount > 1 && decoder.getInterleaveMode?.() === 0,
  };
}
