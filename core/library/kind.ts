import type { Series } from '../contract/index.ts';

const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** Segmentation, label map segmentation, parametric map and RT dose (PS3.4 B.5): laid over other images. */
const OVERLAYS = new Set(['66.4', '66.7', '30', '481.2'].map((tail) => STORAGE + tail));

/** Regions drawn as contours in the patient: laid over images, though it holds no picture itself. */
const STRUCTURE_SET = `${STORAGE}481.3`;

/** Objects that are drawn over images but hold no picture: presentation states (11.*) and structure sets. */
const DRAWN = /^(11(\.\d+)?|481\.3)$/;

/** Classes whose instances are nothing without a picture: CR to XA, US, MR, NM, VL, PET, RT image (PS3.4 B.5). */
const IMAGES =
  /^(1(\.[1-3](\.1)?)?|2(\.[12])?|3(\.1)?|4(\.[134])?|6(\.[12])?|7(\.[1-4])?|12\.[123](\.1)?|13\.1\.[1-5]|14\.[12]|20|77\.1\.[\d.]+|128(\.1)?|130|481\.1)$/;

const tailOf = (sopClassUid: string) => (sopClassUid.startsWith(STORAGE) ? sopClassUid.slice(STORAGE.length) : '');

/** What a series shows, by the class of its first picture or instance. */
export function kindOf(sopClassUid: string, hasPicture: boolean): Series['kind'] {
  if (sopClassUid === STRUCTURE_SET) return 'overlay';
  if (!hasPicture) return 'document';
  return OVERLAYS.has(sopClassUid) ? 'overlay' : 'images';
}

/** Is it an image by its class. */
export const isImageClass = (sopClassUid: string) => IMAGES.test(tailOf(sopClassUid));

/** Can it only be shown on the images that it names. */
export const needsImages = (sopClassUid: string) => OVERLAYS.has(sopClassUid) || DRAWN.test(tailOf(sopClassUid));
