import type { IncomingMessage } from 'node:http';

/** Headers with every value they were sent with; names in lower case. */
export type HeaderLists = ReadonlyMap<string, readonly string[]>;

/** Copies the headers once, from the raw list: Node's own record joins or drops repeated ones. */
export function listHeaders(raw: readonly string[]): HeaderLists {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const known = headers.get(name);
    if (known === undefined) headers.set(name, [value]);
    else known.push(value);
  }
  return headers;
}

/** The value of a header that was sent once or not at all; of several, the first. */
export function headerOf(headers: HeaderLists, name: string): string | undefined {
  return headers.get(name)?.[0];
}

/** Splits an address into its path, untouched, and its query. Nothing is decoded in the path: addresses match as bytes. */
export function splitTarget(target: string): {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
} {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: {} };
  return { path: target.slice(0, mark), query: Object.fromEntries(new URLSearchParams(target.slice(mark + 1))) };
}

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * True when the sender itself is on this machine. A proxy on this machine is not the sender, and neither is a page
 * in a local browser that was lured here: both show themselves in headers, so any doubt counts against the sender.
 */
export function isFromLoopback(request: IncomingMessage, headers: HeaderLists): boolean {
  const address = request.socket.remoteAddress ?? '';
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address)) return false;
  if (forwardingHeaders.some((name) => headers.has(name)) || headers.has('origin')) return false;
  return isLoopbackHost(headerOf(headers, 'host') ?? '');
}

/** True for `localhost`, `127.x.y.z` and `[::1]`, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host);
}
