import { isJsonList, type Json } from '../json.ts';
import { type Environment, idsIn } from './environment.ts';
import { valueError } from './errors.ts';
import { asValues, createRecord, existing, storedList, unlinkRecords, writeRecords } from './orm.ts';
import type { FieldDefinition } from './schema.ts';
import { danglingReference } from './values.ts';

/** x2many commands for one field of one record. */
interface CommandTarget {
  readonly model: string;
  readonly id: number;
  readonly field: FieldDefinition;
  readonly commands: Json;
}

/**
 * Carries out x2many commands: `[0,0,values]` create, `[1,id,values]` update, `[2,id]` delete, `[3,id]` unlink,
 * `[4,id]` link, `[5]` clear, `[6,0,ids]` replace. A bare id counts as a link; false and null as nothing to do.
 */
export function applyCommands(env: Environment, target: CommandTarget): void {
  const { commands } = target;
  if (commands === null || commands === false) return;
  if (!isJsonList(commands)) throw valueError(`Wrong value for ${target.model}.${target.field.name}`);
  for (const command of commands) {
    const [code, id, values] = isJsonList(command) ? command : [4, command];
    applyCommand(env, target, { code, ids: idsIn(id), values });
  }
}

function applyCommand(
  env: Environment,
  target: CommandTarget,
  command: { readonly code: Json | undefined; readonly ids: readonly number[]; readonly values: Json | undefined },
): void {
  const relation = target.field.relation ?? '';
  const [id = 0] = command.ids;
  switch (command.code) {
    case 0:
      createRelated(env, target, command.values);
      return;
    case 1:
      writeRecords(env, { model: relation, ids: [id], values: asValues(command.values) });
      return;
    case 2:
      setLinks(env, target, (ids) => ids.filter((other) => other !== id));
      if (env.store.get(relation, id) !== undefined) unlinkRecords(env, relation, [id]);
      return;
    case 3:
      setLinks(env, target, (ids) => ids.filter((other) => other !== id));
      return;
    case 4:
      setLinks(env, target, (ids) => [...ids, id]);
      return;
    case 5:
      setLinks(env, target, () => []);
      return;
    case 6:
      setLinks(env, target, () => idsIn(command.values));
      return;
    default:
      throw valueError(`Wrong value for ${target.model}.${target.field.name}: ${JSON.stringify(command.code)}`);
  }
}

function createRelated(env: Environment, target: CommandTarget, values: Json | undefined): void {
  const { relation = '', inverse } = target.field;
  if (target.field.type === 'one2many' && inverse !== undefined) {
    createRecord(env, relation, { ...asValues(values), [inverse]: target.id });
    return;
  }
  const id = createRecord(env, relation, asValues(values));
  setLinks(env, target, (ids) => [...ids, id]);
}

/** Changes which records are linked. On a one2many the link is the other side's many2one. */
function setLinks(
  env: Environment,
  target: CommandTarget,
  change: (ids: readonly number[]) => readonly number[],
): void {
  const { relation = '', inverse } = target.field;
  if (target.field.type === 'one2many' && inverse !== undefined) {
    const current = env.store.idsWith({ model: relation, field: inverse, value: target.id });
    const wanted = new Set(change(current));
    for (const id of current) if (!wanted.has(id)) unlinkFromParent(env, { relation, inverse, id });
    const added = [...wanted].filter((id) => !current.includes(id));
    if (added.length > 0) writeRecords(env, { model: relation, ids: added, values: { [inverse]: target.id } });
    return;
  }
  const row = existing(env, target.model, target.id);
  const ids = [...new Set(change(storedList(row, target.field)))];
  const dangling = ids.find((id) => env.store.get(relation, id) === undefined);
  if (dangling !== undefined) throw danglingReference(env, target);
  env.tx.put(target.model, { id: row.id, values: { ...row.values, [target.field.name]: ids } });
}

/** A line that leaves its document is deleted when it cannot live without one. */
function unlinkFromParent(
  env: Environment,
  line: { readonly relation: string; readonly inverse: string; readonly id: number },
): void {
  const isRequired = env.schema.get(line.relation)?.fields.get(line.inverse)?.required === true;
  if (isRequired) unlinkRecords(env, line.relation, [line.id]);
  else writeRecords(env, { model: line.relation, ids: [line.id], values: { [line.inverse]: false } });
}
