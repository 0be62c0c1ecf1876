import type { App, Session, WebContents } from 'electron';
import { isOwn, ORIGIN } from './electron-module.ts';

/** Locks every page of the app, those of the future included: it stays on its origin, opens nothing, embeds nothing. */
export function lockPages(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_, contents) => lockContents(contents));
}

function lockContents(contents: WebContents): void {
  const stayHere = (event: { preventDefault(): void; url: string }) => {
    if (!isOwn(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayHere);
  contents.on('will-frame-navigate', stayHere);
  contents.on('will-redirect', stayHere);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** No permission, no download, no device, and no request that leaves the app. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !staysInside(url) }));
}

/** The app's own files, what scripts made in memory, and Chromium's own developer tools. */
function staysInside(url: string): boolean {
  if (isOwn(url) || url.startsWith(`blob:${ORIGIN}/`)) return true;
  return url.startsWith('devtools://') || url.startsWith('data:');
}
