import { isJsonObject, type JsonObject, parseJson } from '../../json.ts';
import { type Answer, htmlAnswer, jsonAnswer, type LoopbackRequest } from '../../loopback.ts';
import type { FakeDatabase, FakeUser, Outcome } from '../database.ts';
import { httpError, type OdooError } from '../errors.ts';
import { errorData, unsupportedMediaType } from './jsonrpc.ts';

/** A JSON-2 request that was understood: `POST /json/2/<model>/<method>` with named arguments. */
export interface Json2Call {
  readonly user: FakeUser;
  readonly model: string;
  readonly method: string;
  readonly named: JsonObject;
}

/** What a request turned out to be. */
export type Json2Reading =
  | { readonly kind: 'call'; readonly call: Json2Call }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** The model and method in the address, before anything about the request is checked. */
export function json2Target(path: string): { readonly model: string; readonly method: string } {
  const [model = '', method = ''] = path.slice('/json/2/'.length).split('/');
  return { model: decodeURIComponent(model), method: decodeURIComponent(method) };
}

/** Reads a request, or says the answer to one that does not get as far as a model. The order of the checks is Odoo's. */
export function readJson2(request: LoopbackRequest, database: FakeDatabase): Json2Reading {
  const wanted = request.headers['x-odoo-database'];
  if (wanted !== undefined && wanted !== database.name) return { kind: 'answer', answer: unknownDatabasePage() };
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (request.method !== 'POST') return refuse(httpError(404, 'Did you mean POST /json/2/<model>/<method>?'));
  if (type !== 'application/json') return { kind: 'answer', answer: wrongContentType() };
  const text = request.body.toString('utf8');
  const body = parseJson(text);
  if (body === undefined) return refuse(httpError(400, `could not parse the body as json: ${parseComplaint(text)}`));
  const authorization = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '');
  if (authorization?.[1] === undefined) {
    return refuse(httpError(401, 'User not authenticated, use an API Key with a Bearer Authorization header.'));
  }
  const user = database.userByKey(authorization[1]);
  if (user === undefined) return refuse(httpError(401, 'Invalid apikey'));
  const named = isJsonObject(body) ? body : {};
  return { kind: 'call', call: { user, ...json2Target(request.path), named } };
}

function refuse(error: OdooError): Json2Reading {
  return { kind: 'answer', answer: writeJson2({ ok: false, error }) };
}

/** Prints an outcome: real status codes, the bare result, `null` for None. */
export function writeJson2(outcome: Outcome): Answer {
  if (outcome.ok) return jsonAnswer(200, outcome.result ?? null);
  const { error } = outcome;
  const challenge = error.status === 401 ? { 'WWW-Authenticate': 'Bearer ' } : {};
  return jsonAnswer(error.status, errorData(error, 19), challenge);
}

/** Not JSON, although every client expects it here: the database is missing before JSON-2 is reached. */
function unknownDatabasePage(): Answer {
  return htmlAnswer(
    404,
    '<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n' +
      '<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n' +
      '<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n' +
      '<!-- Alternatively, use the X-Odoo-Database header. -->\n',
  );
}

function wrongContentType(): Answer {
  const route = '/json/2/<__model__>/<__method__>';
  return htmlAnswer(415, unsupportedMediaType({ types: "['http']", route, type: 'json2' }), {
    Accept: 'application/json',
  });
}

/** What Python's JSON parser says about the two mistakes that occur; the position is the first one it trips over. */
function parseComplaint(text: string): string {
  const start = text.search(/\S/);
  const isObject = text.charAt(start) === '{';
  const at = isObject ? start + 1 : Math.max(start, 0);
  const complaint = isObject ? 'Expecting property name enclosed in double quotes' : 'Expecting value';
  return `${complaint}: line 1 column ${at + 1} (char ${at})`;
}
