/** Channels between page and shell. Each carries a call of the page; nothing else goes through. */
export const channels = { openWorkspace: 'penstock:open-workspace' } as const;

/** What the desktop window offers its page, as `window.penstock`; undefined in a browser. */
export type DesktopBridge = {
  /** The system the window runs on, as Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Lets the person pick a workspace and opens it in this window; false where they changed their mind. */
  readonly openWorkspace: () => Promise<boolean>;
};
