import type { Edit } from '../../edit/edit.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { operationOf } from '../../openapi/operation-of.ts';
import { nearestName } from '../../text/nearest-name.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';
import { offerFix } from './offer-fix.ts';

/** An operation is given only what it takes. */
export const parameterUnknown: CheckRule = {
  id: 'connection/parameter-unknown',
  severity: 'error',
  title: 'The operation does not take this value',
  help: 'The OpenAPI document of the connection lists what an operation takes in its path, query and headers. A name that is not among them is misspelt most often, or belongs into the body.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const { parameters } = node.node.config;
      const operation = operationOf(node.node.config, context.connections);
      if (operation === undefined || !isJsonObject(parameters)) continue;
      const known = operation.parameters.map(({ key }) => key);
      for (const [key, value] of Object.entries(parameters)) {
        if (known.includes(key)) continue;
        const free = known.filter((name) => !Object.hasOwn(parameters, name));
        const near = nearestName(key, free);
        const message = `${node.label} gives "${key}" to the operation "${operation.operation}", which does not take it. ${advise(near, known)}`;
        const title = near === undefined ? `Remove "${key}"` : `Rename it to "${near}"`;
        const fix = offerFix(title, editsOf(node.id, key, value, near));
        yield { node: node.id, path: `${node.path}.config.parameters.${key}`, message, ...fix };
      }
    }
  },
};

function advise(near: string | undefined, known: readonly string[]): string {
  if (near !== undefined) return `Rename it to "${near}", or remove it.`;
  if (known.length === 0) return 'Remove it, or put it into "Body".';
  return `Use ${listNames(known, 'or')}, or remove it.`;
}

function editsOf(node: string, key: string, value: Json, near: string | undefined): readonly Edit[] {
  const remove: Edit = { edit: 'set-config', arguments: { node, path: ['parameters', key] } };
  if (near === undefined) return [remove];
  return [remove, { edit: 'set-config', arguments: { node, path: ['parameters', near], value } }];
}
