import {
  cache,
  Enums,
  getRenderingEngine,
  imageLoader,
  init,
  metaData,
  type PlanarViewport,
  RenderingEngine,
  setRenderBackend,
  type Types,
  utilities,
} from '@cornerstonejs/core';
import type { Vector3 } from '../../core/contract/index.ts';
import { createPainter, type Voi } from '../images/paint.ts';
import { pointAt, type SliceGeometry } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';
import { type Backend, probeBackend } from './backend.ts';
import { imageIdOf, loadImage, moduleOf, partsOf, SCHEME, shown } from './cornerstone-images.ts';
import type { Placement } from './placement.ts';

/** One viewport that shows slices of a stack. The rest of the window knows Cornerstone only through this. */
export type View = {
  id: string;
  backend: Backend;
  /** `keepPlace`: zoom and pan stay as they are. */
  show(stack: Stack, index: number, voi: Voi, invert: boolean, keepPlace?: boolean): Promise<void>;
  setIndex(index: number): void;
  setVoi(voi: Voi, invert: boolean): void;
  zoomBy(factor: number, at?: [x: number, y: number]): void;
  panBy(dx: number, dy: number): void;
  flip(): void;
  reset(): void;
  resize(): void;
  /** Undefined until something is shown. */
  placement(): Placement | undefined;
  pointAt(x: number, y: number): Vector3 | undefined;
  /** Relative to the whole image fitting the viewport. */
  zoom(): number;
  index(): number;
  destroy(): void;
};

type IImage = Types.IImage;

const ENGINE_ID = 'skiagraph';
const IMAGE_CACHE_BYTES = 512 * 2 ** 20;

let backend: Backend | undefined;

/** Starts Cornerstone once: its backend, our loader and our metadata. */
function startCornerstone(): { engine: RenderingEngine; backend: Backend } {
  if (!backend) {
    backend = probeBackend();
    init({ debug: { statsOverlay: false }, rendering: { useCPURendering: backend === 'cpu' } });
    setRenderBackend(backend);
    cache.setMaxCacheSize(IMAGE_CACHE_BYTES);
    metaData.addProvider(moduleOf, 10_000);
    imageLoader.registerImageLoader(SCHEME, (imageId: string) => ({ promise: loadImage(imageId) as Promise<never> }));
  }
  const engine = (getRenderingEngine(ENGINE_ID) as RenderingEngine | undefined) ?? new RenderingEngine(ENGINE_ID);
  return { engine, backend };
}

const rangeOf = (voi: Voi) => {
  if ('table' in voi) return { lower: voi.table.first, upper: voi.table.first + voi.table.entries.length - 1 };
  const [center, width] = voi.function === 'LINEAR' ? [voi.center - 0.5, voi.width - 1] : [voi.center, voi.width];
  return { lower: center - width / 2, upper: center + Math.max(width, 1e-6) / 2 };
};

let resizing = false;
/**
 * All viewports take their new sizes together. Cornerstone skips a resize while it has a picture in hand, so ours comes
 * after that one, and viewports on the CPU are told themselves.
 */
function resizeSoon(engine: RenderingEngine) {
  if (resizing) return;
  resizing = true;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      resizing = false;
      engine.resize(true, true);
      for (const viewport of engine.getViewports()) {
        viewport.resize();
        viewport.render();
      }
    }),
  );
}

/**
 * Cornerstone's CPU canvas is sized in device pixels by the viewport, then set back to CSS pixels by the older code
 * beneath it, which puts everything in the wrong place on dense screens. What that code reads is answered in device
 * pixels.
 */
function keepDevicePixels(viewport: PlanarViewport, element: HTMLElement) {
  const { canvas } = (viewport as unknown as { renderContext: { cpu: { canvas: HTMLCanvasElement } } }).renderContext
    .cpu;
  const inDevicePixels = (side: 'clientWidth' | 'clientHeight') => ({
    configurable: true,
    get: () => Math.round(element[side] * (window.devicePixelRatio || 1)),
  });
  Object.defineProperty(canvas, 'clientWidth', inDevicePixels('clientWidth'));
  Object.defineProperty(canvas, 'clientHeight', inDevicePixels('clientHeight'));
}

let views = 0;

