import type * as Electron from 'electron';

/** The part of the `electron` module that the desktop host uses, handed in so that tests can stand in for it. */
export type ElectronModule = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'protocol' | 'session' | 'utilityProcess'
>;

/** The page's only origin. */
export const ORIGIN = 'app://skiagraph';

export const isOwn = (url: string): boolean => url === ORIGIN || url.startsWith(`${ORIGIN}/`);
