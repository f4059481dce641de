import type { Json } from '#flow/json.ts';

/** A key as text: a non-empty string of at most 512 characters, or a whole number; anything else is none. */
export function keyText(value: Json | undefined): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= 512 ? value : undefined;
}