/** Opens a viewport in `element`; `onRendered` is called after each picture that Cornerstone drew. */
export function openView(element: HTMLDivElement, onRendered: () => void): View {
  const { engine, backend: machine } = startCornerstone();
  const id = `view-${++views}`;
  const painter = createPainter();
  let stack: Stack | undefined;
  let displaySet = '';
  let voi: Voi = { center: 128, width: 256, function: 'LINEAR' };
  let invert = false;
  let wanted = 0;
  /** Cornerstone draws the slice that is left once more while the next one is fetched; that changes nothing. */
  let leaving = false;

  engine.enableElement({ viewportId: id, element, type: Enums.ViewportType.PLANAR_NEXT });
  const viewport = () => engine.getViewport(id) as unknown as PlanarViewport;
  keepDevicePixels(viewport(), element);
  // Cornerstone stacks picture and measurements as one; findings are drawn between the two.
  element.style.isolation = 'auto';
  const layers = element.querySelector<HTMLElement>('.viewport-element');
  if (layers) layers.style.zIndex = 'auto';

  const placementOf = (geometry: SliceGeometry): Placement => {
    const port = viewport();
    const at = (column: number, row: number) => port.worldToCanvas(pointAt(geometry, column, row));
    const [origin, right, down] = [at(0, 0), at(1, 0), at(0, 1)];
    const [e, f] = origin;
    return { a: right[0] - e, b: right[1] - f, c: down[0] - e, d: down[1] - f, e, f };
  };

  /** The exact picture (PS3.3 C.11), drawn in place of Cornerstone's own 8-bit tables on the CPU. */
  const draw = ((enabled: { canvas: HTMLCanvasElement; image: IImage }) => {
    if (leaving) return;
    const { canvas } = enabled;
    const context = canvas.getContext('2d')!;
    const found = partsOf(enabled.image.imageId);
    const slice = found?.stack.peek(found.index);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!found || !slice) return;
    painter.paint(slice, voi, invert);
    const { a, b, c, d, e, f } = placementOf(found.stack.geometry(found.index));
    const ratio = canvas.width / Math.max(element.clientWidth, 1);
    context.setTransform(ratio * a, ratio * b, ratio * c, ratio * d, ratio * e, ratio * f);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(painter.canvas, -0.5, -0.5);
  }) as unknown as IImage['render'];

  const rendered = () => {
    if (!leaving) onRendered();
  };
  element.addEventListener(Enums.Events.IMAGE_RENDERED, rendered);

  const applyVoi = () => {
    if (!displaySet) return;
    viewport().setDisplaySetPresentation(displaySet, {
      voiRange: rangeOf(voi),
      invert,
      ...(!('table' in voi) &&
        voi.function === 'SIGMOID' && { voiLUTFunction: Enums.VOILUTFunctionType.SAMPLED_SIGMOID }),
    });
  };

  return {
    id,
    backend: machine,
    async show(next, index, nextVoi, nextInvert, keepPlace = false) {
      const first = await next.load(index);
      const [zoom, pan] = stack && keepPlace ? [viewport().getZoom(), viewport().getPan()] : [1, undefined];
      stack = next;
      wanted = index;
      voi = nextVoi;
      invert = nextInvert;
      // What the graphics card cannot draw exactly is drawn by the CPU: colour, tables and fractional values.
      const exact = machine === 'cpu' || first.colour || 'table' in voi || first.values instanceof Float32Array;
      shown.set(id, { stack, draw: exact ? draw : undefined });
      const imageIds = Array.from({ length: stack.length }, (_, n) => imageIdOf(id, next, n));
      const previous = displaySet;
      displaySet = `${id}|${stack.id}|${exact ? 'cpu' : 'gpu'}`;
      utilities.genericViewportDisplaySetMetadataProvider.add(displaySet, {
        kind: 'planar',
        imageIds,
        initialImageIdIndex: index,
      });
      await viewport().setDisplaySets({ displaySetId: displaySet, options: { renderBackend: exact ? 'cpu' : 'gpu' } });
      if (previous && previous !== displaySet) utilities.genericViewportDisplaySetMetadataProvider.remove(previous);
      viewport().resetViewState();
      if (pan) {
        viewport().setZoom(zoom);
        viewport().setPan(pan);
      }
      applyVoi();
      viewport().render();
      // The element may have got another size while the picture was fetched.
      resizeSoon(engine);
    },
    setIndex(index) {
      if (!stack) return;
      wanted = Math.min(Math.max(index, 0), stack.length - 1);
      leaving = true;
      void viewport().setImageIdIndex(wanted);
      leaving = false;
    },
    setVoi(nextVoi, nextInvert) {
      voi = nextVoi;
      invert = nextInvert;
      if (!stack) return;
      applyVoi();
      viewport().render();
    },
    zoomBy(factor, at) {
      if (!stack) return;
      const next = Math.min(Math.max(viewport().getZoom() * factor, 0.1), 40);
      viewport().setZoom(next, at);
      viewport().render();
    },
    panBy(dx, dy) {
      if (!stack) return;
      const [x, y] = viewport().getPan();
      viewport().setPan([x + dx, y + dy]);
      viewport().render();
    },
    flip() {
      if (!stack) return;
      viewport().setViewState({ flipHorizontal: !viewport().getViewState().flipHorizontal });
      viewport().render();
    },
    reset() {
      if (!stack) return;
      viewport().resetViewState();
      viewport().render();
    },
    resize: () => resizeSoon(engine),
    placement: () => (stack ? placementOf(stack.geometry(viewport().getCurrentImageIdIndex())) : undefined),
    pointAt: (x, y) => (stack ? (viewport().canvasToWorld([x, y]) as Vector3) : undefined),
    zoom: () => (stack ? viewport().getZoom() : 1),
    index: () => (stack ? viewport().getCurrentImageIdIndex() : 0),
    destroy() {
      element.removeEventListener(Enums.Events.IMAGE_RENDERED, rendered);
      engine.disableElement(id);
      if (displaySet) utilities.genericViewportDisplaySetMetadataProvider.remove(displaySet);
      shown.delete(id);
    },
  };
}
