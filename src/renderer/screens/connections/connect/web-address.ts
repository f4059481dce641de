/**
 * Reads an address as a person types it; a missing scheme is https.
 *
 * @returns the address as it belongs into a file; undefined where it is none, or holds a user, a query or a fragment
 */
export function readUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (trimmed === '' || !URL.canParse(whole)) return undefined;
  const { protocol, username, password, search, hash, hostname } = new URL(whole);
  const isPlain = username === '' && password === '' && search === '' && hash === '' && hostname !== '';
  return isPlain && (protocol === 'http:' || protocol === 'https:') ? whole.replace(/\/+$/, '') : undefined;
}

/** The host of an address, as a name to begin with; empty where there is none. */
export function hostOf(text: string): string {
  const url = readUrl(text);
  return url === undefined ? '' : new URL(url).hostname.replace(/^(www|api)\./, '');
}
