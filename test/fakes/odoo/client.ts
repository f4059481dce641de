import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import type { FakeOdoo } from './fake-odoo.ts';

/** An error that came back over JSON-RPC. */
export class OdooRefusal extends Error {
  /** The Python name, such as `odoo.exceptions.UserError`. */
  readonly pythonName: string;

  constructor(pythonName: string, message: string) {
    super(message);
    this.pythonName = pythonName;
  }
}

/** What to call: model, method, positional arguments, named ones. */
export type ModelCall = readonly [model: string, method: string, args?: readonly Json[], kwargs?: JsonObject];

/**
 * Calls a model's method over JSON-RPC and returns the result, undefined when there is none. For tests that want to look
 * into a fake or to play somebody else; the product's own client is tested against the fake, not with this one.
 *
 * @throws OdooRefusal when the server answers with an error
 */
export async function callOdoo(odoo: FakeOdoo, call: ModelCall, login = 'admin'): Promise<Json | undefined> {
  const [model, method, args = [], kwargs = {}] = call;
  const uid = odoo.records('res.users').find((user) => user.login === login)?.id ?? 0;
  const params = {
    service: 'object',
    method: 'execute_kw',
    args: [odoo.database, uid, odoo.keys[login] ?? '', model, method, args, kwargs],
  };
  const response = await fetch(`${odoo.url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params }),
  });
  const text = await response.text();
  const body = parseJson(text);
  if (!isJsonObject(body)) throw new Error(`HTTP ${response.status}: ${text.slice(0, 200)}`);
  if (!isJsonObject(body.error)) return body.result;
  const data = isJsonObject(body.error.data) ? body.error.data : {};
  throw new OdooRefusal(String(data.name), String(data.message));
}
