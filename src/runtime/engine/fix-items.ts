import { type Failure, invalid } from '#flow/failure.ts';
import type { OpenCommand } from '#flow/interpret/command.ts';
import { isJsonObject, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import { type ActiveRun, record } from './active-run.ts';

type Item = { readonly key: string; readonly input: JsonText };

/** Fixes the items of an `each` with their keys; items without a key, or two with one key, fail the step. */
export function fixItems(run: ActiveRun, command: OpenCommand, now: number): boolean {
  // The sandbox child computed the config: an object by config path.
  const computed = JSON.parse(command.config) as { readonly items?: Json };
  const fixed = keyedItems(computed.items);
  if (fixed.ok) record(run, { kind: 'opened', path: command.path, at: now, items: fixed.items });
  else record(run, { kind: 'settled', path: command.path, at: now, ports: [], failure: fixed.failure });
  return true;
}

function keyedItems(
  value: Json | undefined,
): { readonly ok: true; readonly items: readonly Item[] } | { readonly ok: false; readonly failure: Failure } {
  const listed = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const items: Item[] = [];
  const seen = new Set<string>();
  for (const [index, one] of listed.entries()) {
    const key = isJsonObject(one) ? one.key : undefined;
    const name = typeof key === 'string' || (typeof key === 'number' && Number.isSafeInteger(key)) ? String(key) : '';
    if (name === '')
      return {
        ok: false,
        failure: invalid(
          'each/item-without-key',
          `Item ${index + 1} has no key. The key must give text or a whole number for every item.`,
        ),
      };
    if (seen.has(name))
      return {
        ok: false,
        failure: invalid(
          'each/key-repeated',
          `Two items have the key "${name}". Choose a field that differs for every item.`,
        ),
      };
    seen.add(name);
    items.push({ key: name, input: toJsonText(isJsonObject(one) ? (one.input ?? null) : null) });
  }
  return { ok: true, items };
}
