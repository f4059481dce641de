import { idAt } from '../../../graph/graph.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { ApiOperation } from '../../../openapi/document.ts';
import type { ConnectionFacts } from '../../context.ts';
import type { Examination, ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import { connectionOf, type StepProperty } from '../view.ts';

/** A step calls an operation that has a name, instead of an address. */
export const callsNamedOperation: StepProperty = {
  name: 'calls-named-operation',
  says: 'No plain HTTP request. Where an imported document names the operation behind it, that one is offered.',
  ask(step, { examination }) {
    if (step.type !== 'http') return true;
    const named = findNamed(step, examination);
    if (named === undefined) return {};
    const fix = callByName(step, named);
    return { values: { operation: named.operation.operation }, ...(fix === undefined ? {} : { fix }) };
  },
};

type Named = {
  readonly connection: string;
  readonly operation: ApiOperation;
  /** What stands in the path for each of the operation's parameters. */
  readonly parameters: JsonObject;
};

/** The operation of the same system that a request comes down to, where a connection may use it. */
function findNamed(step: ExaminedNode, examination: Examination): Named | undefined {
  const system = connectionOf(step, examination)?.system;
  const { method = 'GET', path } = step.node.config;
  if (system === undefined || typeof path !== 'string') return undefined;
  const candidates = [...(examination.context.connections?.values() ?? [])].filter((one) => one.system === system);
  for (const connection of candidates.sort(byCare)) {
    for (const operation of connection.api?.operations ?? []) {
      if (operation.method !== method || operation.unsupported !== undefined) continue;
      const parameters = isAllowed(connection, operation) ? matchPath(operation.path, path) : undefined;
      if (parameters !== undefined) return { connection: connection.id, operation, parameters };
    }
  }
  return undefined;
}

/** First those whose system remembers keys, and of these the slowest. */
function byCare(one: ConnectionFacts, other: ConnectionFacts): number {
  const [mine, its] = [one, other].map(({ idempotency, limits }) => ({
    forgets: idempotency === undefined ? 1 : 0,
    rate: limits?.ratePerSecond ?? Number.MAX_VALUE,
  }));
  return (mine?.forgets ?? 0) - (its?.forgets ?? 0) || (mine?.rate ?? 0) - (its?.rate ?? 0);
}

function isAllowed({ allow }: ConnectionFacts, { operation }: ApiOperation): boolean {
  return allow?.operations?.includes(operation) ?? true;
}

function matchPath(wanted: string, given: string): JsonObject | undefined {
  const [parts, values] = [wanted.split('/'), given.split('/')];
  if (parts.length !== values.length) return undefined;
  const parameters: Record<string, Json> = {};
  for (const [index, part] of parts.entries()) {
    const value = values[index] ?? '';
    const name = /^\{([^{}]+)\}$/.exec(part)?.[1];
    if (name !== undefined && value !== '') parameters[name] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
}

/** Puts the named operation in the place of the request, under its id, so that nothing else has to change. */
function callByName({ node, body: around }: ExaminedNode, named: Named): FindingFix | undefined {
  const index = around?.graph.indexOf.get(node.id);
  const config = configOf(node.config, named);
  if (around === undefined || index === undefined || config === undefined || isTied(node)) return undefined;
  const [first, ...others] = (around.graph.incoming[index] ?? []).map(({ from, port }) => ({
    node: idAt(around.graph, from),
    port,
  }));
  if (first === undefined) return undefined;
  const { id, name, next } = node;
  const beside = keptBeside.flatMap((key) => setBeside(node, key));
  const edges = (next?.ports ?? []).flatMap(({ port, targets }) => targets.map((to) => ({ from: id, port, to })));
  const incoming = others.map(({ node: from, port }) => ({ from, port, to: id }));
  const label = name === undefined ? {} : { name };
  return {
    title: 'Use the named operation',
    edits: [
      { edit: 'remove-node', arguments: { ids: [id] } },
      { edit: 'add-node', arguments: { type: 'saas@1', id, ...label, config, after: first } },
      ...beside,
      ...[...incoming, ...edges].map((edge) => ({ edit: 'connect', arguments: edge })),
    ],
  };
}

/** A new step joins what it read to what came in; the request may not have. */
function setBeside(node: ExaminedNode['node'], key: (typeof keptBeside)[number]): FindingFix['edits'] {
  const value = node[key];
  if (value === undefined) return key === 'into' ? [{ edit: 'set-node', arguments: { node: node.id, key } }] : [];
  // What stands beside the settings is plain data as the file wrote it.
  return [{ edit: 'set-node', arguments: { node: node.id, key, value: value as Json } }];
}

/** What undoes it, or its earlier names, would not come along. */
function isTied({ compensate, pivot, was }: ExaminedNode['node']): boolean {
  return compensate !== undefined || pivot !== undefined || was !== undefined;
}

const keptBeside = ['notes', 'key', 'into', 'once', 'importance', 'fallback', 'timeout', 'retry'] as const;

/** The settings of the request as those of the operation; undefined where something has no place there. */
function configOf(request: JsonObject, { connection, operation, parameters }: Named): JsonObject | undefined {
  const { body, success, query = {}, headers } = request;
  if (headers !== undefined || !isJsonObject(query)) return undefined;
  const given = { ...parameters, ...query };
  const known = new Set(operation.parameters.map(({ name }) => name));
  if (Object.keys(given).some((name) => !known.has(name))) return undefined;
  return {
    connection,
    operation: operation.operation,
    ...(Object.keys(given).length === 0 ? {} : { parameters: given }),
    ...(body === undefined ? {} : { body }),
    ...(success === undefined ? {} : { success }),
  };
}
