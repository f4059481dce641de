import type { Session, WebContents } from 'electron';

/** Tells whether an address is one of the designer that is open now. */
export type IsOwn = (address: string) => boolean;

/** Keeps a page where it is: no navigation elsewhere, no further windows, no embedded browsers. */
export function harden(contents: WebContents, isOwn: IsOwn): void {
  contents.on('will-navigate', (details) => {
    if (!isOwn(details.url)) details.preventDefault();
  });
  contents.on('will-frame-navigate', (details) => {
    if (!isOwn(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    if (!isOwn(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Refuses every permission but one: our own page may put text on the clipboard, which its copy buttons do. */
export function denyPermissions(session: Session, isOwn: IsOwn): void {
  const isGranted = (permission: string, address: string | undefined): boolean =>
    permission === 'clipboard-sanitized-write' && address !== undefined && isOwn(address);
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isGranted(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
}
