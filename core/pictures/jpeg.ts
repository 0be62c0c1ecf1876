import { decodeJpeg, describeJpeg } from '../dicom/index.ts';
import { AS_STORED, type Content, type Described, fullWindow } from './picture.ts';

/** A JPEG file: grey or colour, 8 bits, or 12 in the extended process; decoded by the codec of DICOM's JPEG. */
export function readJpeg(bytes: Uint8Array): Content {
  const said = describeJpeg(bytes);
  const info: Described = {
    ...said,
    photometric: said.samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
    signed: false,
    modality: AS_STORED,
    windows: fullWindow(said.bitsStored),
  };
  return { infos: [info], frame: () => decodeJpeg(bytes) };
}
