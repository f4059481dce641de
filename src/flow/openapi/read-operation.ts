import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ApiBody, ApiMethod, ApiOperation } from './document.ts';
import { labelOf, shorten } from './label.ts';
import { type ApiPaging, guessPaging, pagingExtension, readPaging } from './paging.ts';
import type { Complain } from './read-openapi.ts';
import { readParameters } from './read-parameters.ts';
import { memberOf, objectAt } from './references.ts';

const longestId = 200;

/** One operation about to be read. */
export type Stated = {
  readonly root: JsonObject;
  readonly path: string;
  readonly method: ApiMethod;
  /** The path item around the operation. */
  readonly item: JsonObject;
  readonly stated: Json;
  readonly place: readonly string[];
  /** Ids that are given already; ids made here are added. */
  readonly taken: Set<string>;
  readonly complain: Complain;
};

/** Reads one operation; undefined where a complaint says why it is none. */
export function readOperation(from: Stated): ApiOperation | undefined {
  const { root, path, method, place, complain } = from;
  if (!isJsonObject(from.stated)) {
    complain(place, 'openapi/invalid-part', `The operation ${method} ${path} must be a map.`);
    return undefined;
  }
  const stated = from.stated;
  const operation = idOf(from, stated);
  const isRead = method === 'GET' || method === 'HEAD';
  const read = readParameters({ root, path, lists: [from.item.parameters, stated.parameters], place, complain });
  const answer = successOf(root, stated);
  const body = isRead ? { taken: undefined, schema: undefined, refused: undefined } : bodyOf(root, stated);
  const queryNames = read.parameters.filter((known) => known.in === 'query').map(({ name }) => name);
  const paging = isRead ? pagingOf(from, stated, { queryNames, answer }) : undefined;
  const help = [stated.description, from.item.description].find((text) => typeof text === 'string' && text !== '');
  const unsupported = pathFault(path) ?? elsewhere(from, stated) ?? read.unsupported ?? body.refused;
  return {
    operation,
    title: shorten(
      typeof stated.summary === 'string' && stated.summary !== '' ? stated.summary : labelOf(operation),
      120,
    ),
    ...(typeof help === 'string' ? { help: shorten(help, 500) } : {}),
    method,
    path,
    effect: isRead ? 'read' : 'write',
    safety: safetyOf(method),
    parameters: read.parameters,
    ...(body.taken === undefined ? {} : { body: body.taken }),
    ...(body.schema === undefined ? {} : { requestSchema: body.schema }),
    ...(answer.schema === undefined ? {} : { responseSchema: answer.schema }),
    security: securityOf(stated.security ?? root.security),
    tags: textsOf(stated.tags),
    deprecated: stated.deprecated === true,
    ...(paging === undefined ? {} : { paging }),
    ...(unsupported === undefined ? {} : { unsupported }),
  };
}

/**
 * PUT and DELETE name what they change; POST and PATCH are as safe as the key sent with them, which counts only where
 * the connection says how long its system remembers keys.
 */
function safetyOf(method: ApiMethod): ApiOperation['safety'] {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return 'read';
    case 'PUT':
    case 'DELETE':
      return 'natural-key';
    case 'POST':
    case 'PATCH':
      return 'keyed';
  }
}

/** The operation's own id, or one made of method and path, which stays the same for as long as these do. */
function idOf({ taken, method, path, place, complain }: Stated, stated: JsonObject): string {
  const { operationId } = stated;
  if (typeof operationId === 'string' && operationId !== '') {
    if (operationId.length <= longestId && !/\p{Cc}/u.test(operationId)) return operationId;
    const message = `The id of ${method} ${path} is longer than ${longestId} characters or holds control characters.`;
    complain([...place, 'operationId'], 'openapi/invalid-part', message);
  }
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const made = [method.toLowerCase(), ...words].join('_').slice(0, longestId - 5);
  let id = made;
  for (let count = 2; taken.has(id); count += 1) id = `${made}_${count}`;
  taken.add(id);
  return id;
}

