import type { Failure } from '#flow/failure.ts';
import { invalid } from '#flow/failure.ts';
import type { Answer } from './session.ts';

/** An address made usable, and what was changed about it. */
export type MendedAddress = { readonly url: string; readonly host: string; readonly notes: readonly string[] };

/** Pages of Odoo people copy from their browser; the address ends in front of them. */
const odooPage = /\/(web|odoo|jsonrpc|xmlrpc|json|my|shop|doc)(\/.*)?$/;

/** Hosts that are reached without a certificate in practice. */
const nearHost =
  /^(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\])$/;

/** Reads what a person typed or pasted as the address of an Odoo. Nothing is sent anywhere. */
export function mendAddress(typed: string): Answer<MendedAddress> {
  const text = typed.trim();
  if (text === '') return { ok: false, failure: badAddress('The address is missing.') };
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = parse(hasScheme ? text : `https://${text}`);
  if (url === undefined || url.hostname === '' || /\s/.test(text)) {
    return { ok: false, failure: badAddress(`"${text.slice(0, 80)}" is no address.`) };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { ok: false, failure: badAddress(`The address begins with "${url.protocol}//".`) };
  }
  if (url.username !== '' || url.password !== '') {
    return { ok: false, failure: badAddress('The address holds a user or a password.') };
  }
  const isNear = nearHost.test(url.hostname);
  if (!hasScheme && isNear) url.protocol = 'http:';
  const path = url.pathname.replace(odooPage, '').replace(/\/+$/, '');
  const mended = `${url.protocol}//${url.host}${path}`;
  const notes: string[] = [];
  if (mended !== text.replace(/\/+$/, '')) notes.push(`The address was read as ${mended}.`);
  if (url.protocol === 'http:' && !isNear) {
    notes.push('The address begins with http: the key crosses the network readable for everybody on the way.');
  }
  return { ok: true, value: { url: mended, host: url.hostname, notes } };
}

/** The same server over TLS, where a redirect leads there and nowhere else. */
export function secureAddress(from: string, location: string): string | undefined {
  const before = parse(from);
  const after = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (before === undefined || after === undefined) return undefined;
  const isUpgrade = before.protocol === 'http:' && after.protocol === 'https:' && after.hostname === before.hostname;
  return isUpgrade ? `https://${after.host}${before.pathname.replace(/\/+$/, '')}` : undefined;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function badAddress(what: string): Failure {
  return invalid(
    'odoo/bad-address',
    `${what} Write the address Odoo is opened under in a browser, such as https://erp.example.com.`,
  );
}
