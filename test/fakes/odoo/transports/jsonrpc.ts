import { entryOf, isJsonList, isJsonObject, type Json, type JsonObject, parseJson } from '../../json.ts';
import { type Answer, htmlAnswer, jsonAnswer, type LoopbackRequest } from '../../loopback.ts';
import type { Outcome } from '../database.ts';
import { debugOf, type OdooError, typeError } from '../errors.ts';
import type { OdooVersion } from '../schema.ts';

/** A JSON-RPC request: which service, which of its methods, and what with. */
export interface ServiceCall {
  readonly requestId: Json;
  readonly service: string;
  readonly method: string;
  readonly args: readonly Json[];
}

/** What a request body turned out to be. */
export type JsonRpcReading =
  | { readonly kind: 'call'; readonly call: ServiceCall }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** Reads a request to `/jsonrpc`, or says the answer to one that is no JSON-RPC. */
export function readJsonRpc(request: LoopbackRequest, version: OdooVersion): JsonRpcReading {
  if (!isJsonRequest(request)) return { kind: 'answer', answer: wrongContentType(request, version) };
  const body = parseJson(request.body.toString('utf8'));
  if (body === undefined) return { kind: 'answer', answer: htmlAnswer(400, 'Invalid JSON data') };
  if (!isJsonObject(body)) return { kind: 'answer', answer: htmlAnswer(400, 'Invalid JSON-RPC data') };
  const requestId = entryOf(body, 'id') ?? null;
  const params = entryOf(body, 'params') ?? {};
  if (!isJsonObject(params)) {
    const error = typeError('cannot convert dictionary update sequence element #0 to a sequence');
    return { kind: 'answer', answer: writeJsonRpc({ version, requestId, outcome: { ok: false, error } }) };
  }
  return { kind: 'call', call: { requestId, ...serviceIn(params) } };
}

function serviceIn(params: JsonObject): Omit<ServiceCall, 'requestId'> {
  const { service, method, args } = params;
  return { service: String(service ?? ''), method: String(method ?? ''), args: isJsonList(args) ? args : [] };
}

function isJsonRequest(request: LoopbackRequest): boolean {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  return request.method === 'POST' && (type === 'application/json' || type === 'application/json-rpc');
}

/** 16 and 18 say 400, 19 says 415 and names the types it wants. */
function wrongContentType(request: LoopbackRequest, version: OdooVersion): Answer {
  if (version !== 19) {
    return htmlAnswer(
      400,
      '<!doctype html>\n<html lang=en>\n<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n' +
        '<p>Request inferred type is compatible with [&#39;http&#39;] but &#39;/jsonrpc&#39; is type=&#39;json&#39;.</p>\n',
    );
  }
  const types = request.headers['content-type'] === undefined ? "['http', 'json2']" : "['http']";
  return htmlAnswer(415, unsupportedMediaType({ types, route: '/jsonrpc', type: 'jsonrpc' }), {
    Accept: 'application/json, application/json-rpc',
  });
}

/** The page of 19 for a request whose content type does not fit its route. */
export function unsupportedMediaType(what: {
  readonly types: string;
  readonly route: string;
  readonly type: string;
}): string {
  const escapeText = (text: string): string =>
    text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;');
  return (
    '<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n<h1>Unsupported Media Type</h1>\n' +
    `<p>Request inferred type is compatible with ${escapeText(what.types)} but ${escapeText(`'${what.route}'`)} is type=${escapeText(`'${what.type}'`)}.` +
    '<br><br>Please verify the Content-Type request header and try again.</p>\n'
  );
}

/** Prints an outcome. Errors are 200 as well, and a None result has no `result` member at all. */
export function writeJsonRpc(what: {
  readonly version: OdooVersion;
  readonly requestId: Json;
  readonly outcome: Outcome;
}): Answer {
  const head = { jsonrpc: '2.0', id: what.requestId };
  const { outcome, version } = what;
  if (outcome.ok) return jsonAnswer(200, outcome.result === undefined ? head : { ...head, result: outcome.result });
  const error = {
    code: version === 19 ? 0 : 200,
    message: 'Odoo Server Error',
    data: errorData(outcome.error, version),
  };
  return jsonAnswer(200, { ...head, error });
}

/** The inner part of an error, the same on JSON-RPC and JSON-2; the order of its members differs by version. */
export function errorData(error: OdooError, version: OdooVersion): JsonObject {
  const { pythonName: name, message } = error;
  const debug = debugOf(error, version);
  const rest = { message, arguments: error.arguments, context: {} };
  return version === 19 ? { name, ...rest, debug } : { name, debug, ...rest };
}