function pathFault(path: string): string | undefined {
  const fixed = path.replaceAll(/\{[^{}]*\}/g, 'x');
  const isPath =
    /^\/(?!\/)[^?#\\\s{}]*$/.test(fixed) && !fixed.split('/').some((part) => part === '..' || part === '.');
  return isPath
    ? undefined
    : `Its path "${path.slice(0, 100)}" is none: paths begin with one slash and hold no ?, # or dots alone.`;
}

/** The connection decides where requests go; an operation with an address of its own would go to the wrong one. */
function elsewhere({ root, item }: Stated, stated: JsonObject): string | undefined {
  const usual = urlOf(root.servers);
  const own = urlOf(stated.servers) ?? urlOf(item.servers);
  if (own === undefined || own === usual) return undefined;
  return `It is at another address ("${own.slice(0, 100)}") than the rest of the document. Make a connection of its own for it.`;
}

function urlOf(servers: Json | undefined): string | undefined {
  const [first] = Array.isArray(servers) ? servers : [];
  const url = memberOf(first, 'url');
  return typeof url === 'string' ? url : undefined;
}

type ReadBody = {
  readonly taken: ApiBody | undefined;
  readonly schema: JsonObject | undefined;
  readonly refused: string | undefined;
};

function bodyOf(root: JsonObject, stated: JsonObject): ReadBody {
  const nothing: ReadBody = { taken: undefined, schema: undefined, refused: undefined };
  const body = objectAt(root, stated.requestBody);
  if (body === undefined) return nothing;
  const required = body.required === true;
  const content = isJsonObject(body.content) ? body.content : {};
  const json = jsonMedia(content);
  if (json !== undefined) {
    const mediaType = json[0].includes('*') ? 'application/json' : json[0];
    const taken: ApiBody = { encoding: 'json', mediaType, required, indexed: [] };
    return { ...nothing, taken, schema: schemaIn(json[1]) };
  }
  const mediaType = 'application/x-www-form-urlencoded';
  const form = memberOf(content, mediaType);
  if (form !== undefined) {
    const taken: ApiBody = { encoding: 'form', mediaType, required, indexed: indexedFields(form) };
    return { ...nothing, taken, schema: schemaIn(form) };
  }
  const types = Object.keys(content).slice(0, 5).join(', ') || 'no type';
  return required
    ? { ...nothing, refused: `Its body is ${types.slice(0, 200)}; steps send JSON and simple forms.` }
    : nothing;
}

function jsonMedia(content: JsonObject): readonly [string, Json] | undefined {
  const entries = Object.entries(content);
  const named = (pattern: RegExp) => entries.find(([type]) => pattern.test(type));
  return named(/^application\/json\b/i) ?? named(/^application\/[^;]+\+json\b/i) ?? named(/^(application\/\*|\*\/\*)/);
}

function schemaIn(media: Json | undefined): JsonObject | undefined {
  const schema = memberOf(media, 'schema');
  return isJsonObject(schema) ? schema : undefined;
}

function indexedFields(form: Json): readonly string[] {
  const encoding = memberOf(form, 'encoding');
  if (!isJsonObject(encoding)) return [];
  return Object.keys(encoding).filter((field) => memberOf(encoding[field], 'style') === 'deepObject');
}

type Answer = { readonly schema: JsonObject | undefined; readonly hasLinkHeader: boolean };

/** What the operation answers when all is well: the lowest success that says something. */
function successOf(root: JsonObject, stated: JsonObject): Answer {
  const responses = isJsonObject(stated.responses) ? stated.responses : {};
  const good = Object.keys(responses)
    .filter((status) => /^2(\d\d|XX)$/i.test(status))
    .sort();
  for (const status of good.length > 0 ? good : ['default']) {
    const response = objectAt(root, responses[status]);
    const media = isJsonObject(response?.content) ? jsonMedia(response.content) : undefined;
    const headers = isJsonObject(response?.headers) ? Object.keys(response.headers) : [];
    const hasLinkHeader = headers.some((name) => name.toLowerCase() === 'link');
    if (media !== undefined) return { schema: schemaIn(media[1]), hasLinkHeader };
  }
  return { schema: undefined, hasLinkHeader: false };
}

function pagingOf(
  { root, method, path, place, complain }: Stated,
  stated: JsonObject,
  seen: { readonly queryNames: readonly string[]; readonly answer: Answer },
): ApiPaging | undefined {
  const extension = stated[pagingExtension];
  if (extension === undefined) {
    const { schema, hasLinkHeader } = seen.answer;
    return guessPaging({ root, queryNames: seen.queryNames, response: schema, hasLinkHeader });
  }
  const paging = readPaging(extension);
  if (paging === undefined) {
    const message = `"${pagingExtension}" of ${method} ${path} must name a scheme (cursor, page or link), a parameter for the first two, and where the cursor stands for the first.`;
    complain([...place, pagingExtension], 'openapi/invalid-part', message);
  }
  return paging;
}

function securityOf(stated: Json | undefined): readonly (readonly string[])[] {
  if (!Array.isArray(stated)) return [];
  return stated.slice(0, 50).map((way) => (isJsonObject(way) ? Object.keys(way) : []));
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').slice(0, 50) : [];
}
