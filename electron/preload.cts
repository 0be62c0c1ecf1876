{
  // A sandboxed preload is CommonJS, and `electron` is all that it may require.
  const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof import('electron');

  contextBridge.exposeInMainWorld('skiagraph', {
    pickPaths: (): Promise<string[]> => ipcRenderer.invoke('pick-paths'),
    pickFolder: (): Promise<string | undefined> => ipcRenderer.invoke('pick-folder'),
    pathOf: (file: File): string => webUtils.getPathForFile(file),
  });
}
