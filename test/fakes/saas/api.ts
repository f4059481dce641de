import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import { type Answer, jsonAnswer, type LoopbackRequest } from '../loopback.ts';
import { type Effect, hashBody, type SaasState } from './effects.ts';
import { apiDocument } from './openapi.ts';

/** True for the calls that `/openapi.json` describes, and for the document itself. */
export function isApi({ path }: LoopbackRequest): boolean {
  return path === '/openapi.json' || path.startsWith('/v1/');
}

/** Answers as the document says: lists in pages, repeats by key, refusals as `application/problem+json`. */
export function answerApi(request: LoopbackRequest, state: SaasState, apiKey: string | undefined): Effect {
  if (request.path === '/openapi.json') return read(jsonAnswer(200, apiDocument()));
  if (apiKey !== undefined && !isKnown(request, apiKey)) {
    return read(problem(401, 'unauthorised', 'The API key is missing or wrong.'));
  }
  const [, , collection, id, ...more] = request.path.split('/');
  if (collection === 'customers' && more.length === 0) return customers(request, state, id);
  if (collection === 'customer-pages' && id === undefined) return read(byPage(request, state));
  if (collection === 'customer-links' && id === undefined) return read(byLink(request, state));
  if (collection === 'notes' && request.method === 'POST') return addNote(request, state);
  return read(problem(404, 'not-found', 'There is no such address.'));
}

function isKnown({ headers, query }: LoopbackRequest, apiKey: string): boolean {
  return [headers['x-api-key'], query.get('api_key'), headers.authorization?.replace(/^Bearer /, '')].includes(apiKey);
}

function customers(request: LoopbackRequest, state: SaasState, id: string | undefined): Effect {
  const wanted = id === undefined ? undefined : decodeURIComponent(id);
  if (request.method === 'GET') return read(wanted === undefined ? byCursor(request, state) : one(state, wanted));
  const body = parseJson(request.body.toString('utf8'));
  const faults = customerFaults(body);
  if (faults.length > 0)
    return read(problem(422, 'invalid-customer', 'The customer is not complete.', { errors: faults }));
  // The state keeps its collections by the first part of a path, and knows nothing of versions.
  const inner = { ...request, path: request.path.replace(/^\/v1/, '') };
  const effect = state.apply(inner, 'idempotency-key');
  if (effect.answer.status !== 409) return effect;
  return read(
    problem(409, 'key-reused', `This key was used with another body than ${hashBody(request.body).slice(0, 8)}.`),
  );
}

function customerFaults(body: Json | undefined): readonly JsonObject[] {
  const customer = isJsonObject(body) ? body : {};
  const missing = ['name', 'email'].filter((field) => typeof customer[field] !== 'string');
  return missing.map((field) => ({ field, message: 'is missing' }));
}

function one(state: SaasState, id: string): Answer {
  const found = state.list('customers').find((customer) => customer.id === id);
  return found === undefined ? problem(404, 'no-such-customer', 'There is no such customer.') : jsonAnswer(200, found);
}

function filtered({ query }: LoopbackRequest, state: SaasState): readonly JsonObject[] {
  const tags = query.getAll('tag');
  return state.list('customers').filter((customer) => tags.every((tag) => String(customer.tags ?? '').includes(tag)));
}

function sizeOf({ query }: LoopbackRequest): number {
  return Math.min(100, Math.max(1, Number(query.get('limit') ?? 2)));
}

/** The cursor is the id of the last customer that was seen. */
function byCursor(request: LoopbackRequest, state: SaasState): Answer {
  const all = filtered(request, state);
  const after = request.query.get('cursor');
  const start = after === null ? 0 : all.findIndex((customer) => customer.id === after) + 1;
  if (after !== null && start === 0) return problem(400, 'bad-cursor', 'The cursor is unknown.');
  const data = all.slice(start, start + sizeOf(request));
  const hasMore = start + data.length < all.length;
  return jsonAnswer(200, { data, has_more: hasMore, next_cursor: hasMore ? (data.at(-1)?.id ?? null) : null });
}

function byPage(request: LoopbackRequest, state: SaasState): Answer {
  const start = (Number(request.query.get('page') ?? 1) - 1) * sizeOf(request);
  return jsonAnswer(200, filtered(request, state).slice(start, start + sizeOf(request)));
}

function byLink(request: LoopbackRequest, state: SaasState): Answer {
  const all = filtered(request, state);
  const page = Number(request.query.get('page') ?? 1);
  const limit = sizeOf(request);
  const items = all.slice((page - 1) * limit, page * limit);
  const next = new URLSearchParams(request.query);
  next.set('page', String(page + 1));
  const link = `</v1/customer-links?page=1>; rel="first", </v1/customer-links?${next}>; rel="next"`;
  return jsonAnswer(200, items, page * limit < all.length ? { Link: link } : {});
}

/** Takes a form, and keeps its fields as they were written. */
function addNote(request: LoopbackRequest, state: SaasState): Effect {
  if (!String(request.headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    return read(problem(415, 'form-wanted', 'Notes are sent as a form.'));
  }
  const fields = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
  const body = Buffer.from(JSON.stringify(fields));
  return state.apply({ ...request, path: '/notes', body }, 'idempotency-key');
}

function read(answer: Answer): Effect {
  return { answer, applied: false };
}

function problem(status: number, name: string, detail: string, more: JsonObject = {}): Answer {
  const body = { type: `https://saas.example/problems/${name}`, title: name, status, detail, ...more };
  return { ...jsonAnswer(status, body), headers: { 'Content-Type': 'application/problem+json' } };
}
