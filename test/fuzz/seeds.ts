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

/** A TIFF of 8 × 8 grey pixels in one deflated strip (TIFF 6.0); `other` fields go before those. */
export function tiff(strip: Uint8Array, other: [tag: number, value: number][] = []): Uint8Array {
  const plain: [tag: number, value: number][] = [
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
  const bytes = new Uint8Array(directory + 2 + 12 * fields.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  bytes.set(strip, 8);
  view.setUint16(directory, fields.length, true);
  for (const [n, [tag, value]] of fields.entries()) {
    const at = directory + 2 + 12 * n;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  }
  return bytes;
}
