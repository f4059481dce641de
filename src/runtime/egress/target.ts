import type { Connection } from '#flow/workspace/connection.ts';

/** Where a connection leads in one environment. */
export type Target = {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** Path in front of every request path; without a slash at the end. */
  readonly basePath: string;
  /** Origins it may be redirected to, its own included. */
  readonly origins: ReadonlySet<string>;
};

/** Ports of services that speak no HTTP; a request there is an attack on the service (the list of the Fetch standard, and stores). */
const refusedPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513, 514, 515, 526, 530,
  531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 3306,
  3389, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211,
  27017,
]);

/**
 * Reads the base url of a connection.
 *
 * @returns undefined when it is no plain http(s) url: another scheme, user info, query, fragment or a refused port
 */
export function parseTarget(connection: Connection, url: unknown): Target | undefined {
  const base = typeof url === 'string' ? parseWebUrl(url) : undefined;
  if (base === undefined || base.search !== '' || base.hash !== '') return undefined;
  const declared = (connection.hosts ?? []).map((host) => parseWebUrl(`${base.protocol}//${host}/`)?.origin);
  return {
    origin: base.origin,
    basePath: base.pathname.replace(/\/+$/, ''),
    origins: new Set([base.origin, ...declared.filter((origin) => origin !== undefined)]),
  };
}

/** Parses with the one parser everything here uses; whatever it finds in the text is what is meant. */
function parseWebUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  if (url.port !== '' && refusedPorts.has(Number(url.port))) return undefined;
  return url;
}

/**
 * Joins a request path and query to the target.
 *
 * @returns undefined when the path could lead anywhere but below the base path
 */
export function joinPath(
  target: Target,
  path: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): URL | undefined {
  // Line breaks and tabs vanish in the parser, and `%2e` counts as a dot: refuse before parsing, compare after.
  if (!/^\/[^\\?#\s\p{Cc}]*$/u.test(path)) return undefined;
  if (path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))) return undefined;
  const url = parseWebUrl(`${target.origin}${target.basePath}${path}`);
  if (url === undefined || url.origin !== target.origin || !url.pathname.startsWith(`${target.basePath}/`)) {
    return undefined;
  }
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : value) url.searchParams.append(name, one);
  }
  return url;
}

/**
 * Judges where a redirect leads.
 *
 * @returns the next url, or undefined when the host is not declared or the way leads from https to http
 */
export function followRedirect(target: Target, from: URL, location: string): URL | undefined {
  if (!URL.canParse(location, from.href)) return undefined;
  const next = parseWebUrl(new URL(location, from).href);
  if (next === undefined || !target.origins.has(next.origin)) return undefined;
  next.hash = '';
  return next;
}
