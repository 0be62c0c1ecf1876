import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, utilityProcess } from 'electron';
import { defaultDataDir, openPage, pageFolder, programRoot, shippedModelsFolder } from '../core/engine/index.ts';
import { wordsOf } from './arguments.ts';
import { startDesktop } from './desktop.ts';

const electron = { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, utilityProcess };
const { version } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8'));
const here = import.meta.dirname;

await startDesktop(electron, {
  words: wordsOf(process.argv, app.isPackaged),
  workingFolder: process.cwd(),
  dataDir: defaultDataDir(),
  version,
  shippedModels: shippedModelsFolder,
  language: process.env.SKIAGRAPH_LANGUAGE,
  page: await openPage(pageFolder),
  engineFile: join(here, `engine-process${extname(import.meta.filename)}`),
  preloadFile: join(here, 'preload.cjs'),
});
