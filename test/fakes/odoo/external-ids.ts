import { type Environment, idIn } from './environment.ts';
import { createRecord } from './orm.ts';

/** A record that `load` refuses; it becomes a message, not an error of the call. */
export class LoadRefusal extends Error {}

/** Splits an external id into module and name; ids without a module belong to `__import__`. */
export function splitExternalId(externalId: string): { readonly module: string; readonly name: string } {
  const [module = '', ...rest] = externalId.split('.');
  return rest.length === 0 ? { module: '__import__', name: externalId } : { module, name: rest.join('.') };
}

/**
 * The record behind an external id, or undefined.
 *
 * @throws LoadRefusal when the id belongs to another model
 */
export function findExternalId(env: Environment, model: string, externalId: string): number | undefined {
  const { module, name } = splitExternalId(externalId);
  const [found] = env.store.idsWith({ model: 'ir.model.data', field: 'complete_name', value: `${module}.${name}` });
  const row = found === undefined ? undefined : env.store.get('ir.model.data', found);
  if (row === undefined) return undefined;
  if (row.values.model !== model) {
    throw new LoadRefusal(
      `For external id ${module}.${name} when trying to create/update a record of model ${model} ` +
        `found record of different model ${row.values.model} (${row.id})`,
    );
  }
  return idIn(row.values.res_id);
}

/** Notes which record an external id stands for. */
export function rememberExternalId(
  env: Environment,
  what: { readonly model: string; readonly externalId: string; readonly id: number },
): void {
  const { module, name } = splitExternalId(what.externalId);
  createRecord(env, 'ir.model.data', { module, name, model: what.model, res_id: what.id, noupdate: false });
}
