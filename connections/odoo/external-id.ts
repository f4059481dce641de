/** Module part of every external id made here; Odoo keeps it apart from those of its own apps. */
const moduleName = '__penstock__';

/** Longest part that is kept as it is. */
const maxPlainLength = 64;

/**
 * Names a record in Odoo by the flow and key that own it: `__penstock__.<flow>_<key>`.
 *
 * @param name.flow absent where the key already says whose it is
 * @param name.object what it is beside the flow's main record, such as `customer`: external ids are unique across models
 * @param hash SHA-256 as hex
 */
export function externalId(
  name: { readonly flow: string | undefined; readonly key: string; readonly object?: string },
  hash: (text: string) => string,
): string {
  const parts = [
    ...(name.flow === undefined ? [] : [sanitise(name.flow, /[^A-Za-z0-9-]/g, hash)]),
    ...(name.object === undefined ? [] : [name.object]),
    sanitise(name.key, /[^A-Za-z0-9_-]/g, hash),
  ];
  return `${moduleName}.${parts.join('_')}`;
}

/** Keeps what Odoo allows in a name; whatever was changed or is too long gets a hash, so that two keys stay two. */
function sanitise(text: string, forbidden: RegExp, hash: (text: string) => string): string {
  const clean = text.replaceAll(forbidden, '-');
  if (clean === text && text.length <= maxPlainLength && text !== '') return text;
  return `${clean.slice(0, 40)}_${hash(text).slice(0, 16)}`;
}
