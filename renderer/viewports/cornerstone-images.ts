import { Enums, type Types, utilities } from '@cornerstonejs/core';
import { extentOf, type Slice } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';

type IImage = Types.IImage;

/** Images of Cornerstone come from here by ids of this scheme. */
export const SCHEME = 'skiagraph';

/** What the loader and the metadata provider must know of a view, by the view's id. */
type Shown = { stack: Stack; draw: IImage['render'] | undefined };
export const shown = new Map<string, Shown>();
type Placed = Shown & { index: number };

export const imageIdOf = (viewId: string, stack: Stack, index: number) => `${SCHEME}:${viewId}|${stack.id}|${index}`;
export const partsOf = (imageId: string): Placed | undefined => {
  const [viewId = '', stackId = '', index = ''] = imageId.slice(SCHEME.length + 1).split('|');
  const entry = shown.get(viewId);
  return entry && entry.stack.id === stackId ? { ...entry, index: Number(index) } : undefined;
};

function imageOf(imageId: string, slice: Slice, { stack, index, draw }: Placed): IImage {
  const geometry = stack.geometry(index);
  const { calibrated } = stack;
  // Only the graphics card asks for the range; what we draw ourselves need not be searched for it.
  const [low, high] = draw || slice.colour ? [0, 255] : extentOf(slice.values);
  const numberOfComponents = slice.colour ? 3 : 1;
  const values = slice.values as Uint8Array;
  return {
    imageId,
    minPixelValue: low,
    maxPixelValue: high,
    slope: 1,
    intercept: 0,
    windowCenter: (low + high) / 2,
    windowWidth: Math.max(high - low, 1),
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR_EXACT,
    getPixelData: () => values,
    getCanvas: () => document.createElement('canvas'),
    rows: slice.rows,
    columns: slice.columns,
    height: slice.rows,
    width: slice.columns,
    color: slice.colour,
    rgba: false,
    numberOfComponents,
    // A spacing here makes Cornerstone's tools speak of millimetres.
    columnPixelSpacing: calibrated ? geometry.columnSpacing : (undefined as unknown as number),
    rowPixelSpacing: calibrated ? geometry.rowSpacing : (undefined as unknown as number),
    invert: false,
    render: draw,
    sizeInBytes: slice.values.byteLength,
    dataType: slice.values.constructor.name as IImage['dataType'],
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: slice.columns,
      height: slice.rows,
      scalarData: values,
      numberOfComponents,
    }),
  } as IImage;
}

/** Metadata of an image that a view shows. Cornerstone asks for the five modules, and destructures the last unseen. */
export function moduleOf(type: string, imageId: unknown): object | undefined {
  if (typeof imageId !== 'string' || !imageId.startsWith(`${SCHEME}:`)) return undefined;
  const found = partsOf(imageId);
  if (!found) return undefined;
  const info = found.stack.infoOf(found.index);
  const geometry = found.stack.geometry(found.index);
  const colour = info.samplesPerPixel === 3 || info.palette !== undefined;
  switch (type) {
    case 'imagePixelModule':
      return {
        samplesPerPixel: colour ? 3 : 1,
        // Inversion is ours to do, so MONOCHROME1 is not told.
        photometricInterpretation: colour ? 'RGB' : 'MONOCHROME2',
        rows: geometry.rows,
        columns: geometry.columns,
        bitsAllocated: info.bitsStored > 8 ? 16 : 8,
        bitsStored: info.bitsStored,
        highBit: info.bitsStored - 1,
        pixelRepresentation: info.signed ? 1 : 0,
      };
    case 'imagePlaneModule':
      return {
        frameOfReferenceUID: info.frameOfReferenceUid || found.stack.id,
        rows: geometry.rows,
        columns: geometry.columns,
        imageOrientationPatient: [...geometry.rowDirection, ...geometry.columnDirection],
        rowCosines: geometry.rowDirection,
        columnCosines: geometry.columnDirection,
        imagePositionPatient: geometry.position,
        pixelSpacing: [geometry.rowSpacing, geometry.columnSpacing],
        rowPixelSpacing: geometry.rowSpacing,
        columnPixelSpacing: geometry.columnSpacing,
      };
    case 'voiLutModule':
      return { windowCenter: [], windowWidth: [] };
    case 'modalityLutModule':
      return { rescaleSlope: 1, rescaleIntercept: 0 };
    case 'generalSeriesModule':
      return { modality: 'OT', seriesInstanceUID: found.stack.frames.seriesInstanceUid };
    default:
      return undefined;
  }
}

/** Loads the image that a view shows under this id. */
export async function loadImage(imageId: string): Promise<IImage> {
  const found = partsOf(imageId);
  if (!found) throw new Error(`no longer shown: ${imageId}`);
  return imageOf(imageId, await found.stack.load(found.index), found);
}
