import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, utilityProcess } from 'electron';
import { Language } from '../core/contract/index.ts';
import { defaultDataDir, openPage, pageFolder, programRoot, shippedModelsFolder } from '../core/engine/index.ts';
import { startDesktop } from './desktop.ts';

const electron = { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, utilityProcess };
const { version } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8'));
const here = import.meta.dirname;

await startDesktop(electron, {
  // Run from a checkout, the second word is the app's folder.
  words: process.argv.slice(app.isPackaged ? 1 : 2),
  workingFolder: process.cwd(),
  dataDir: defaultDataDir(),
  version,
  shippedModels: shippedModelsFolder,
  language: Language.safeParse(process.env.SKIAGRAPH_LANGUAGE).data,
  page: await openPage(pageFolder),
  engineFile: join(here, `engine-process${extname(import.meta.filename)}`),
  preloadFile: join(here, 'preload.cjs'),
});
