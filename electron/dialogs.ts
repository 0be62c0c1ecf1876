import type { BrowserWindow, IpcMainInvokeEvent, OpenDialogOptions } from 'electron';
import { type ElectronModule, isOwn } from './electron-module.ts';
import type { Words } from './words.ts';

export type Dialogs = {
  files(): Promise<string[]>;
  folder(): Promise<string[]>;
  /** May a path on another computer be opened? */
  confirmNetwork(path: string): Promise<boolean>;
};

export function createDialogs(
  { dialog }: Pick<ElectronModule, 'dialog'>,
  words: Words,
  window: () => BrowserWindow | undefined,
): Dialogs {
  const pick = async (options: OpenDialogOptions) => {
    const parent = window();
    const { canceled, filePaths } = await (parent
      ? dialog.showOpenDialog(parent, options)
      : dialog.showOpenDialog(options));
    return canceled ? [] : filePaths;
  };
  return {
    files: () => pick({ title: words.openFiles, properties: ['openFile', 'multiSelections'] }),
    folder: () => pick({ title: words.openFolder, properties: ['openDirectory', 'createDirectory'] }),
    async confirmNetwork(path) {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message: words.network,
        detail: words.networkDetail.replace('{path}', path),
        buttons: [words.open, words.cancel],
        defaultId: 1,
        cancelId: 1,
      });
      return response === 0;
    },
  };
}

/** The page's two questions to the desktop (preload.cts); from any other frame they are answered with an error. */
export function answerPage({ ipcMain }: Pick<ElectronModule, 'ipcMain'>, dialogs: Dialogs): void {
  const handle = (channel: string, answer: () => Promise<unknown>) =>
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...given: unknown[]) => {
      if (!isOwn(event.senderFrame?.url ?? '') || given.length) throw new Error('refused');
      return answer();
    });
  handle('pick-paths', dialogs.folder);
  handle('pick-folder', async () => (await dialogs.folder())[0]);
}
