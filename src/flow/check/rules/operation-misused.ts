import { isJsonObject } from '../../json.ts';
import type { ApiOperation } from '../../openapi/document.ts';
import { operationOf } from '../../openapi/operation-of.ts';
import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** An operation of a document is used the way it can be. */
export const operationMisused: CheckRule = {
  id: 'connection/operation-misused',
  severity: 'error',
  title: 'The operation cannot be used this way',
  help: 'Some operations of a document cannot be called from a step, such as uploads of files; only reading operations have further pages; and only some take a body. The sentence says which of these it is.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const operation = operationOf(node.node.config, context.connections);
      if (operation === undefined) continue;
      for (const { key, says } of misuses(node, operation)) {
        const message = `${node.label} cannot use the operation "${operation.operation}" like this. ${says}`;
        yield { node: node.id, path: `${node.path}.config.${key}`, message };
      }
    }
  },
};

function* misuses({ node }: ExaminedNode, operation: ApiOperation): Generator<{ key: string; says: string }> {
  const { paging, body } = node.config;
  if (operation.unsupported !== undefined) yield { key: 'operation', says: operation.unsupported };
  if (body !== undefined && operation.body === undefined) {
    yield { key: 'body', says: 'It takes no body. Remove "body".' };
  }
  if (paging === undefined) return;
  if (operation.effect === 'write') {
    yield { key: 'paging', says: 'It writes, and only reading operations have further pages. Remove "paging".' };
  } else if (operation.paging === undefined && !(isJsonObject(paging) && typeof paging.scheme === 'string')) {
    yield { key: 'paging', says: 'Its document does not say how its pages go on. Name a "scheme" under "paging".' };
  }
}
