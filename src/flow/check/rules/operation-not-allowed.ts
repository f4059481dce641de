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

function sayChoice(allowed: readonly string[]): string {
  if (allowed.length === 0) return 'Ask the owner of the connection to allow it.';
  return `Choose ${listNames(allowed, 'or')}, or ask its owner.`;
}
