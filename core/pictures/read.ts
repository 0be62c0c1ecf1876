import { createHash } from 'node:crypto';
import type { FrameInfo, InstanceSource } from '../contract/index.ts';
import { ProblemError } from '../contract/problems/index.ts';
import { type DecodedFrame, type FrameDecoder, newUid, readSource } from '../dicom/index.ts';
import { readJpeg } from './jpeg.ts';
import { readNifti } from './nifti.ts';
import type { Content } from './picture.ts';
import { readPng } from './png.ts';
import { readTiff } from './tiff.ts';

/** A research picture (NIfTI, PNG, JPEG, TIFF): no patient, no modality, no body part. */
export type Picture = { infos: FrameInfo[]; decode(n: number): Promise<DecodedFrame> };

const FORMATS: [ending: RegExp, read: (bytes: Uint8Array) => Content][] = [
  [/\.nii(\.gz)?$/i, readNifti],
  [/\.png$/i, readPng],
  [/\.jpe?g$/i, readJpeg],
  [/\.tiff?$/i, readTiff],
];

const formatOf = ({ path, entry }: InstanceSource) => FORMATS.find(([ending]) => ending.test(entry ?? path));

/** Does the name say that this is a research picture and no DICOM. */
export const isPicture = (source: InstanceSource): boolean => formatOf(source) !== undefined;

/**
 * Reads a research picture. Its UID is made from its bytes, so that the same file is the same picture. Throws
 * `ProblemError` for what cannot be read or decoded.
 */
export async function readPicture(source: InstanceSource): Promise<Picture> {
  const format = formatOf(source);
  if (!format) throw new ProblemError('picture-format-unknown', { path: source.entry ?? source.path });
  const bytes = await readSource(source);
  const content = format[1](bytes);
  const sopInstanceUid = newUid(() => createHash('sha256').update(bytes).digest('hex').slice(0, 32));
  const infos = content.infos.map((info, frame): FrameInfo => ({ ...info, sopInstanceUid, frame }));
  return {
    infos,
    async decode(n) {
      const info = infos[n];
      if (!info) throw new ProblemError('frame-missing', { frame: n, frames: infos.length });
      return { frame: await content.frame(n), info };
    },
  };
}

/** A decoder that knows pictures too; it keeps the last one, since the frames of one are asked for one after another. */
export function withPictures(decoder: FrameDecoder): FrameDecoder {
  let last: { key: string; picture: Promise<Picture> } | undefined;
  return {
    ...decoder,
    async decode(source, n) {
      if (!isPicture(source)) return decoder.decode(source, n);
      const key = JSON.stringify(source);
      if (last?.key !== key) last = { key, picture: readPicture(source) };
      return (await last.picture).decode(n);
    },
  };
}
