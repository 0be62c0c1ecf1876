/** What the Electron preload offers; a browser has none of it. */
type DesktopHost = {
  /** Native dialogs; an empty list where the reader left them. */
  pickPaths(): Promise<string[]>;
  pickFolder(): Promise<string | undefined>;
  /** The path on disk of a file dropped on the window. */
  pathOf(file: File): string;
};

declare global {
  interface Window {
    skiagraph?: Partial<DesktopHost>;
  }
}

export const desktop: Partial<DesktopHost> | undefined = window.skiagraph;
