import { isJsonObject } from '../../json.ts';
import type { ApiOperation } from '../../openapi/document.ts';
import { operationOf } from '../../openapi/operation-of.ts';
import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { quoteSentence } from './list-names.ts';
import { offerFix } from './offer-fix.ts';

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
      for (const { key, says, remove } of misuses(node, operation)) {
        const edit = { edit: 'set-config', arguments: { node: node.id, path: [key] } } as const;
        const fix = remove === undefined ? {} : offerFix(remove, [edit]);
        yield { node: node.id, path: `${node.path}.config.${key}`, message: says, ...fix };
      }
    }
  },
};

type Misuse = { readonly key: string; readonly says: string; readonly remove?: string };

function* misuses({ node, label }: ExaminedNode, operation: ApiOperation): Generator<Misuse> {
  const { paging, body } = node.config;
  const name = `"${operation.operation}"`;
  if (operation.unsupported !== undefined) {
    const why = quoteSentence(operation.unsupported);
    yield { key: 'operation', says: `${label} cannot use the operation ${name}: ${why}. Choose another operation.` };
  }
  if (body !== undefined && operation.body === undefined) {
    const says = `${label} sends a body to the operation ${name}, which takes none. Remove "Body".`;
    yield { key: 'body', says, remove: 'Remove "Body"' };
  }
  if (paging === undefined) return;
  if (operation.effect === 'write') {
    const says = `${label} reads further pages of ${name}, but an operation that writes has none. Remove "Pages".`;
    yield { key: 'paging', says, remove: 'Remove "Pages"' };
  } else if (operation.paging === undefined && !(isJsonObject(paging) && typeof paging.scheme === 'string')) {
    const says = `${label} reads further pages of ${name}, but its document does not say how they go on. Choose "How pages go on".`;
    yield { key: 'paging', says };
  }
}
