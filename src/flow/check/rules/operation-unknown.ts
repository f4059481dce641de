import { nearestName } from '../../text/nearest-name.ts';
import type { Examination, ExaminedNode } from '../examination.ts';
import type { Observation } from '../finding.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** Operations are those the connection kind knows, or the document beside the connection. */
export const operationUnknown: CheckRule = {
  id: 'connection/operation-unknown',
  severity: 'error',
  title: 'The operation does not exist',
  help: 'Each kind of connection has a list of operations; its page names them with what they need and what they promise. Connections with an OpenAPI document have the operations of that document. Pick one of them.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const { operation } = node.node.config;
      const facts = context.connectionKinds?.get(node.manifest?.connection ?? '');
      if (typeof operation !== 'string' || facts === undefined) continue;
      if (facts.document !== undefined) {
        yield* unknownInDocument(node, operation, context);
        continue;
      }
      const known = facts.operations.map((fact) => fact.operation);
      if (known.length === 0 || known.includes(operation)) continue;
      const area = operation.split('.')[0] ?? operation;
      const near = known.filter((name) => name.startsWith(`${area}.`));
      const message = `${node.label} uses the operation "${operation}", which kind "${facts.kind}" does not have. Choose ${listNames(near.length > 0 ? near : known, 'or')}.`;
      yield { node: node.id, path: `${node.path}.config.operation`, message };
    }
  },
};

/** Documents hold up to thousands of operations, so a sentence names the nearest, or the first few. */
function* unknownInDocument(
  node: ExaminedNode,
  operation: string,
  { connections }: Examination['context'],
): Generator<Observation> {
  const { connection: id } = node.node.config;
  const connection = typeof id === 'string' ? connections?.get(id) : undefined;
  if (connection === undefined || connection.kind !== node.manifest?.connection) return;
  const { api } = connection;
  if (api === undefined) {
    const message = `${node.label} uses an operation of the connection "${connection.id}", which has no readable OpenAPI document. Put one beside the connection file.`;
    yield { node: node.id, path: `${node.path}.config.connection`, message };
    return;
  }
  const known = api.operations.map((fact) => fact.operation);
  if (known.includes(operation)) return;
  const near = nearestName(operation, known);
  const proposal =
    near === undefined
      ? `Choose ${known.length === 0 ? 'another connection' : listNames(known, 'or')}.`
      : `Choose "${near}", or another one.`;
  const message = `${node.label} uses the operation "${operation}", which the document of "${connection.id}" does not have. ${proposal}`;
  yield { node: node.id, path: `${node.path}.config.operation`, message };
}
