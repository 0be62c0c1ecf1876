/*
 * The alternative that the window is measured against: a page of Cornerstone and nothing else, on its fastest backend
 * without a GPU, over the same frames from the same kind of server.
 */
import {
  Enums,
  imageLoader,
  init,
  metaData,
  RenderingEngine,
  setRenderBackend,
  utilities,
  volumeLoader,
} from '@cornerstonejs/core';

const ROWS = 512;
const COLUMNS = 512;
const PIXELS = ROWS * COLUMNS;

const count = Number(new URLSearchParams(location.search).get('slices'));
const stored = new Int16Array(count * PIXELS);
const fetched = async (from: number, slices: number) =>
  new Int16Array(await (await fetch(`/pixels?from=${from}&count=${slices}`)).arrayBuffer());
stored.set(await fetched(0, 1));
const imageIds = Array.from({ length: count }, (_, n) => `bare:${n}`);

metaData.addProvider((type: string, imageId: string) => {
  const slice = Number(imageId.split(':')[1]);
  switch (type) {
    case 'imagePixelModule':
      return {
        rows: ROWS,
        columns: COLUMNS,
        samplesPerPixel: 1,
        photometricInterpretation: 'MONOCHROME2',
        bitsAllocated: 16,
        bitsStored: 16,
        highBit: 15,
        pixelRepresentation: 1,
      };
    case 'imagePlaneModule':
      return {
        rows: ROWS,
        columns: COLUMNS,
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        imagePositionPatient: [0, 0, slice],
        pixelSpacing: [1, 1],
        rowPixelSpacing: 1,
        columnPixelSpacing: 1,
        frameOfReferenceUID: '1',
        sliceThickness: 1,
      };
    case 'voiLutModule':
      return { windowCenter: [40], windowWidth: [400] };
    case 'modalityLutModule':
      return { rescaleSlope: 1, rescaleIntercept: -1024 };
    case 'generalSeriesModule':
      return { modality: 'CT', seriesInstanceUID: '1' };
    default:
      return undefined;
  }
}, 100);

imageLoader.registerImageLoader('bare', (imageId: string) => {
  const slice = Number(imageId.split(':')[1]);
  const pixels = stored.subarray(slice * PIXELS, (slice + 1) * PIXELS);
  const image = {
    imageId,
    rows: ROWS,
    columns: COLUMNS,
    width: COLUMNS,
    height: ROWS,
    minPixelValue: 0,
    maxPixelValue: 4095,
    slope: 1,
    intercept: -1024,
    windowCenter: 40,
    windowWidth: 400,
    color: false,
    rgba: false,
    numberOfComponents: 1,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    sizeInBytes: pixels.byteLength,
    invert: false,
    dataType: 'Int16Array',
    getPixelData: () => pixels,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: COLUMNS,
      height: ROWS,
      scalarData: pixels,
      numberOfComponents: 1,
    }),
  };
  return { promise: Promise.resolve(image as never) };
});

await init();
setRenderBackend('cpu');
const engine = new RenderingEngine('bare');
type Shown = { setDisplaySets(entry: object): Promise<unknown>; setImageIdIndex(n: number): Promise<unknown> };
function enable(element: HTMLDivElement, viewportId: string): Shown {
  engine.enableElement({ viewportId, type: Enums.ViewportType.PLANAR_NEXT, element });
  return engine.getViewport(viewportId) as never;
}

const first = document.querySelector<HTMLDivElement>('.viewport')!;
const viewport = enable(first, 'stack');
utilities.genericViewportDisplaySetMetadataProvider.add('stack', { kind: 'planar', imageIds, initialImageIdIndex: 0 });
await viewport.setDisplaySets({ displaySetId: 'stack', options: { orientation: 'acquisition' } });
stored.set(await fetched(1, count - 1), PIXELS);

/** Three planes of the slices as a volume, each in a viewport. */
async function showPlanes() {
  document.body.className = 'planes';
  const elements = [first, document.createElement('div'), document.createElement('div')];
  for (const element of elements.slice(1)) {
    element.className = 'viewport';
    document.body.append(element);
  }
  engine.resize(true, true);
  await Promise.all(imageIds.map((imageId) => imageLoader.loadAndCacheImage(imageId)));
  await volumeLoader.createAndCacheVolumeFromImages('volume', imageIds);
  utilities.genericViewportDisplaySetMetadataProvider.add('volume', { kind: 'planar', imageIds, volumeId: 'volume' });
  const planes = ['axial', 'sagittal', 'coronal'];
  await Promise.all(
    elements.map((element, n) => {
      element.setAttribute('aria-label', planes[n]!);
      const shown = n === 0 ? viewport : enable(element, planes[n]!);
      return shown.setDisplaySets({ displaySetId: 'volume', options: { orientation: planes[n] } });
    }),
  );
}

// The same keys as in the app show the next slice and the three planes.
let slice = 0;
let asPlanes = false;
document.addEventListener('keydown', ({ code }) => {
  if (code === 'ArrowDown' && slice < count - 1) void viewport.setImageIdIndex(++slice);
  if (code === 'KeyL' && !asPlanes) {
    asPlanes = true;
    void showPlanes();
  }
});
document.title = 'ready';
