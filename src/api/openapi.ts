import { z } from 'zod';
import { type Call, problemReply } from './call.ts';

/** A webhook as the API document shows it. */
export type DescribedEndpoint = {
  readonly method: string;
  /** Path on this server, such as `/hooks/shop/orders`. */
  readonly path: string;
  readonly title: string;
  readonly contentTypes: readonly string[];
  /** JSON Schema of the body, where the trigger names a contract. */
  readonly schema: object | undefined;
};

type Operation = Record<string, unknown>;

/** Derives the OpenAPI 3.1 document from the table of calls and the webhooks that are mounted now. */
export function describeApi(calls: readonly Call[], endpoints: readonly DescribedEndpoint[]): Record<string, unknown> {
  const paths = new Map<string, Record<string, Operation>>();
  const add = (path: string, method: string, operation: Operation): void => {
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: operation });
  };
  for (const row of calls) add(row.path, row.method, describeCall(row));
  for (const endpoint of endpoints) add(endpoint.path, endpoint.method, describeEndpoint(endpoint));
  return {
    openapi: '3.1.0',
    info: { title: 'Penstock runtime', version: '1' },
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        page: {
          type: 'apiKey',
          in: 'cookie',
          name: 'penstock_session_<port>',
          description: 'For pages of this server; calls that change something also carry `X-Penstock: 1`.',
        },
      },
      schemas: { Problem: schemaOf(problemReply, 'output') },
    },
  };
}

function describeCall(row: Call): Operation {
  const takesBody = !(row.body instanceof z.ZodUndefined);
  return {
    operationId: row.id,
    summary: row.summary,
    security: row.permission === 'public' ? [] : [{ token: [] }, { page: [] }],
    'x-permission': row.permission,
    parameters: [...pathParameters(row.path), ...queryParameters(row.query)],
    ...(takesBody
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(row.body, 'input') } } } }
      : {}),
    responses: {
      200: {
        description: 'Done.',
        content: {
          [row.kind === 'json' ? 'application/json' : 'text/event-stream']: { schema: schemaOf(row.reply, 'output') },
        },
      },
      default: problemResponse,
    },
  };
}

const problemResponse = {
  description: 'Refused, with the reason.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function describeEndpoint(endpoint: DescribedEndpoint): Operation {
  const schema = endpoint.schema ?? {};
  return {
    summary: endpoint.title,
    tags: ['webhooks'],
    requestBody: {
      content: Object.fromEntries(endpoint.contentTypes.map((contentType) => [contentType, { schema }])),
    },
    responses: {
      200: { description: 'Seen before; the run it started then.' },
      202: { description: 'Accepted and stored.' },
      401: { description: 'The signature is missing, wrong or stale.' },
      413: { description: 'The body is larger than this endpoint takes.' },
      429: { description: 'Too many calls; see Retry-After.' },
      503: { description: 'Nothing was accepted; send it again after Retry-After.' },
    },
  };
}

function pathParameters(path: string): Operation[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType): Operation[] {
  if (!(query instanceof z.ZodObject)) return [];
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(schema, 'input'),
  }));
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' });
  return rest;
}
