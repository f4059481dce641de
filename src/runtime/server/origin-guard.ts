import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '#api/call.ts';

/**
 * Judges by `Host` and `Origin` whether a request was meant for this server by a page of this server.
 *
 * @param isPage asked of the designer's files, which hold nobody's data: a link elsewhere may lead to them
 */
export type OriginGuard = (headers: IncomingHttpHeaders, isPage?: boolean) => Refusal | undefined;

/**
 * Makes the guard. Without it, a page elsewhere could point its own name at 127.0.0.1 and speak to the API from the
 * browser of somebody who runs it.
 *
 * @param hosts names with port under which the server is reached, in lower case
 */
export function createOriginGuard(hosts: readonly string[], scheme: 'http' | 'https'): OriginGuard {
  const names = new Set(hosts);
  const origins = new Set(hosts.map((host) => `${scheme}://${host}`));
  return (headers, isPage = false) => {
    if (!names.has((headers.host ?? '').toLowerCase())) return refuse('server/wrong-host', 'Host');
    const { origin } = headers;
    if (origin !== undefined && !origins.has(origin.toLowerCase())) return refuse('server/wrong-origin', 'Origin');
    const isFollowedLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (isPage && isFollowedLink) return undefined;
    const site = headers['sec-fetch-site'];
    if (site === 'cross-site' || site === 'same-site') return refuse('server/wrong-origin', 'Sec-Fetch-Site');
    return undefined;
  };
}

function refuse(code: string, header: string): Refusal {
  return {
    status: 403,
    code,
    title: 'Not meant for this server',
    detail: `The header ${header} names another server. Open the address the runtime printed when it started.`,
  };
}

/** The names under which a server on loopback is reached. */
export function loopbackHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}
