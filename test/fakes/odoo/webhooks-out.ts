import { request as openRequest } from 'node:http';
import { type Json, parseJson } from '../json.ts';
import type { FakeDatabase, ObjectCall } from './database.ts';
import { compileDomain } from './domain.ts';
import { type Environment, idIn, listIn, textIn } from './environment.ts';
import { fieldValue } from './read.ts';
import type { FieldDefinition } from './schema.ts';
import type { FieldValue, StoredRow, Transaction } from './store.ts';

/** One webhook that Odoo sends. */
export interface Delivery {
  readonly url: string;
  readonly body: string;
}

interface Change {
  readonly kind: 'create' | 'write' | 'unlink';
  readonly model: string;
  readonly before: StoredRow | undefined;
  /** The row after the transaction; before it for a deletion, which Odoo reads first. */
  readonly row: StoredRow;
}

const timeoutMs = 1_000;

/**
 * The webhooks a transaction sends: one for each rule, record and flush. A rule that watches no field fires as often
 * as it was seen to: creating an order four times, confirming one five (19) or six times (18), a changed line twice.
 */
export function deliveriesOf(database: FakeDatabase, tx: Transaction, call: ObjectCall): readonly Delivery[] {
  const rules = database.store.all('base.automation').filter((rule) => rule.values.active === true);
  if (rules.length === 0 || database.version === 16) return [];
  const env = { ...database.systemEnvironment(), tx };
  const changes = changesOf(tx);
  const fire = (change: Change): readonly Delivery[] =>
    rules.flatMap((rule) => {
      const times = isAbout(env, rule, change) ? timesFired({ env, rule, change, call }) : 0;
      const bodies = times === 0 ? [] : actionsOf(env, rule).flatMap((action) => deliveryOf(env, action, change));
      return Array.from({ length: times }, () => bodies).flat();
    });
  const kept = changes.filter(({ kind }) => kind !== 'unlink').flatMap(fire);
  // Odoo reads what it is about to delete while it is still there, lines included.
  const commit = tx.withdraw();
  const deleted = changes.filter(({ kind }) => kind === 'unlink').flatMap(fire);
  commit();
  return [...kept, ...deleted];
}

/** What became of each record, in the order they were first touched. */
function changesOf(tx: Transaction): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { model, id } of tx.effects) {
    const before = tx.before(model, id);
    const after = tx.store.get(model, id);
    const row = after ?? before;
    if (row === undefined) continue;
    const kind = before === undefined ? 'create' : after === undefined ? 'unlink' : 'write';
    changes.set(`${model},${id}`, { kind, model, before, row });
  }
  return [...changes.values()];
}

function isAbout(env: Environment, rule: StoredRow, change: Change): boolean {
  const model = env.store.get('ir.model', idIn(rule.values.model_id) ?? 0)?.values.model;
  if (model !== change.model) return false;
  const filter = rule.values.filter_domain;
  return typeof filter !== 'string' || compileDomain(env, change.model, parsePythonDomain(filter))(change.row);
}

/** `[('state', '=', 'sale')]` as a rule stores it. */
function parsePythonDomain(text: string): Json {
  const json = text
    .replaceAll('(', '[')
    .replaceAll(')', ']')
    .replaceAll("'", '"')
    .replaceAll(/\bTrue\b/g, 'true')
    .replaceAll(/\b(False|None)\b/g, 'false');
  return parseJson(json) ?? [];
}

function timesFired(what: {
  readonly env: Environment;
  readonly rule: StoredRow;
  readonly change: Change;
  readonly call: ObjectCall;
}): number {
  const { env, rule, change, call } = what;
  const trigger = textIn(rule.values.trigger);
  if (change.kind === 'unlink') return trigger === 'on_unlink' ? 1 : 0;
  if (trigger === 'on_state_set') return isSetTo(env, rule, change) ? 1 : 0;
  const wanted = trigger === 'on_create_or_write' || trigger === (change.kind === 'create' ? 'on_create' : 'on_write');
  if (!wanted) return 0;
  const watched = listIn(rule.values.trigger_field_ids).map((id) =>
    textIn(env.store.get('ir.model.fields', id)?.values.name),
  );
  if (watched.length > 0) return watched.some((field) => hasChanged(change, field)) ? 1 : 0;
  if (change.kind === 'create') return 4;
  if (call.method === 'action_confirm') return env.version === 19 ? 5 : 6;
  return call.model === change.model ? 1 : 2;
}

function hasChanged(change: Change, field: string): boolean {
  return JSON.stringify(change.before?.values[field]) !== JSON.stringify(change.row.values[field]);
}

function isSetTo(env: Environment, rule: StoredRow, change: Change): boolean {
  const option = env.store.get('ir.model.fields.selection', idIn(rule.values.trg_selection_field_id) ?? 0);
  return hasChanged(change, 'state') && (option === undefined || option.values.value === change.row.values.state);
}

function actionsOf(env: Environment, rule: StoredRow): readonly StoredRow[] {
  const actions = env.store.idsWith({ model: 'ir.actions.server', field: 'base_automation_id', value: rule.id });
  return actions
    .flatMap((id) => env.store.get('ir.actions.server', id) ?? [])
    .filter((action) => action.values.state === 'webhook');
}

function deliveryOf(env: Environment, action: StoredRow, change: Change): readonly Delivery[] {
  const url = textIn(action.values.webhook_url);
  if (url === '') return [];
  const members: (readonly [string, string])[] = [
    ['_action', JSON.stringify(`${textIn(action.values.name)}(#${action.id})`)],
    ['_id', String(change.row.id)],
    ['_model', JSON.stringify(change.model)],
  ];
  const chosen = listIn(action.values.webhook_field_ids).map((id) =>
    textIn(env.store.get('ir.model.fields', id)?.values.name),
  );
  if (chosen.length > 0) chosen.push('id');
  for (const name of new Set(chosen)) {
    const field = env.schema.get(change.model)?.fields.get(name);
    if (field === undefined) continue;
    members.push([name, printPython(field, fieldValue(env, { model: change.model, row: change.row, field }))]);
  }
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return [{ url, body: `{${members.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}` }];
}

/** Python's JSON: a blank after commas, floats always with a point, and microseconds in `write_date`. */
function printPython(field: FieldDefinition, value: FieldValue): string {
  if (typeof value === 'object') return `[${value.join(', ')}]`;
  const isFloat = field.type === 'float' || field.type === 'monetary';
  if (isFloat && typeof value === 'number' && Number.isInteger(value)) return `${value}.0`;
  return JSON.stringify(value);
}

/** Sends a webhook as Odoo does: one second, no signature, no second try, and nobody hears of a failure. */
export async function deliver(delivery: Delivery): Promise<void> {
  const address = new URL(delivery.url);
  await new Promise<void>((resolve) => {
    const outgoing = openRequest(address, {
      method: 'POST',
      timeout: timeoutMs,
      agent: false,
      headers: {
        Host: address.host,
        'User-Agent': 'python-requests/2.28.1',
        'Accept-Encoding': 'gzip, deflate',
        Accept: '*/*',
        Connection: 'keep-alive',
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(delivery.body),
      },
    });
    outgoing.once('response', (incoming) => {
      incoming.resume();
      resolve();
    });
    outgoing.once('timeout', () => outgoing.destroy());
    outgoing.once('error', () => resolve());
    outgoing.once('close', () => resolve());
    outgoing.end(delivery.body);
  });
}
