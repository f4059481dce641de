import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import type { ApiAuth, ApiDocument, ApiMethod, ApiOperation } from './document.ts';
import { shorten } from './label.ts';
import { readOperation } from './read-operation.ts';
import { readApiText } from './read-text.ts';
import { memberOf, objectAt } from './references.ts';

/** The most operations that are read. */
export const mostOperations = 2_000;

const mostProblems = 100;

const methods: readonly (readonly [key: string, method: ApiMethod])[] = [
  ['get', 'GET'],
  ['head', 'HEAD'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
];

/** Says what is wrong with a part of the document, and where it stands. */
export type Complain = (keys: readonly string[], code: string, message: string) => void;

/**
 * Reads an OpenAPI 3.0 or 3.1 document, as YAML or JSON. Nothing is fetched, nothing is carried out, and hostile
 * documents are refused within the bounds of `readApiText`.
 *
 * @returns its operations in the order of the document, or at most 100 problems at once. An operation that stands
 *   right but cannot be called from a step comes with the reason instead of refusing the whole document.
 */
export function readOpenApi(text: string): Result<ApiDocument> {
  const read = readApiText(text);
  if (!read.ok) return read;
  const root = read.value;
  const openapi = versionOf(root);
  if (openapi === undefined) return refuse(versionProblem(root));
  const problems: Problem[] = [];
  const complain: Complain = (keys, code, message) => {
    if (problems.length < mostProblems) problems.push({ code, message, path: keys.join('.') });
  };
  const operations = readOperations(root, complain);
  if (operations.length === 0 && problems.length === 0) {
    complain(['paths'], 'openapi/no-operations', 'The document has no operations under "paths". Export it with them.');
  }
  if (problems.length > 0) return refuse(...problems);
  const info = objectAt(root, root.info);
  const idempotencyHeader = idempotencyHeaderOf(operations);
  return succeed({
    title: textOf(info?.title) ?? 'Untitled',
    version: textOf(info?.version) ?? '',
    openapi,
    servers: serversOf(root),
    auth: readAuth(root),
    ...(idempotencyHeader === undefined ? {} : { idempotencyHeader }),
    operations,
    source: root,
  });
}

function versionOf(root: JsonObject): '3.0' | '3.1' | undefined {
  // A careless YAML writer leaves `3.1` without quotes, which is a number then.
  const version = /^3\.([01])(\.|$)/.exec(
    typeof root.openapi === 'number' ? String(root.openapi) : (textOf(root.openapi) ?? ''),
  );
  if (version === null) return root.openapi === 3 ? '3.0' : undefined;
  return version[1] === '0' ? '3.0' : '3.1';
}

function versionProblem(root: JsonObject): Problem {
  const code = 'openapi/version';
  if (root.swagger !== undefined) {
    const message = 'The document is Swagger 2.0. Convert it to OpenAPI 3, or ask the system for that form.';
    return { code, message, path: 'swagger' };
  }
  const stated = textOf(root.openapi);
  const found = stated === undefined ? 'has no key "openapi"' : `is OpenAPI "${stated.slice(0, 20)}"`;
  return { code, message: `The document ${found}. Versions 3.0 and 3.1 are read.`, path: 'openapi' };
}

function readOperations(root: JsonObject, complain: Complain): readonly ApiOperation[] {
  const paths = root.paths;
  if (paths !== undefined && !isJsonObject(paths)) {
    complain(['paths'], 'openapi/invalid-part', '"paths" must be a map from path to operations.');
    return [];
  }
  const operations: ApiOperation[] = [];
  const places = new Map<string, string>();
  const taken = statedIds(root);
  for (const [path, entry] of Object.entries(paths ?? {})) {
    if (path.startsWith('x-')) continue;
    const item = objectAt(root, entry);
    if (item === undefined) {
      complain(['paths', path], 'openapi/invalid-part', `The path "${path}" must hold a map of operations by method.`);
      continue;
    }
    for (const [key, method] of methods) {
      const stated = memberOf(item, key);
      if (stated === undefined) continue;
      const place = ['paths', path, key];
      const operation = readOperation({ root, path, method, item, stated, place, taken, complain });
      if (operation === undefined) continue;
      const twin = places.get(operation.operation);
      if (twin !== undefined) {
        const message = `The operations ${twin} and ${method} ${path} have the same id "${operation.operation}". Give each its own.`;
        complain(place, 'openapi/duplicate-operation', message);
      }
      places.set(operation.operation, `${method} ${path}`);
      operations.push(operation);
      if (operations.length > mostOperations) {
        const message = `The document has more than ${mostOperations} operations. Remove paths you do not need.`;
        complain(['paths'], 'openapi/too-large', message);
        return operations;
      }
    }
  }
  return operations;
}

/** Ids the document gives, so that one made here for a nameless operation never takes another's. */
function statedIds(root: JsonObject): Set<string> {
  const ids = new Set<string>();
  for (const entry of Object.values(isJsonObject(root.paths) ? root.paths : {})) {
    const item = objectAt(root, entry);
    for (const [key] of methods) {
      const id = memberOf(memberOf(item, key), 'operationId');
      if (typeof id === 'string') ids.add(id);
    }
  }
  return ids;
}

/** Absolute addresses with the defaults of their variables put in; relative ones say nothing without a host. */
function serversOf(root: JsonObject): readonly string[] {
  const servers: readonly Json[] = Array.isArray(root.servers) ? root.servers.slice(0, 20) : [];
  return servers.flatMap((server) => {
    const url = textOf(memberOf(server, 'url'));
    if (url === undefined || url.length > 1_000) return [];
    const variables = memberOf(server, 'variables');
    const filled = url.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
      const fallback = memberOf(memberOf(variables, name), 'default');
      return typeof fallback === 'string' ? fallback : whole;
    });
    return /^https?:\/\/[^\s{}]+$/.test(filled) ? [filled] : [];
  });
}

function readAuth(root: JsonObject): readonly ApiAuth[] {
  const schemes = memberOf(root.components, 'securitySchemes');
  if (!isJsonObject(schemes)) return [];
  return Object.entries(schemes)
    .slice(0, 50)
    .map(([name, entry]) => {
      const scheme = objectAt(root, entry) ?? {};
      const description = textOf(scheme.description);
      return { name, ...authWay(scheme), ...(description === undefined ? {} : { help: shorten(description, 300) }) };
    });
}

function authWay(scheme: JsonObject): Pick<ApiAuth, 'scheme' | 'header' | 'query'> {
  const name = textOf(scheme.name);
  if (scheme.type === 'apiKey' && name !== undefined) {
    if (scheme.in === 'header') return { scheme: 'api-key', header: name };
    if (scheme.in === 'query') return { scheme: 'api-key', query: name };
  }
  if (scheme.type === 'http') {
    const way = String(scheme.scheme).toLowerCase();
    if (way === 'bearer' || way === 'basic') return { scheme: way };
  }
  // The token of an OAuth 2 system is sent as a bearer token, however it was come by.
  return scheme.type === 'oauth2' || scheme.type === 'openIdConnect' ? { scheme: 'bearer' } : { scheme: 'other' };
}

function idempotencyHeaderOf(operations: readonly ApiOperation[]): string | undefined {
  const headers = operations
    .filter(({ effect }) => effect === 'write')
    .flatMap(({ parameters }) => parameters.filter(({ in: place }) => place === 'header'));
  return headers.find(({ name }) => /^(x-)?idempotency-key$/i.test(name))?.name;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
