import { type Failure, permanent } from '#flow/failure.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import type { ApiPaging } from '#flow/openapi/paging.ts';

/** An answer as paging looks at it. */
export type Page = { readonly headers: Readonly<Record<string, string>>; readonly body: Json };

/** How the next page is asked for: by another value of a parameter, or by the path and query of a link. */
export type NextPage =
  | { readonly by: 'parameter'; readonly name: string; readonly value: string }
  | { readonly by: 'link'; readonly path: string; readonly query: Readonly<Record<string, readonly string[]>> };

/** What a page says: its items and how it goes on, or why it cannot be followed. */
export type Turned =
  | { readonly ok: true; readonly items: readonly Json[]; readonly next: NextPage | undefined }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Reads one page.
 *
 * @param number of this page, from 1
 * @param base address of the connection; a link that leads elsewhere is not followed
 */
export function turnPage(
  paging: ApiPaging,
  page: Page,
  { number, base }: { readonly number: number; readonly base: string },
): Turned {
  const items = valueAt(page.body, paging.items);
  if (!Array.isArray(items)) {
    const where = paging.items === '' ? 'The answer is no list' : `The answer holds no list at "${paging.items}"`;
    return astray(`${where}, so its pages cannot be put together.`);
  }
  if (paging.more !== undefined && valueAt(page.body, paging.more) !== true)
    return { ok: true, items, next: undefined };
  switch (paging.scheme) {
    case 'cursor':
      return { ok: true, items, next: nextByCursor(paging, page) };
    case 'page': {
      // Pages may differ in length; only an empty one is certainly the last.
      const next = { by: 'parameter', name: paging.parameter ?? 'page', value: String(number + 1) } as const;
      return { ok: true, items, next: items.length === 0 ? undefined : next };
    }
    case 'link':
      return nextByLink(items, page, base);
  }
}

function nextByCursor(paging: ApiPaging, page: Page): NextPage | undefined {
  const cursor = valueAt(page.body, paging.cursor ?? '');
  const isCursor = (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number';
  return isCursor ? { by: 'parameter', name: paging.parameter ?? 'cursor', value: String(cursor) } : undefined;
}

function nextByLink(items: readonly Json[], page: Page, base: string): Turned {
  const target = nextTarget(page.headers.link ?? '');
  if (target === undefined) return { ok: true, items, next: undefined };
  const home = splitAddress(base);
  const there = splitAddress(target);
  const isHome = there?.origin === '' || there?.origin === home?.origin;
  if (home === undefined || there === undefined || !isHome) return ledAway();
  const basePath = home.path.replace(/\/+$/, '');
  if (!there.path.startsWith(`${basePath}/`)) return ledAway();
  const query = readQuery(there.query);
  if (query === undefined) return astray('The link to the next page holds a query that cannot be read.');
  return { ok: true, items, next: { by: 'link', path: there.path.slice(basePath.length), query } };
}

function ledAway(): Turned {
  return astray('The link to the next page leads away from the address of the connection.');
}

type Address = { readonly origin: string; readonly path: string; readonly query: string };

/** Splits a web address, or one without scheme and host; undefined for texts that are neither. */
function splitAddress(text: string): Address | undefined {
  const parts = /^(?:(https?):\/\/([^/?#\\@\s]+))?(\/[^?#\\\s]*)?(?:\?([^#\s]*))?(?:#.*)?$/i.exec(text);
  if (parts === null) return undefined;
  const [, scheme, host, path = '', query = ''] = parts;
  // A path that begins with two slashes names a host.
  if (path.startsWith('//')) return undefined;
  if (scheme === undefined || host === undefined) return { origin: '', path, query };
  const usualPort = scheme.toLowerCase() === 'https' ? /:443$/ : /:80$/;
  return { origin: `${scheme}://${host.replace(usualPort, '')}`.toLowerCase(), path, query };
}

function readQuery(query: string): Readonly<Record<string, readonly string[]>> | undefined {
  const found = new Map<string, string[]>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [name = '', ...rest] = pair.split('=').map((text) => text.replaceAll('+', ' '));
    try {
      const values = found.get(decodeURIComponent(name)) ?? [];
      found.set(decodeURIComponent(name), [...values, decodeURIComponent(rest.join('='))]);
    } catch (error) {
      if (error instanceof URIError) return undefined;
      throw error;
    }
  }
  return Object.fromEntries(found);
}

/** The target with `rel="next"` among the links of a header (RFC 8288). */
function nextTarget(header: string): string | undefined {
  for (const [, target = '', facts = ''] of header.slice(0, 16_384).matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("[^"]*\bnext\b[^"]*"|next\b)/i.test(facts)) return target;
  }
  return undefined;
}

/** The value at a dotted path; `-1` is the last item of a list. */
function valueAt(value: Json, path: string): Json | undefined {
  if (path === '') return value;
  let here: Json | undefined = value;
  for (const key of path.split('.')) {
    if (Array.isArray(here)) here = /^(-1|\d{1,6})$/.test(key) ? here.at(Number(key)) : undefined;
    else here = isJsonObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
}

function astray(title: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: permanent('openapi/pages-astray', title) };
}
