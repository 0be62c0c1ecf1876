import type { Frame, FrameInfo } from '../contract/index.ts';

/** The longer side of a thumbnail in pixels. */
const SIDE = 96;

type Raster = { width: number; height: number; channels: 1 | 3; data: Uint8Array };

/** A frame as PNG with its first window, the longer side `side` px; smaller pictures stay as they are. */
export async function thumbnailPng(frame: Frame, info: FrameInfo, side = SIDE): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  return encode(shrink(await onScreen(frame, info), side));
}

/** Grey or RGB, 8 bit, as a screen would show it. */
async function onScreen(frame: Frame, info: FrameInfo): Promise<Raster> {
  const size = { width: frame.columns, height: frame.rows };
  if (frame.samplesPerPixel === 3) {
    const shift = Math.max(0, frame.bitsStored - 8);
    return { ...size, channels: 3, data: Uint8Array.from(frame.pixels as Uint16Array, (v) => v >> shift) };
  }
  const { applyModality, applyPalette, applyVoi } = await import('../dicom/index.ts');
  if (info.palette) return { ...size, channels: 3, data: applyPalette(frame.pixels, info.palette) };
  const shown = applyVoi(applyModality(frame.pixels, info), info);
  const inverted = frame.photometric === 'MONOCHROME1';
  const data = Uint8Array.from(shown, (v) => Math.round(255 * (inverted ? 1 - v : v)));
  return { ...size, channels: 1, data };
}

/** Mean over the source pixels that fall into each target pixel. */
function shrink({ width, height, channels, data }: Raster, side: number): Raster {
  const scale = Math.max(width, height) / side;
  if (scale <= 1) return { width, height, channels, data };
  const to = { width: Math.max(1, Math.round(width / scale)), height: Math.max(1, Math.round(height / scale)) };
  const small = new Uint8Array(to.width * to.height * channels);
  for (let y = 0; y < to.height; y++) {
    const rows = span(y, to.height, height);
    for (let x = 0; x < to.width; x++) {
      const columns = span(x, to.width, width);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let v = rows.from; v < rows.to; v++)
          for (let u = columns.from; u < columns.to; u++) sum += data[(v * width + u) * channels + c]!;
        small[(y * to.width + x) * channels + c] = sum / ((rows.to - rows.from) * (columns.to - columns.from));
      }
    }
  }
  return { ...to, channels, data: small };
}

/** Source indices of one target index: at least one. */
function span(index: number, of: number, length: number) {
  const from = Math.floor((index * length) / of);
  return { from, to: Math.max(from + 1, Math.floor(((index + 1) * length) / of)) };
}
