import { runtime } from './client.ts';

/** Who uses this page; undefined when the runtime does not know. */
export type Session = {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
};

/**
 * Signs the page in: exchanges the one-time token of the address for a cookie, takes the token out of the address,
 * and asks who is there.
 */
export async function signIn(): Promise<Session | undefined> {
  const token = /^#token=([A-Za-z0-9_-]+)/.exec(window.location.hash)?.[1];
  if (token !== undefined) {
    window.history.replaceState(undefined, '', `${window.location.pathname}${window.location.search}#/flows`);
    await runtime.send('session.exchange', { body: { token } });
  }
  const asked = await runtime.send('session.get', {});
  return asked.ok ? asked.value : undefined;
}
