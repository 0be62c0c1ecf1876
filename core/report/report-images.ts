import type { Language } from '../contract/index.ts';
import type { Evidence } from './evidence.ts';
import type { KeyImage } from './key-images.ts';
import type { Measured } from './measured.ts';
import { type MeasuredImage, MOST_MEASURED_IMAGES } from './measured-images.ts';
import type { Words } from './words.ts';

/** Width of the text block and the room for pictures, in points. */
const TEXT_WIDTH = 515;
const GUTTER = 8;

/** The pictures of a report: of the findings, and of what a reader measured. */
export type ReportImages = { image: KeyImage[]; measured: MeasuredImage[] };

/** Pictures in rows of two or three, what is said below them, and the legend of their colours. */
export function imagesPart(evidence: Evidence, images: KeyImage[], language: Language, w: Words) {
  const labels = new Map(images.flatMap(({ labels }) => labels.map((label) => [label.key, label])));
  const overlaid = labels.size > 0 && evidence.findings.length > 0;
  return {
    images: picturesPart(images, 'image', (image) => captionOf(image, language, w), language, w),
    legend: [...labels.values()].map(({ colour, name }) => ({ colour, name: name[language] })),
    legendNote: sentences([...(overlaid ? [w.overlay] : []), ...howShown(images, w)]),
  };
}

/** Pictures of what a reader measured, and what is said below them. */
export function measuredImagesPart(measured: Measured[], images: MeasuredImage[], language: Language, w: Words) {
  const caption = (image: MeasuredImage) => {
    const numbers = [...new Set(image.marks.map(({ number }) => number))];
    return `${captionOf(image, language, w)} · ${numbers.join(language === 'ar' ? '، ' : ', ')}`;
  };
  const pictures = picturesPart(images, 'measured', caption, language, w);
  const reformats = measured.some(({ image }) => !image);
  const left = new Set(measured.map(({ image }) => image?.number).filter(Boolean)).size > MOST_MEASURED_IMAGES;
  return {
    images: pictures.map((picture, n) => ({
      ...picture,
      marks: images[n]!.marks.map(({ number, points }) => ({
        number: String(number),
        points: points.map(([x, y]) => [x * picture.shownWidth, y * picture.shownHeight]),
      })),
    })),
    imagesNote: sentences([
      ...howShown(images, w),
      ...(reformats ? [w.noReformats] : []),
      ...(left ? [w.firstImages.replace('#', String(MOST_MEASURED_IMAGES))] : []),
    ]),
  };
}

function picturesPart<Image extends KeyImage>(
  images: Image[],
  name: string,
  caption: (image: Image) => string,
  language: Language,
  w: Words,
) {
  const perRow = Math.min(3, Math.max(2, images.length));
  const boxWidth = (TEXT_WIDTH - GUTTER * (perRow - 1)) / perRow;
  const boxHeight = boxWidth * (perRow === 3 ? 1 : 0.7);
  return images.map((image, n) => ({
    file: pictureFile(name, n),
    perRow,
    ...imagePart(image, caption(image), [boxWidth, boxHeight], language, w),
  }));
}

/** Where the report finds the `n`th picture of a part. */
export const pictureFile = (part: string, n: number) => `${part}-${n}.raw`;

function imagePart(
  image: KeyImage,
  caption: string,
  [boxWidth, boxHeight]: [number, number],
  language: Language,
  w: Words,
) {
  const { picture } = image;
  const shown = Math.min(boxWidth / picture.width, boxHeight / picture.height);
  return {
    width: picture.width,
    height: picture.height,
    boxWidth,
    boxHeight,
    shownWidth: picture.width * shown,
    shownHeight: picture.height * shown,
    edges: image.edges ?? null,
    scale: picture.mmPerPixel ? scaleBar(picture.mmPerPixel / shown, boxWidth, w) : null,
    caption,
    alt: [caption, ...image.labels.map(({ name }) => name[language])].join('. '),
    bar: image.map ? w.mapScale : null,
  };
}

/** A round length of about a quarter of the box. `mmPerPoint` at the size on paper. */
function scaleBar(mmPerPoint: number, boxWidth: number, w: Words) {
  const room = boxWidth * 0.3 * mmPerPoint;
  const mm = [100, 50, 30, 20, 10, 5, 2, 1].find((length) => length <= room);
  if (!mm) return null;
  return { length: mm / mmPerPoint, text: mm >= 10 ? `${mm / 10} ${w.cm}` : `${mm} mm` };
}

function captionOf({ plane, number, of, map }: KeyImage, language: Language, w: Words): string {
  const where = `${plane ? w[plane] : w.image} ${number} ${w.of} ${of}`;
  if (!map?.map) return where;
  const kind = map.map.exact ? w.exactMap : w.approximateMap;
  return `${w.activationMap}: ${map.label.name[language]} (${kind})`;
}

/** By which window, which way round and how large, as far as it can be said. */
function howShown(images: KeyImage[], w: Words): string[] {
  const windows = [...new Set(images.flatMap(({ window }) => (window ? [windowText(window, w)] : [])))];
  const rightIsLeft = images.some(({ edges }) => edges?.left.startsWith('R'));
  const uncalibrated = images.length > 0 && images.every(({ picture }) => picture.mmPerPixel === undefined);
  return [...windows.slice(0, 2), ...(rightIsLeft ? [w.rightIsLeft] : []), ...(uncalibrated ? [w.noScale] : [])];
}

const sentences = (parts: string[]) => parts.map((part) => `${part}.`).join(' ');

const windowText = ({ center, width }: { center: number; width: number }, w: Words) =>
  `${w.window} ${Number(width.toPrecision(4))}${w.level.startsWith('و') ? ' ' : ', '}${w.level} ${Number(center.toPrecision(4))}`;
