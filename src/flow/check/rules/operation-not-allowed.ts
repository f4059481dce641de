import { isJsonObject } from '../../json.ts';
import type { CheckContext } from '../context.ts';
import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** Least privilege: a node carries out only what its connection allows. */
export const operationNotAllowed: CheckRule = {
  id: 'connection/operation-not-allowed',
  severity: 'error',
  title: 'The connection does not allow this',
  help: 'A connection lists what it may be used for under `allow`. Use an operation or method of that list, or ask its owner to add this one.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      yield* findSilentSearch(node, context);
      const { connection: id, operation, model, method } = node.node.config;
      const allow = typeof id === 'string' ? context.connections?.get(id)?.allow : undefined;
      if (allow === undefined) continue;
      const say = (what: string, key: string, allowed: readonly string[]) => ({
        node: node.id,
        path: `${node.path}.config.${key}`,
        message: `${node.label} uses ${what}, which connection "${String(id)}" does not allow. ${sayChoice(allowed)}`,
      });
      if (typeof operation === 'string') {
        const allowed = allow.operations ?? [operation];
        if (!allowed.includes(operation)) yield say(`the operation "${operation}"`, 'operation', allowed);
      } else if (typeof method === 'string' && allow.methods !== undefined) {
        const names = typeof model === 'string' ? [method, `${model}.${method}`] : [method];
        if (!names.some((name) => allow.methods?.includes(name))) {
          yield say(`the method "${names.at(-1)}"`, 'method', allow.methods);
        }
      }
    }
  },
};

/** The operation by which a trigger, or the list of a For each, looks Odoo through without naming it. */
const search = 'record.search';

function* findSilentSearch({ id, label, path, type, node }: ExaminedNode, { connections }: CheckContext) {
  const { connection, source } = node.config;
  const inSource = isJsonObject(source) && source.model !== undefined ? source.connection : undefined;
  const used = type === 'odoo-trigger' ? connection : inSource;
  const allowed = typeof used === 'string' ? connections?.get(used)?.allow?.operations : undefined;
  if (allowed === undefined || allowed.includes(search)) return;
  const key = type === 'odoo-trigger' ? 'connection' : 'source.connection';
  const message = `${label} searches records, which connection "${String(used)}" does not allow. Ask its owner to add "${search}".`;
  yield { node: id, path: `${path}.config.${key}`, message };
}

function sayChoice(allowed: readonly string[]): string {
  if (allowed.length === 0) return 'Ask the owner of the connection to allow it.';
  return `Choose ${listNames(allowed, 'or')}, or ask its owner.`;
}
