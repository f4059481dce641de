import { isJsonObject } from '../../json.ts';
import type { ApiOperation, ApiParameter } from '../../openapi/document.ts';
import { operationOf } from '../../openapi/operation-of.ts';
import type { ConnectionFacts } from '../context.ts';
import type { CheckRule } from '../rule.ts';

/** Every value an operation cannot do without is given. */
export const parameterMissing: CheckRule = {
  id: 'connection/parameter-missing',
  severity: 'error',
  title: 'The operation needs a value it is not given',
  help: 'The OpenAPI document of the connection marks some parameters of an operation as required: without them the system refuses every request. Give each a value under `parameters`, fixed, as text with {{ }}, or computed.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const { connection: id, parameters } = node.node.config;
      const operation = operationOf(node.node.config, context.connections);
      const connection = typeof id === 'string' ? context.connections?.get(id) : undefined;
      if (operation === undefined || connection === undefined) continue;
      for (const parameter of operation.parameters) {
        const isGiven = isJsonObject(parameters) && Object.hasOwn(parameters, parameter.key);
        if (!parameter.required || isGiven || isSentByConnection(parameter, operation, connection)) continue;
        const message = isKeyHeader(parameter)
          ? `${node.label} uses "${operation.operation}", which wants repeat protection in the header "${parameter.name}". Name that header in the connection "${connection.id}".`
          : `${node.label} leaves out "${parameter.key}", which the operation "${operation.operation}" needs. Give it a value under "Parameters".`;
        yield { node: node.id, path: `${node.path}.config.parameters`, message };
      }
    }
  },
};

function isKeyHeader({ in: place, name }: ApiParameter): boolean {
  return place === 'header' && /^(x-)?idempotency-key$/i.test(name);
}

/** Keys of repeats and proof of who we are come from the connection, whatever the document says about them. */
function isSentByConnection(
  { in: place, name }: ApiParameter,
  { effect }: ApiOperation,
  { auth, idempotency }: ConnectionFacts,
): boolean {
  const isHeader = (header: string | undefined) => place === 'header' && header?.toLowerCase() === name.toLowerCase();
  if (isHeader(auth?.header) || (place === 'query' && auth?.query === name)) return true;
  return effect === 'write' && isHeader(idempotency?.header);
}
