import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

/** What a pretended Odoo answers, and whether the call only asked. */
export type PretendAnswer = { readonly json: Json; readonly looksUp: boolean };

const readingMethods =
  /^(search|search_read|read|search_count|fields_get|name_search|default_get|read_group|has_access)$/;

/**
 * Answers requests for an Odoo as if nothing were there yet and everything looked up existed: the usual case, in which
 * a step goes all the way to its write.
 *
 * @param assume is told every assumption an answer rests on
 */
export function createPretendOdoo(assume: (sentence: string) => void): (path: string, body: Json) => PretendAnswer {
  let state = 'draft';
  return (path, body) => {
    if (path === '/web/version') {
      assume('Odoo is taken to be version 19; older ones are sent the same call as JSON-RPC.');
      return { json: { version_info: [19, 0, 0, 'final', 0, ''] }, looksUp: true };
    }
    const call = readCall(path, body);
    if (call === undefined) return rpcService(body);
    if (/^action_/.test(call.method)) state = call.method.includes('cancel') ? 'cancel' : 'sale';
    const answer = answerCall(call, state, assume);
    return path === '/jsonrpc' ? { ...answer, json: { jsonrpc: '2.0', id: 1, result: answer.json } } : answer;
  };
}

type Call = { readonly model: string; readonly method: string; readonly args: JsonObject; readonly ids: Json };

function readCall(path: string, body: Json): Call | undefined {
  const json2 = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(path);
  if (json2 !== null) {
    const args = isJsonObject(body) ? body : {};
    return {
      model: decodeURIComponent(json2[1] ?? ''),
      method: decodeURIComponent(json2[2] ?? ''),
      args,
      ids: args.ids ?? [],
    };
  }
  const params = isJsonObject(body) && isJsonObject(body.params) ? body.params : {};
  if (params.method !== 'execute_kw' || !Array.isArray(params.args)) return undefined;
  const [, , , model, method, positional, named] = params.args;
  return {
    model: String(model),
    method: String(method),
    args: isJsonObject(named) ? named : {},
    ids: Array.isArray(positional) ? (positional[0] ?? []) : [],
  };
}

/** Logging in over JSON-RPC, or asking for the version. */
function rpcService(body: Json): PretendAnswer {
  const params = isJsonObject(body) && isJsonObject(body.params) ? body.params : {};
  const result = params.method === 'authenticate' ? 2 : { server_version_info: [18, 0, 0, 'final', 0, ''] };
  return { json: { jsonrpc: '2.0', id: 1, result }, looksUp: true };
}

function answerCall(call: Call, state: string, assume: (sentence: string) => void): PretendAnswer {
  const { method, model, args } = call;
  if (method === 'load') return answerLoad(call, assume);
  if (method === 'search_read') return { json: foundRecords(model, args, assume), looksUp: true };
  if (method === 'read') return { json: readRecords(call, state), looksUp: true };
  if (method === 'search_count') return { json: 0, looksUp: true };
  if (method === 'fields_get') return { json: {}, looksUp: true };
  if (readingMethods.test(method)) return { json: [], looksUp: true };
  return { json: method === 'create' ? [1] : true, looksUp: false };
}

/** The client asks with a load that must be refused, finds ids with one that has no columns, and writes with the rest. */
function answerLoad({ model, args }: Call, assume: (sentence: string) => void): PretendAnswer {
  const fields = Array.isArray(args.fields) ? args.fields.map(String) : [];
  const rows = Array.isArray(args.data) ? args.data : [];
  const [first] = rows;
  const isProbe =
    fields.length === 2 && fields[1]?.endsWith('/.id') === true && Array.isArray(first) && first[1] === '0';
  if (isProbe) {
    assume(`The record is taken to be new: Odoo is asked first whether it is there (through ${model}).`);
    const messages = fields.map((field) => ({ type: 'error', field: field.split('/')[0] ?? '', message: 'No match' }));
    return { json: { ids: false, messages }, looksUp: true };
  }
  if (fields.length === 1 && fields[0] === 'id') return { json: { ids: [1], messages: [] }, looksUp: true };
  assume('Ids that Odoo gives are shown as 1.');
  return { json: { ids: rows.map((_, index) => index + 1), messages: [] }, looksUp: false };
}

/** Whatever is asked for by a value is taken to be there, once. */
function foundRecords(model: string, args: JsonObject, assume: (sentence: string) => void): Json {
  const domain = Array.isArray(args.domain) ? args.domain : [];
  const clause = domain.find(
    (one): one is readonly Json[] => Array.isArray(one) && (one[1] === 'in' || one[1] === '=') && one[0] !== 'id',
  );
  if (clause === undefined) return [];
  const [field, , wanted] = clause;
  const values = Array.isArray(wanted) ? wanted : [wanted ?? null];
  assume(`${model}: what is looked up by ${String(field)} is taken to be there.`);
  return values.map((value, index) => ({ id: index + 1, [String(field)]: value }));
}

function readRecords({ ids, model }: Call, state: string): Json {
  const known = Array.isArray(ids) ? ids : [ids];
  const name = model === 'sale.order' ? 'S00001' : 'Record';
  return known.map((id: Json) => ({ id, name, state, partner_id: [1, 'Customer'], currency_id: false }));
}
