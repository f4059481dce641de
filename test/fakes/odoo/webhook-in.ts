import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import { type Answer, htmlAnswer, jsonAnswer, type LoopbackRequest } from '../loopback.ts';
import type { FakeDatabase } from './database.ts';
import { numberIn, textIn } from './environment.ts';
import { defaultRecordGetter } from './models/automation.ts';
import { createRecord } from './orm.ts';
import { pythonRepr } from './python.ts';
import { searchIds } from './search.ts';
import type { StoredRow } from './store.ts';

const accepted: Answer = jsonAnswer(200, { status: 'ok' });
const failed: Answer = jsonAnswer(500, { status: 'error' });

/**
 * Answers `/web/hook/<uuid>`, 17 and later. The caller learns "ok" or "error" and nothing else; the Python code of the
 * rule's action is not run here. A body that is no JSON falls back to the query string without a word.
 */
export function answerHook(database: FakeDatabase, request: LoopbackRequest): Answer {
  if (request.method !== 'POST' && request.method !== 'GET') return methodNotAllowed(database);
  const uuid = request.path.slice('/web/hook/'.length);
  const rule = database.store
    .all('base.automation')
    .find((row) => row.values.webhook_uuid === uuid && row.values.trigger === 'on_webhook');
  if (rule === undefined) return jsonAnswer(404, { status: 'error' });
  const payload = payloadOf(request);
  if (!isJsonObject(payload)) return failed;
  if (rule.values.log_webhook_calls === true) logCall(database, rule, payload);
  return hasRecord(database, rule, payload) ? accepted : failed;
}

function payloadOf(request: LoopbackRequest): Json {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (isForm) return {};
  const query: JsonObject = Object.fromEntries(request.query);
  if (request.method === 'GET' || request.body.length === 0) return query;
  return parseJson(request.body.toString('utf8')) ?? query;
}

/** The two getters that are understood: the default one, and a search by one field of the payload. */
function hasRecord(database: FakeDatabase, rule: StoredRow, payload: JsonObject): boolean {
  const getter = textIn(rule.values.record_getter);
  if (getter === defaultRecordGetter) {
    return database.store.get(String(payload._model ?? ''), Number(payload._id ?? 0)) !== undefined;
  }
  const search = /^model\.search\(\[\('(\w+)', ?'=', ?payload\.get\('(\w+)'\)\)\]/.exec(getter);
  const model = database.store.get('ir.model', numberIn(rule.values.model_id))?.values.model;
  const [, field = '', key = ''] = search ?? [];
  const value = payload[key];
  if (search === null || value === undefined) return false;
  const env = database.systemEnvironment();
  return searchIds(env, { model: textIn(model), domain: [[field, '=', value]] }).length > 0;
}

function logCall(database: FakeDatabase, rule: StoredRow, payload: JsonObject): void {
  const message = `Webhook #${rule.id} triggered with payload ${pythonRepr(payload)}`;
  createRecord(database.systemEnvironment(), 'ir.logging', {
    name: 'Webhook Log',
    type: 'server',
    level: 'INFO',
    message,
  });
}

function methodNotAllowed(database: FakeDatabase): Answer {
  const page =
    '<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n' +
    '<p>The method is not allowed for the requested URL.</p>\n';
  const allow = database.version === 19 ? 'HEAD, OPTIONS, GET, POST' : 'HEAD, POST, OPTIONS, GET';
  return htmlAnswer(405, page, { Allow: allow });
}
