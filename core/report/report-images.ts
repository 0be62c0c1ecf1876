import type { Language } from '../contract/index.ts';
import type { Evidence } from './evidence.ts';
import type { KeyImage } from './key-images.ts';
import type { Words } from './words.ts';

/** Width of the text block and the room for pictures, in points. */
const TEXT_WIDTH = 515;
const GUTTER = 8;

/** Pictures in rows of two or three, what is said below them, and the legend of their colours. */
export function imagesPart(evidence: Evidence, images: KeyImage[], language: Language, w: Words) {
  const perRow = Math.min(3, Math.max(2, images.length));
  const boxWidth = (TEXT_WIDTH - GUTTER * (perRow - 1)) / perRow;
  const boxHeight = boxWidth * (perRow === 3 ? 1 : 0.7);
  const labels = new Map(images.flatMap(({ labels }) => labels.map((label) => [label.key, label])));
  return {
    images: images.map((image, n) => imagePart(image, n, perRow, [boxWidth, boxHeight], language, w)),
    legend: [...labels.values()].map(({ colour, name }) => ({ colour, name: name[language] })),
    legendNote: legendNote(evidence, images, labels.size > 0, w),
  };
}

function imagePart(
  image: KeyImage,
  n: number,
  perRow: number,
  [boxWidth, boxHeight]: [number, number],
  language: Language,
  w: Words,
) {
  const { picture } = image;
  const shown = Math.min(boxWidth / picture.width, boxHeight / picture.height);
  const caption = captionOf(image, language, w);
  return {
    file: `image-${n}.raw`,
    perRow,
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

function legendNote(evidence: Evidence, images: KeyImage[], overlays: boolean, w: Words): string {
  const windows = [...new Set(images.flatMap(({ window }) => (window ? [windowText(window, w)] : [])))];
  const rightIsLeft = images.some(({ edges }) => edges?.left.startsWith('R'));
  const uncalibrated = images.length > 0 && images.every(({ picture }) => picture.mmPerPixel === undefined);
  const parts = [
    ...(overlays && evidence.findings.length ? [w.overlay] : []),
    ...windows.slice(0, 2),
    ...(rightIsLeft ? [w.rightIsLeft] : []),
    ...(uncalibrated ? [w.noScale] : []),
  ];
  return parts.map((part) => `${part}.`).join(' ');
}

const windowText = ({ center, width }: { center: number; width: number }, w: Words) =>
  `${w.window} ${Number(width.toPrecision(4))}${w.level.startsWith('و') ? ' ' : ', '}${w.level} ${Number(center.toPrecision(4))}`;
