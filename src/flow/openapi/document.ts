import type { JsonObject } from '../json.ts';
import type { OperationFact } from '../node-type/connection-kind.ts';
import type { ApiPaging } from './paging.ts';

/** Methods an operation may have here; OPTIONS and TRACE are no business operations. */
export type ApiMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * How a value that is no single text is written: a repeated parameter, joined by a sign, `name[key]=value`, or JSON.
 */
export type ApiStyle = 'repeat' | 'comma' | 'space' | 'pipe' | 'deep' | 'json';

/** One value an operation takes beside its body. */
export type ApiParameter = {
  /** Its name on the wire. */
  readonly name: string;
  /** How a step names it: its name, or `query.id` where a name stands at several places. Unique in the operation. */
  readonly key: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly style: ApiStyle;
  readonly label: string;
  readonly help?: string;
  /** Its JSON Schema as the document writes it; local references are still references. */
  readonly schema: JsonObject;
};

/** The body an operation takes. */
export type ApiBody = {
  readonly encoding: 'json' | 'form';
  readonly mediaType: string;
  readonly required: boolean;
  /** Fields of a form whose lists are written as `name[0]` instead of repeated. */
  readonly indexed: readonly string[];
};

/** One operation of a document, ready to be picked, checked and called. */
export type ApiOperation = OperationFact & {
  readonly help?: string;
  readonly method: ApiMethod;
  /** Path template below the address of the connection, such as `/customers/{id}`. */
  readonly path: string;
  readonly parameters: readonly ApiParameter[];
  readonly body?: ApiBody;
  /** JSON Schema of the body as the document writes it; `operationFields` follows its references. */
  readonly requestSchema?: JsonObject;
  /** JSON Schema of the answer to a success, where it is JSON. */
  readonly responseSchema?: JsonObject;
  /** Names of auth ways, any one of which is enough; each is a list of ways that are needed together. */
  readonly security: readonly (readonly string[])[];
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** How its list goes on, where the document says so or its names leave little doubt. */
  readonly paging?: ApiPaging;
  /** Why no step can call it, as a sentence; absent where one can. */
  readonly unsupported?: string;
};

/** A way to prove who we are that the document declares; a proposal for `auth:` of the connection file. */
export type ApiAuth = {
  /** Its name in the document. */
  readonly name: string;
  /** `other` has no counterpart here, such as a cookie or a client certificate. */
  readonly scheme: 'api-key' | 'bearer' | 'basic' | 'other';
  /** Header of an API key. */
  readonly header?: string;
  /** Query parameter of an API key. */
  readonly query?: string;
  readonly help?: string;
};

/** An OpenAPI 3.0 or 3.1 document, read and judged. */
export type ApiDocument = {
  readonly title: string;
  readonly version: string;
  readonly openapi: '3.0' | '3.1';
  /** Absolute addresses it proposes, first the usual one; the environment decides. */
  readonly servers: readonly string[];
  readonly auth: readonly ApiAuth[];
  /** Header several writes take an idempotency key in; a proposal for `idempotency:` of the connection file. */
  readonly idempotencyHeader?: string;
  /** In the order of the document; ids are unique. */
  readonly operations: readonly ApiOperation[];
  /** The document itself, in which local references are followed. */
  readonly source: JsonObject;
};

/** Finds an operation by its id. */
export function findOperation(
  document: Pick<ApiDocument, 'operations'> | undefined,
  operation: string,
): ApiOperation | undefined {
  return document?.operations.find((known) => known.operation === operation);
}

/** What of an operation decides how a run behaves: the part of the document a plan's hash covers. Titles are not in it. */
export function meaningOfOperation(operation: ApiOperation): JsonObject {
  const { method, path, effect, safety, parameters, body, paging } = operation;
  return {
    method,
    path,
    effect,
    safety,
    parameters: parameters.map(({ name, key, in: place, required, style }) => ({
      name,
      key,
      in: place,
      required,
      style,
    })),
    body: body === undefined ? null : { ...body },
    paging: paging === undefined ? null : { ...paging },
  };
}
