import type { CheckContext } from '../check/context.ts';
import type { ExaminedNode } from '../check/examination.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ApiOperation } from '../openapi/document.ts';
import { operationOf } from '../openapi/operation-of.ts';
import { declaredShape } from './contract-shape.ts';
import type { DataShape } from './lineage.ts';
import type { Taken } from './misfits.ts';
import {
  asList,
  joinOrigins,
  makeShape,
  narrowShape,
  objectShape,
  opaque,
  redactField,
  single,
  unknownShape,
} from './shape.ts';

/** What a node's result follows from. */
export type StepWork = {
  readonly node: ExaminedNode;
  readonly input: DataShape;
  /** What the expression at a key of the config gives; undefined where there is none. */
  readonly at: (key: string) => DataShape | undefined;
  readonly context: CheckContext;
  /** The agreed shape of a name; undefined for a contract nobody knows. */
  readonly contract: (name: Json | undefined) => DataShape | undefined;
  /** What a result named in a script holds, by `$steps` id; all known results for no id. */
  readonly results: (id?: string) => DataShape;
  readonly trigger: DataShape;
};

/**
 * What a node that is no trigger and no scope gives: its `$steps` result. The answer of a system is an unknown shape
 * without any class, unless a document states its schema; even then further fields may be there.
 */
export function resultOf(work: StepWork): DataShape {
  const { node, input, at } = work;
  const { config } = node.node;
  switch (node.type) {
    case 'map': {
      const made = at('expression') ?? unknownShape;
      const declared = work.contract(config.output);
      return declared === undefined ? made : narrowShape(declared, made, node.id);
    }
    case 'redact':
      return redacted(input, config.rules);
    case 'merge':
      return merged(work);
    case 'script':
      return scripted(work);
    case 'respond':
      return at('body') ?? input;
    case 'http':
      return answerOf(unknownShape);
    case 'saas':
      return saasAnswer(work);
    default:
      return unknownShape;
  }
}

/** What a trigger hands to its flow. The contract it names describes the data; a form of its own does as well. */
export function triggerShape(node: ExaminedNode, contract: (name: Json | undefined) => DataShape | undefined) {
  const { config } = node.node;
  if (node.type === 'odoo-trigger') return odooEvent(config.fields);
  const form = isJsonObject(config.form) ? declaredShape({ schema: config.form }) : undefined;
  const declared = contract(config.contract) ?? form;
  return declared === undefined ? unknownShape : narrowShape(declared, unknownShape, node.id);
}

function odooEvent(names: Json | undefined): DataShape {
  const fields = Array.isArray(names) ? names.map((name) => [String(name), unknownShape] as const) : [];
  const texts = ['event', 'model', 'createdAt', 'changedAt'].map((name) => [name, single('text')] as const);
  const record = objectShape(new Map(fields), { open: true });
  return objectShape(new Map([...texts, ['id', single('number')], ['record', record]]));
}

/** `$trigger`: the body is the data, the rest came with the call. */
export function triggerVariable(body: DataShape): DataShape {
  const fields = new Map([
    ['body', body],
    ['headers', unknownShape],
    ['query', unknownShape],
    ['receivedAt', single('text')],
  ]);
  return objectShape(fields, { open: true });
}

function redacted(input: DataShape, rules: Json | undefined): DataShape {
  let shape = input;
  for (const rule of Array.isArray(rules) ? rules : []) {
    if (!isJsonObject(rule) || typeof rule.path !== 'string') continue;
    shape = redactField(shape, rule.path.split('.'), rule.do === 'drop');
  }
  return shape;
}

/** For a merge the input is the object by node id already. */
function merged({ node, input, at }: StepWork): DataShape {
  const { how } = node.node.config;
  if (how === 'expression') return at('expression') ?? opaque(input.carried);
  if (how !== 'list') return input;
  const rows = [...input.fields.values()];
  const fields = new Map(rows.flatMap((row) => [...row.fields]));
  if (rows.length === 1 && rows[0] !== undefined) return asList(rows[0], true);
  return makeShape({ fields, origin: input.carried, open: true, isList: true });
}

/** JavaScript is not followed: whatever it can see may be anywhere in what it returns. */
function scripted({ node, input, results, trigger }: StepWork): DataShape {
  const code = String(node.node.config.code ?? '');
  let all = input.carried;
  if (code.includes('trigger')) all = joinOrigins(all, trigger.carried);
  const named = [...code.matchAll(/\bsteps\s*\??\.\s*([A-Za-z_]\w*)/g)];
  for (const [, id] of named) if (id !== undefined) all = joinOrigins(all, results(id).carried);
  const uses = code.match(/\bsteps\b/g)?.length ?? 0;
  return opaque(uses > named.length ? joinOrigins(all, results().carried) : all);
}

function answerOf(body: DataShape): DataShape {
  return objectShape(
    new Map([
      ['status', single('number')],
      ['headers', unknownShape],
      ['body', body],
    ]),
    { open: true },
  );
}

function saasAnswer({ node, context }: StepWork): DataShape {
  const { config } = node.node;
  const operation = operationOf(config, context.connections);
  if (operation?.responseSchema === undefined || config.paging !== undefined) return answerOf(unknownShape);
  const root = documentOf(config, context);
  const body = declaredShape({ schema: operation.responseSchema, root });
  return answerOf(makeShape({ ...narrowShape(body, unknownShape, node.id), open: true }));
}

/** What a step hands its operation: under which key of the config, as which schema. */
export type OperationInput = Taken & { readonly place: string };

/** What the operation of a step takes, where its connection's kind or document says it. */
export function operationInput(node: ExaminedNode, context: CheckContext): OperationInput | undefined {
  const { config } = node.node;
  const operation: ApiOperation | undefined = operationOf(config, context.connections);
  if (operation?.requestSchema !== undefined) {
    const schema = operation.requestSchema;
    return { place: 'body', schema, root: documentOf(config, context) ?? schema };
  }
  const connection = typeof config.connection === 'string' ? context.connections?.get(config.connection) : undefined;
  if (connection === undefined || config.operation === undefined) return undefined;
  const known = context.connectionKinds?.get(connection.kind)?.operations;
  const schema = known?.find((fact) => fact.operation === config.operation)?.values;
  return schema === undefined ? undefined : { place: 'values', schema, root: schema, takesIds: true };
}

/** The document itself is only there where the workspace was read with it. */
function documentOf({ connection }: JsonObject, context: CheckContext): JsonObject | undefined {
  const api = typeof connection === 'string' ? context.connections?.get(connection)?.api : undefined;
  return api !== undefined && 'source' in api && isJsonObject(api.source) ? api.source : undefined;
}

/** The key of the config whose absence means "what comes in is sent"; undefined where nothing is sent then. */
export function inputStandsFor(node: ExaminedNode, context: CheckContext): string | undefined {
  const { config } = node.node;
  switch (node.type) {
    case 'odoo':
      return config.operation !== undefined && config.values === undefined ? 'values' : undefined;
    case 'http': {
      const method = typeof config.method === 'string' ? config.method : 'GET';
      return config.body === undefined && !['GET', 'HEAD', 'DELETE'].includes(method) ? 'body' : undefined;
    }
    case 'saas': {
      const operation = operationOf(config, context.connections);
      const takesNone = operation !== undefined && operation.body === undefined;
      return config.body === undefined && !takesNone ? 'body' : undefined;
    }
    default:
      return undefined;
  }
}
