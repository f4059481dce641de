import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dialog, Notification, session } from 'electron';
import type { DesignerWindow } from './designer-window.ts';
import { freePort } from './free-port.ts';
import { type KeptRuntime, keepRuntime, type RuntimeNews } from './keep-runtime.ts';
import { renewSession } from './renew-session.ts';
import { type RuntimeEnd, type RuntimePlace, startRuntimeProcess } from './runtime-process.ts';

/** A workspace that is open: its runtime, and what the window shows of it. */
export type WorkspaceSession = {
  readonly workspace: string;
  /** Loads the designer anew; where the runtime was given up, tries again. */
  readonly reload: () => void;
  /** Resolves when no process of it is left. */
  readonly close: () => Promise<void>;
};

/** What a workspace is opened with. */
export type WorkspaceSessionOptions = {
  readonly workspace: string;
  readonly packageFolder: string;
  readonly window: DesignerWindow;
  /** The port to serve on where it is free. */
  readonly port: number;
  /** Told where it serves, every time it begins to. */
  readonly onServing: (place: RuntimePlace) => void;
};

/** Starts the runtime of a workspace, shows its designer, and stands by it until it is closed. */
export function openWorkspaceSession(options: WorkspaceSessionOptions): WorkspaceSession {
  const { workspace, packageFolder, window, onServing } = options;
  const name = basename(workspace);
  let { port } = options;
  let lost: RuntimeEnd | undefined;
  let isGivenUp = false;
  // One piece of news after another: a page that loads is not overtaken by the next one.
  let telling: Promise<void> = window.showStatus({ title: `Opening ${name}`, text: 'The runtime is starting.' });

  const onNews = async (news: RuntimeNews): Promise<void> => {
    isGivenUp = news.kind === 'given-up';
    switch (news.kind) {
      case 'serving':
        port = news.place.port;
        onServing(news.place);
        return await showServing(news.place);
      case 'lost':
        lost = news.end;
        // A designer on screen stays: it counts the seconds by itself and keeps what was drawn.
        if (window.origin() !== undefined) return;
        return await window.showStatus({ ...statusOf('The runtime ended', news.end), text: tryingAgain });
      case 'given-up':
        lost = news.end;
        return await showGivenUp(news.end);
    }
  };

  const showServing = async (place: RuntimePlace): Promise<void> => {
    const end = lost;
    lost = undefined;
    const hadDesigner = window.origin() !== undefined;
    const isKept = window.origin() === place.origin && (await renewSession(session.defaultSession, place));
    if (!isKept) {
      // By way of another page: an address that differs in its fragment only would not be loaded.
      await window.showStatus({ title: `Opening ${name}`, text: 'The designer is loading.' });
      await window.showDesigner(place.address);
    }
    if (end !== undefined && hadDesigner) notify(end, isKept);
  };

  const showGivenUp = async (end: RuntimeEnd): Promise<void> => {
    const status = statusOf(end.isRefusal ? `${name} cannot be opened` : 'The runtime does not stay up', end);
    if (window.origin() === undefined) return await window.showStatus(status);
    const asked = dialog.showMessageBox({
      type: 'error',
      message: status.title,
      detail: `${status.text}\n\n${status.said}\n\nThe designer stays open, so what you drew can be copied from it.`,
      buttons: ['Start again', 'Not now'],
      cancelId: 1,
    });
    // Not waited for: the person may take an hour, and news go on.
    void asked.then(({ response }) => {
      if (response === 0) kept.startAgain();
    });
  };

  const kept: KeptRuntime = keepRuntime({
    start: async () => startRuntimeProcess({ packageFolder, workspace, port: await freePort(port), env: process.env }),
    tell: (news) => {
      telling = telling.then(() => onNews(news));
    },
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    mono: () => performance.now(),
  });

  return {
    workspace,
    reload: () => {
      if (isGivenUp) kept.startAgain();
      else if (window.origin() !== undefined) window.reload();
    },
    close: async () => {
      await kept.stop();
      // What was to be shown is shown or late; a page that never loads must not hold up the end.
      await Promise.race([telling, delay(1_000)]);
    },
  };
}

const tryingAgain = 'It is started again in a moment. Whatever was accepted is on disk and goes on from there.';

function statusOf(title: string, { how, said, isRefusal }: RuntimeEnd) {
  const next = isRefusal
    ? 'Put right what it says and choose View › Reload, or open another workspace with File › Open workspace….'
    : 'Choose View › Reload to start it again. Whatever was accepted is on disk and goes on from there.';
  return { title, text: `It ended with ${how}. ${next}`, said };
}

/** Said once the runtime is back, beside the work and not on top of it. */
function notify({ how }: RuntimeEnd, isKept: boolean): void {
  if (!Notification.isSupported()) return;
  const body = isKept
    ? `It ended with ${how}. Whatever was accepted is on disk and goes on; what you drew is still here.`
    : `It ended with ${how}. Whatever was accepted is on disk and goes on; the designer was loaded anew.`;
  new Notification({ title: 'The runtime is running again', body }).show();
}
