import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Caller } from '#api/permission.ts';

/** What a browser brings with it instead of a bearer token. */
export type Sessions = {
  /** Makes a one-time token for the address a person opens; valid once, for ten minutes. */
  readonly mint: () => string;
  /** Takes a one-time token and gives the session made of it; undefined when it is spent, stale or unknown. */
  readonly exchange: (token: string) => { readonly session: string; readonly caller: Caller } | undefined;
  /** Tells whose session a `Cookie` header carries. */
  readonly callerOf: (cookies: string | undefined) => Caller | undefined;
  /** The `Set-Cookie` header that makes a browser keep a session. */
  readonly cookieOf: (session: string) => string;
};

/** How long a one-time token waits for the person who opens its address, in milliseconds. */
const tokenLifeMs = 10 * 60_000;

/** Tokens that wait, and sessions that are open; the oldest make room. */
const most = 100;

type Waiting = { readonly tokenHash: Buffer; readonly untilMs: number };
type Open = { readonly sessionHash: Buffer; readonly caller: Caller };

/**
 * Keeps the sessions of one server in memory, by hash only: they end with the process.
 *
 * @param options.caller who everybody is that comes with a one-time token
 * @param options.port the port of the server; cookies know no ports, so it stands in the name of the cookie
 * @param options.mono monotonic milliseconds
 */
export function createSessions(options: {
  readonly caller: Caller;
  readonly port: () => number;
  readonly mono: () => number;
}): Sessions {
  const { caller, port, mono } = options;
  const waiting: Waiting[] = [];
  const open: Open[] = [];
  // Two studios on one machine share a cookie jar; one name for both would sign people out of one by opening the other.
  const cookieName = (): string => `penstock_session_${port()}`;

  return {
    mint: () => {
      const token = randomBytes(32).toString('base64url');
      waiting.push({ tokenHash: hashOf(token), untilMs: mono() + tokenLifeMs });
      if (waiting.length > most) waiting.shift();
      return token;
    },
    exchange: (token) => {
      const presented = hashOf(token);
      const at = waiting.findIndex(({ tokenHash }) => timingSafeEqual(tokenHash, presented));
      const [found] = at < 0 ? [] : waiting.splice(at, 1);
      if (found === undefined || found.untilMs < mono()) return undefined;
      const session = randomBytes(32).toString('base64url');
      open.push({ sessionHash: hashOf(session), caller });
      if (open.length > most) open.shift();
      return { session, caller };
    },
    callerOf: (cookies) => {
      const session = readCookie(cookies, cookieName());
      if (session === undefined) return undefined;
      const presented = hashOf(session);
      return open.find(({ sessionHash }) => timingSafeEqual(sessionHash, presented))?.caller;
    },
    cookieOf: (session) => `${cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/`,
  };
}

function readCookie(cookies: string | undefined, name: string): string | undefined {
  for (const pair of (cookies ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}

function hashOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
