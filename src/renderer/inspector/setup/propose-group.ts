import { spellName } from '#fields/expression/complete.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { Keys } from './step-form.tsx';

/** Names senders give the id of an event, the surest first. */
const idNames = ['eventid', 'deliveryid', 'messageid', 'id', 'uuid', 'number', 'reference'];

/** What an optional group of settings begins with when a person adds it: what the data at hand suggests, else nothing. */
export function proposeGroup(type: string, keys: Keys, input: Json | undefined): JsonObject {
  if (type !== 'webhook' || keys.join('.') !== 'dedupe') return {};
  const name = idFieldOf(input);
  return name === undefined ? {} : { key: spellName(name) };
}

/** The field that most likely tells one event from another. */
function idFieldOf(input: Json | undefined): string | undefined {
  if (!isJsonObject(input)) return undefined;
  const names = Object.keys(input).filter((name) => ['string', 'number'].includes(typeof input[name]));
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return idNames.flatMap((wanted) => names.find((name) => plain(name) === wanted) ?? [])[0];
}
