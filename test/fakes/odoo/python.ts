import { isJsonList, isJsonObject, type Json } from '../json.ts';

/** Prints a value as Python's `repr` does, because Odoo's messages quote values that way. */
export function pythonRepr(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quote(value);
  if (isJsonList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (!isJsonObject(value)) return '';
  const entries = Object.entries(value).map(([key, entry]) => `${quote(key)}: ${pythonRepr(entry)}`);
  return `{${entries.join(', ')}}`;
}

/** Python prefers single quotes and switches only when that saves escaping. */
function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (text.includes("'") && !text.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}

/** The name of the Python class behind a model: `res.partner` is `ResPartner` in messages about arguments. */
export function pythonClassName(model: string): string {
  return model
    .split(/[._]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
