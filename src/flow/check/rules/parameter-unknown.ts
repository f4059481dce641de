import { isJsonObject } from '../../json.ts';
import { operationOf } from '../../openapi/operation-of.ts';
import { nearestName } from '../../text/nearest-name.ts';
import type { CheckRule } from '../rule.ts';

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
      for (const key of Object.keys(parameters)) {
        if (known.includes(key)) continue;
        const near = nearestName(key, known);
        const proposal =
          near !== undefined
            ? `Did you mean "${near}"?`
            : known.length === 0
              ? 'It takes none; values may belong into "body".'
              : `It takes ${known.slice(0, 12).join(', ')}.`;
        const message = `${node.label} gives "${key}" to the operation "${operation.operation}", which does not take it. ${proposal}`;
        yield { node: node.id, path: `${node.path}.config.parameters.${key}`, message };
      }
    }
  },
};
