import { create } from 'zustand';
import type {
  FindingBox,
  Job,
  Language,
  MeasurementTool,
  Problem,
  Slab,
  Vector3,
  WindowPreset,
} from '../core/contract/index.ts';
import type { Planes } from './images/oblique.ts';
import type { Voi } from './images/paint.ts';
import type { Plane } from './images/stack.ts';
import type { ShownSlice } from './viewports/slices.ts';

export type Page = 'start' | 'read' | 'network' | 'evaluate';
export type Layout = '1x1' | '1x2' | '2x2';
export type Tool = 'window' | 'zoom' | 'pan' | 'crosshair' | 'magnifier' | 'window-region' | MeasurementTool;
/** `documents`: what lies among the pictures of the series to be read, in their place. */
export type Pane = { seriesInstanceUid?: string; plane: Plane; documents?: true };
export type Selection = { runId: string; findingId: string };
/** Edges of a box as its finding has them. */
export type BoxEdges = Pick<FindingBox, 'boxPx' | 'boxSlices'>;
type Toast = { id: number; text: string; undo?: boolean };

/** A place that all viewports go to: a point in the patient, or a frame of a series. */
export type Target = { point?: Vector3; frameOfReferenceUid?: string; seriesInstanceUid: string; frame?: number };

export type Overlay = { visible: boolean; labels: boolean; fill: boolean; opacity: number; mapOpacity: number };

type State = {
  language: Language;
  page: Page;
  layout: Layout;
  tool: Tool;
  panes: Pane[];
  activePane: number;
  /** The window that a reader chose, by series; a series without one is shown as its file wants it. */
  windows: Record<string, Voi>;
  /** What a rule wants a series to start with, until its first picture is there. */
  firstWindows: Record<string, WindowPreset>;
  inverted: Record<string, boolean>;
  /** Thick slices, by series. */
  slabs: Record<string, Slab>;
  /** How the planes of a series lie, where a reader turned them; `turning`: while he does. */
  turns: Record<string, Planes>;
  turning?: { seriesInstanceUid: string; planes: Planes };
  target?: Target;
  overlay: Overlay;
  /** The label whose activation map is shown. */
  mapLabel?: string;
  selection?: Selection;
  selectedMeasurement?: string;
  /** Where a reader lays the box of the selected finding, until it is kept or given up. */
  boxEdit?: Selection & { box: BoxEdges };
  /** Is PET laid over what lies in its space? */
  fused: boolean;
  /** The study that hangs by its rule. */
  hungStudy?: string;
  /** Where each viewport was when they were linked; they scroll together while this is there. */
  links?: Record<number, ShownSlice | undefined>;
  /** The instance whose header is shown. */
  tagsOf?: { seriesInstanceUid: string; sopInstanceUid: string };
  jobs: Record<string, Job>;
  problem?: Problem;
  toasts: Toast[];
  keySheet: boolean;
  /** Are the rules of hanging being edited? */
  editingRules: boolean;
  /** The model whose input lies over the pictures of a series, and which channel of it. */
  saw?: { modelId: string; seriesInstanceUid: string; channel: number };
  exporting: boolean;
};

const stored = (key: string) => {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};
const store = (key: string, value: string) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing only forgets the choice.
  }
};

const LANGUAGE = 'skiagraph.language';
const READER = 'skiagraph.reader';

/** The language that was chosen here, if one ever was. */
export const chosenLanguage = () => stored(LANGUAGE) as Language | undefined;
export const readerName = () => stored(READER) ?? '';
export const keepReaderName = (name: string) => store(READER, name);

const empty: Pane[] = Array.from({ length: 4 }, () => ({ plane: 'acquired' }));

export const useWindow = create<State>(() => ({
  language: chosenLanguage() ?? 'en',
  page: 'start',
  layout: '1x1',
  tool: 'window',
  panes: empty,
  activePane: 0,
  windows: {},
  firstWindows: {},
  inverted: {},
  slabs: {},
  fused: false,
  turns: {},
  overlay: { visible: true, labels: true, fill: true, opacity: 0.34, mapOpacity: 0.62 },
  jobs: {},
  toasts: [],
  keySheet: false,
  editingRules: false,
  exporting: false,
}));

const { setState: set, getState: get } = useWindow;

/** The series that hang in viewports, also in those that the layout leaves out. */
export const shownSeries = () => get().panes.flatMap(({ seriesInstanceUid }) => seriesInstanceUid ?? []);

export const paneCount = (layout: Layout) => ({ '1x1': 1, '1x2': 2, '2x2': 4 })[layout];

export function chooseLanguage(language: Language) {
  store(LANGUAGE, language);
  set({ language });
}

/** What hangs where when a series is chosen: a volume fills the 2 × 2 layout with its three planes. */
function hang(series: { seriesInstanceUid: string; volume: boolean }, layout: Layout, before: Pane[]): Pane[] {
  const seriesInstanceUid = series.seriesInstanceUid;
  const planes: Plane[] =
    layout === '2x2' && series.volume
      ? ['axial', 'sagittal', 'coronal', 'acquired']
      : layout === '1x2' && series.volume
        ? ['acquired', 'sagittal']
        : ['acquired'];
  return before.map((pane, place) => {
    const plane = planes[place];
    return plane ? { seriesInstanceUid, plane } : pane;
  });
}

/** Shows a series: in all planes where the layout has them, else in the viewport in use. */
export function showSeries(series: { seriesInstanceUid: string; volume: boolean }) {
  const { layout, panes, activePane } = get();
  const alone = { seriesInstanceUid: series.seriesInstanceUid, plane: 'acquired' as const };
  const next =
    layout === '1x1' || (layout === '2x2' && series.volume)
      ? hang(series, layout, panes)
      : panes.map((pane, place) => (place === activePane ? alone : pane));
  set({ panes: next, page: 'read', selection: undefined, mapLabel: undefined, target: undefined });
}

/** What a dragged series carries: its UID. */
export const SERIES_DRAG = 'application/x-skiagraph-series';

/** Shows a series in one viewport, as it was acquired. */
export function showSeriesIn(place: number, seriesInstanceUid: string) {
  const panes = get().panes.with(place, { seriesInstanceUid, plane: 'acquired' });
  set({ panes, activePane: place, selection: undefined, mapLabel: undefined });
}

/** Reads what lies among the pictures of a series, in the viewport in use. */
export function showDocuments(seriesInstanceUid: string) {
  const { panes, activePane } = get();
  const documents = panes.with(activePane, { seriesInstanceUid, plane: 'acquired', documents: true });
  set({ panes: documents, page: 'read', selection: undefined, mapLabel: undefined });
}

export function chooseLayout(layout: Layout, series?: { seriesInstanceUid: string; volume: boolean }) {
  const { panes, activePane } = get();
  const shownPane = panes[activePane] ?? panes[0]!;
  const first = panes.map((pane, place) => (place === 0 ? shownPane : pane));
  set({
    layout,
    activePane: 0,
    panes: series ? hang(series, layout, first) : first,
  });
}

export const goTo = (target: Target) => set({ target });

let toasts = 0;
export function toast(text: string, undo = false) {
  const id = ++toasts;
  set({ toasts: [{ id, text, undo }] });
  setTimeout(() => dismiss(id), 6000);
}
export const dismiss = (id: number) => set({ toasts: get().toasts.filter((one) => one.id !== id) });

export const change = set;
export const changeOverlay = (overlay: Partial<Overlay>) => set({ overlay: { ...get().overlay, ...overlay } });
