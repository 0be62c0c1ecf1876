import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

/** The menu as data. Reloading and developer tools only where the app is run from a checkout. */
export function menuTemplate(
  words: Words,
  o: { mac: boolean; development: boolean; openFiles(): void; openFolder(): void; about(): void },
): MenuItemConstructorOptions[] {
  const development: MenuItemConstructorOptions[] = o.development
    ? [{ role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  return [
    ...(o.mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: words.file,
      submenu: [
        { label: words.openFiles, accelerator: 'CmdOrCtrl+O', click: o.openFiles },
        { label: words.openFolder, accelerator: 'CmdOrCtrl+Shift+O', click: o.openFolder },
        { type: 'separator' },
        { role: o.mac ? 'close' : 'quit' },
      ],
    },
    {
      label: words.edit,
      submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: words.view,
      submenu: [
        ...development,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: words.window, role: 'windowMenu' },
    { label: words.help, submenu: [{ label: words.about, click: o.about }] },
  ];
}
