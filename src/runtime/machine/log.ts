import type { Log } from '../engine/ports.ts';

/** Writes one JSON line per event; `redact` runs over every line before it leaves. */
export function createLog(write: (line: string) => void, redact: () => (text: string) => string): Log {
  const say =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, facts: object = {}) => {
      write(redact()(JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })));
    };
  return { info: say('info'), warn: say('warn'), error: say('error') };
}
