import type { Session } from 'electron';
import type { RuntimePlace } from './runtime-process.ts';

/**
 * Signs the page that is open in again, after its runtime was replaced by another on the same port: the one-time token
 * becomes a cookie without the page being loaded anew, so what was drawn and not saved yet stays.
 *
 * @returns false where the runtime gave no session
 */
export async function renewSession(session: Session, place: RuntimePlace): Promise<boolean> {
  const token = /^#token=([\w-]+)$/.exec(new URL(place.address).hash)?.[1];
  if (token === undefined) return false;
  const reply = await fetch(`${place.origin}/api/session/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => undefined);
  if (reply?.ok !== true) return false;
  const cookies = reply.headers.getSetCookie().flatMap((line) => /^([^=;]+)=([^;]*)/.exec(line)?.slice(1, 3) ?? []);
  const [name, value] = cookies;
  if (name === undefined || value === undefined) return false;
  await session.cookies.set({ url: place.origin, name, value, path: '/', httpOnly: true, sameSite: 'strict' });
  return true;
}
