import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';

export type Pdf = PDFDocumentProxy;

let started = false;

/** Opens a PDF. Nothing in it is run: no scripts, no forms, no links, nothing is fetched from elsewhere. */
export function openPdf(bytes: ArrayBuffer): Promise<Pdf> {
  if (!started) {
    GlobalWorkerOptions.workerPort = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' });
    started = true;
  }
  return getDocument({ data: new Uint8Array(bytes), enableXfa: false, stopAtErrors: false }).promise;
}

/** Pixels of a page's longer side; a page may say that it is kilometres long. */
const LARGEST_SIDE = 4096;

/** Paints a page as wide as its canvas is on the screen; answers its text. */
export async function paintPage(page: PDFPageProxy, canvas: HTMLCanvasElement): Promise<string> {
  const whole = page.getViewport({ scale: 1 });
  const wanted = (canvas.clientWidth * (window.devicePixelRatio || 1)) / whole.width;
  const viewport = page.getViewport({ scale: Math.min(wanted, LARGEST_SIDE / Math.max(whole.width, whole.height)) });
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  await page.render({ canvas, viewport }).promise;
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
