import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';

/** A NIfTI-1 file of 4 × 3 × 2 voxels of 16 bits (nifti1.h). */
export function nifti(): Uint8Array {
  const bytes = new Uint8Array(352 + 48);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  for (const [n, size] of [3, 4, 3, 2, 1, 1, 1, 1].entries()) view.setInt16(40 + 2 * n, size, true);
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  for (let n = 0; n < 4; n++) view.setFloat32(76 + 4 * n, 1, true);
  view.setFloat32(108, 352, true);
  view.setInt16(254, 1, true);
  for (const [n, value] of [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].entries()) view.setFloat32(280 + 4 * n, value, true);
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  for (let n = 0; n < 24; n++) view.setInt16(352 + 2 * n, n * 100, true);
  return bytes;
}

export const png = (): Uint8Array =>
  encode({ width: 16, height: 12, data: Uint8Array.from({ length: 192 }, (_, n) => n), channels: 1, depth: 8 });

/** An 8 × 8 baseline JPEG of one grey (ISO 10918-1), by hand: one block whose only coefficient is nothing. */
export function jpeg(): Uint8Array {
  const table = [0xff, 0xdb, 0, 67, 0, ...Array<number>(64).fill(1)];
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];
  const huffman = (kind: number) => [0xff, 0xc4, 0, 20, kind, 1, ...Array<number>(15).fill(0), 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f, 0xff, 0xd9];
  return Uint8Array.of(0xff, 0xd8, ...table, ...frame, ...huffman(0), ...huffman(0x10), ...scan);
}

/** A tape archive of two small files (POSIX.1-2001, ustar). */
export function tar(): Uint8Array {
  const member = (name: string, content: string) => {
    const block = Buffer.alloc(1024);
    block.write(name, 0);
    block.write(content.length.toString(8).padStart(11, '0'), 124);
    block.write('0', 156);
    block.write('ustar\0', 257);
    block.write(content, 512);
    return block;
  };
  return Buffer.concat([member('a/1.dcm', 'first'), member('a/2.dcm', 'second'), Buffer.alloc(1024)]);
}

type Field = [tag: number, value: number | number[]];

/** A TIFF of 8 × 8 grey pixels in one deflated strip (TIFF 6.0); `other` fields go before those. */
export function tiff(strip: Uint8Array, other: Field[] = []): Uint8Array {
  const plain: Field[] = [
    [256, 8],
    [257, 8],
    [258, 8],
    [259, 8],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 8],
    [279, strip.length],
  ];
  const fields = [...new Map([...plain, ...other])].sort(([a], [b]) => a - b);
  const directory = 8 + strip.length + (strip.length % 2);
  const several = directory + 2 + 12 * fields.length + 4;
  const bytes = new Uint8Array(several + 4 * fields.reduce((sum, [, value]) => sum + [value].flat().length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  bytes.set(strip, 8);
  view.setUint16(directory, fields.length, true);
  let behind = several;
  for (const [n, [tag, value]] of fields.entries()) {
    const values = [value].flat();
    const at = directory + 2 + 12 * n;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, values.length, true);
    view.setUint32(at + 8, values.length === 1 ? values[0]! : behind, true);
    if (values.length === 1) continue;
    for (const [k, one] of values.entries()) view.setUint32(behind + 4 * k, one, true);
    behind += 4 * values.length;
  }
  return bytes;
}

/** 64 sevens in LZW of TIFF: codes of nine bits, clear (256) before and end (257) behind. */
function lzw(): Uint8Array {
  const codes = [256, ...Array<number>(64).fill(7), 257];
  const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
  return Uint8Array.from(bits.match(/.{1,8}/g)!, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

const plane = (length: number) => Uint8Array.from({ length }, (_, at) => at * 5);
const tile = deflateSync(plane(16 * 16 * 3));

/** A small TIFF of each form that is read, by name. */
export const tiffForms = (): Record<string, Uint8Array> => ({
  TIFF: tiff(deflateSync(new Uint8Array(64).fill(7))),
  'TIFF LZW': tiff(lzw(), [[259, 5]]),
  'TIFF PackBits': tiff(Uint8Array.of(257 - 60, 7, 3, 1, 2, 3, 4), [[259, 32773]]),
  'TIFF bits': tiff(plane(8), [
    [258, 1],
    [259, 1],
    [262, 0],
  ]),
  'TIFF palette': tiff(plane(64), [
    [259, 1],
    [262, 3],
    [320, Array.from({ length: 768 }, (_, at) => at * 80)],
  ]),
  'TIFF planes': tiff(plane(192), [
    [258, [8, 8, 8]],
    [259, 1],
    [262, 2],
    [273, [8, 72, 136]],
    [277, 3],
    [279, [64, 64, 64]],
    [284, 2],
  ]),
  'TIFF tiles': tiff(Buffer.concat([tile, tile]), [
    [256, 20],
    [258, [8, 8, 8]],
    [262, 2],
    [277, 3],
    [317, 2],
    [322, 16],
    [323, 16],
    [324, [8, 8 + tile.length]],
    [325, [tile.length, tile.length]],
  ]),
});
