import type { JsonObject } from '../json.ts';
import { printDocument } from '../text/document.ts';
import { type ConnectionKinds, connectionFileSchema } from './parse-connection.ts';

/** Writes the value of a connection file in its canonical form, as `penstock fmt` would leave it. */
export function printConnection(value: JsonObject, kinds: ConnectionKinds): string {
  return printDocument(value, new Map(), connectionFileSchema(kinds, value));
}

/**
 * Makes a free id out of a name people gave: `Odoo, main` becomes `odoo-main`, or `odoo-main-2`.
 *
 * @param fallback the id for names without any Latin letter; itself an id
 */
export function freeSlug(name: string, taken: ReadonlySet<string>, fallback: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  const wish = words === '' ? fallback : words;
  for (let count = 1; ; count++) {
    const id = count === 1 ? wish : `${wish}-${count}`;
    if (!taken.has(id)) return id;
  }
}
