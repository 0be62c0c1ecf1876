/** Transfer syntax UIDs (PS3.5 10, PS3.6 A) that Skiagraph tells apart. */
export const syntaxes = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflatedExplicitLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
  rle: '1.2.840.10008.1.2.5',
  deflatedFrames: '1.2.840.10008.1.2.8.1',
} as const;

/** How the pixels of one frame are coded. */
export type PixelCoding = 'native' | 'rle' | 'deflated' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

const JPEG_FAMILY = '1.2.840.10008.1.2.4.';
const CODINGS: Record<string, PixelCoding> = {
  [syntaxes.implicitLittleEndian]: 'native',
  [syntaxes.explicitLittleEndian]: 'native',
  [syntaxes.deflatedExplicitLittleEndian]: 'native',
  [syntaxes.explicitBigEndian]: 'native',
  [syntaxes.rle]: 'rle',
  [syntaxes.deflatedFrames]: 'deflated',
  [`${JPEG_FAMILY}50`]: 'jpeg',
  [`${JPEG_FAMILY}51`]: 'jpeg',
  [`${JPEG_FAMILY}53`]: 'jpeg',
  [`${JPEG_FAMILY}55`]: 'jpeg',
  [`${JPEG_FAMILY}57`]: 'jpeg-lossless',
  [`${JPEG_FAMILY}70`]: 'jpeg-lossless',
  [`${JPEG_FAMILY}80`]: 'jpeg-ls',
  [`${JPEG_FAMILY}81`]: 'jpeg-ls',
  [`${JPEG_FAMILY}90`]: 'jpeg-2000',
  [`${JPEG_FAMILY}91`]: 'jpeg-2000',
  [`${JPEG_FAMILY}201`]: 'htj2k',
  [`${JPEG_FAMILY}202`]: 'htj2k',
  [`${JPEG_FAMILY}203`]: 'htj2k',
};

export const pixelCodingOf = (uid: string): PixelCoding | undefined => CODINGS[uid];

/** MPEG-2, MPEG-4 and HEVC (PS3.5 10.7 to 10.9, 10.13 and their fragmentable forms). */
export const isVideo = (uid: string) => /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/.test(uid);

/** JPIP Referenced, deflated or not: the pixels lie at an address (PS3.5 A.6). */
export const isReferenced = (uid: string) => /^1\.2\.840\.10008\.1\.2\.4\.(94|95|204|205)$/.test(uid);

/** Big endian, and JPEG beyond baseline, extended and lossless: no longer in the standard (PS3.5 A.3, A.4.1). */
export const isRetired = (uid: string) =>
  uid === syntaxes.explicitBigEndian || uid === `${JPEG_FAMILY}53` || uid === `${JPEG_FAMILY}55`;
