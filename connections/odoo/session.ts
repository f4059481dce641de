import { type Failure, permanent, refusedByPolicy } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { ClientParts, EgressRequest, EgressResult, SecretSlot } from '#flow/node-type/egress.ts';
import { failureOfFault, readFault } from './failures.ts';

/** One call of a model's method. Arguments go by name on both transports. */
export type OdooCall = {
  readonly model: string;
  readonly method: string;
  readonly ids?: readonly number[];
  readonly args?: JsonObject;
  readonly context?: JsonObject;
};

/** What a call gave: Odoo's value, where nothing is null, or a failure. */
export type Answer<T = Json> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** A connection to one database, as one operation uses it. */
export type Session = { readonly call: (call: OdooCall) => Promise<Answer> };

/** Under which name and until when an operation works. */
export type Task = { readonly operation: string; readonly context: JsonObject; readonly signal: AbortSignal };

/** First version that speaks JSON-2. */
const firstJson2 = 19;

/** Opens sessions; remembers the server's version and the user's id for as long as it lives. */
export function createSessions(parts: ClientParts): { readonly open: (task: Task) => Promise<Answer<Session>> } {
  const { connection, binding } = parts;
  const database = typeof binding.database === 'string' ? binding.database : '';
  const declared = connection.extra.version;
  let version = typeof declared === 'number' ? declared : undefined;
  let user: number | undefined;

  const jsonRpc = async (task: Task): Promise<Answer<Session>> => {
    const secret = connection.auth?.secret;
    const login = loginOf(parts);
    if (login === undefined || secret === undefined) return { ok: false, failure: loginMissing(connection.id) };
    const slot: SecretSlot = { secret, as: 'json' };
    if (user === undefined) {
      const args = [`[${text(database)},${text(login)},`, slot, ',{}]'];
      const found = await rpc(parts, {
        task,
        service: 'common',
        method: 'authenticate',
        args,
        about: { model: 'common', method: 'authenticate' },
      });
      if (!found.ok) return found;
      if (typeof found.value !== 'number') return { ok: false, failure: denied() };
      user = found.value;
    }
    const uid = user;
    return {
      ok: true,
      value: {
        call: async (call) => {
          const positional = call.ids === undefined ? [] : [call.ids];
          const named = { ...call.args, context: { ...task.context, ...call.context } };
          const rest = `,${text(call.model)},${text(call.method)},${JSON.stringify(positional)},${JSON.stringify(named)}]`;
          const args = [`[${text(database)},${uid},`, slot, rest];
          const answer = await rpc(parts, { task, service: 'object', method: 'execute_kw', args, about: call });
          if (!answer.ok && answer.failure.code === 'odoo/access-denied') user = undefined;
          return answer;
        },
      },
    };
  };

  return {
    open: async (task) => {
      if (version === undefined) {
        const found = await askVersion(parts, task);
        if (!found.ok) return found;
        version = found.value.major;
      }
      if (version < firstJson2) return jsonRpc(task);
      return { ok: true, value: { call: (call) => json2(parts, { task, database, call }) } };
    },
  };
}

function text(value: string): string {
  return JSON.stringify(value);
}

function loginOf(parts: ClientParts): string | undefined {
  const { login } = parts.connection.extra;
  return typeof login === 'string' ? login : parts.connection.auth?.user;
}

function loginMissing(connection: string): Failure {
  return refusedByPolicy(
    'odoo/login-missing',
    `The connection "${connection}" needs \`login\` and a secret for this version of Odoo.`,
  );
}

function denied(): Failure {
  return permanent('odoo/access-denied', 'Odoo did not accept the login and key.');
}

/** What a server says about itself. */
export type ServerVersion = { readonly major: number; readonly text: string };

/** 19 says its version openly; older servers know only the call that all of them have. */
export async function askVersion(
  parts: Pick<ClientParts, 'egress'>,
  task: Pick<Task, 'operation' | 'signal'>,
): Promise<Answer<ServerVersion>> {
  const open = await parts.egress.send({ ...envelope(task), method: 'GET', path: '/web/version', auth: 'none' });
  const version = open.ok
    ? versionIn(open.response.body.as === 'json' ? open.response.body.json : null, ['version_info', 'version'])
    : undefined;
  if (version !== undefined) return { ok: true, value: version };
  if (!open.ok && open.response === undefined) return { ok: false, failure: open.failure };
  if (!open.ok && open.failure.kind === 'transient') return { ok: false, failure: open.failure };
  const about = { model: 'common', method: 'version' };
  const old = await rpc(parts, { task, service: 'common', method: 'version', args: ['[]'], about });
  if (!old.ok) return old;
  const found = versionIn(old.value, ['server_version_info', 'server_version']);
  return found === undefined ? { ok: false, failure: notOdoo() } : { ok: true, value: found };
}

/** Lists the databases; most servers keep the list to themselves, and from 20 on the call is gone. */
export async function listDatabases(
  parts: Pick<ClientParts, 'egress'>,
  task: Pick<Task, 'operation' | 'signal'>,
): Promise<readonly string[] | undefined> {
  const about = { model: 'db', method: 'list' };
  const listed = await rpc(parts, { task, service: 'db', method: 'list', args: ['[]'], about });
  if (!listed.ok || !Array.isArray(listed.value)) return undefined;
  return listed.value.filter((name) => typeof name === 'string');
}

/** Odoo Online counts `saas~18`: the major version is the number in it. */
function versionIn(answer: Json, [infoKey, textKey]: readonly [string, string]): ServerVersion | undefined {
  if (!isJsonObject(answer)) return undefined;
  const info = answer[infoKey];
  const major = Array.isArray(info) ? info[0] : undefined;
  const digits = /\d+/.exec(typeof major === 'number' || typeof major === 'string' ? String(major) : '');
  if (digits === null) return undefined;
  const said = answer[textKey];
  return { major: Number(digits[0]), text: typeof said === 'string' ? said.slice(0, 40) : digits[0] };
}

/** Something answered that cannot be an Odoo. */
export function notOdoo(): Failure {
  return permanent('odoo/not-odoo', 'What answers at the address of the connection does not speak like Odoo.', {
    unknown: true,
  });
}

function envelope(task: Pick<Task, 'operation' | 'signal'>): Pick<EgressRequest, 'operation' | 'signal' | 'expect'> {
  return { operation: task.operation, signal: task.signal, expect: 'json' };
}

/** JSON-RPC: always 200; an error is in the envelope, and a result of nothing has no key. */
async function rpc(
  parts: Pick<ClientParts, 'egress'>,
  request: {
    readonly task: Pick<Task, 'operation' | 'signal'>;
    readonly service: 'common' | 'object' | 'db';
    readonly method: string;
    /** The JSON list of arguments in parts. */
    readonly args: readonly (string | SecretSlot)[];
    readonly about: { readonly model: string; readonly method: string };
  },
): Promise<Answer> {
  const { task, service, method, args, about } = request;
  const head = `{"jsonrpc":"2.0","method":"call","id":1,"params":{"service":${text(service)},"method":${text(method)},"args":`;
  const answer = await parts.egress.send({
    ...envelope(task),
    method: 'POST',
    path: '/jsonrpc',
    headers: { 'content-type': 'application/json' },
    body: [head, ...args, '}}'],
    auth: 'none',
  });
  if (!answer.ok) return { ok: false, failure: answer.failure };
  const { body } = answer.response;
  if (body.as !== 'json' || !isJsonObject(body.json) || body.json.jsonrpc !== '2.0')
    return { ok: false, failure: notOdoo() };
  const { error, result } = body.json;
  if (error === undefined) return { ok: true, value: result ?? null };
  const fault = readFault(isJsonObject(error) ? error.data : undefined);
  return { ok: false, failure: failureOfFault(fault ?? { name: 'unnamed', message: '' }, about) };
}

/** JSON-2: real statuses, but one status stands for several meanings; the name in the body decides. */
async function json2(
  parts: ClientParts,
  request: { readonly task: Task; readonly database: string; readonly call: OdooCall },
): Promise<Answer> {
  const { task, database, call } = request;
  const body = {
    ...call.args,
    ...(call.ids === undefined ? {} : { ids: call.ids }),
    context: { ...task.context, ...call.context },
  };
  const answer = await parts.egress.send({
    ...envelope(task),
    method: 'POST',
    path: `/json/2/${encodeURIComponent(call.model)}/${encodeURIComponent(call.method)}`,
    headers: { 'content-type': 'application/json', 'x-odoo-database': database },
    body: [JSON.stringify(body)],
    auth: 'bearer',
  });
  if (!answer.ok) return { ok: false, failure: failureOfJson2(answer, call) };
  if (answer.response.body.as !== 'json') return { ok: false, failure: notOdoo() };
  return { ok: true, value: answer.response.body.json };
}

function failureOfJson2(answer: Extract<EgressResult, { readonly ok: false }>, call: OdooCall): Failure {
  const { response, failure } = answer;
  const body = response?.body;
  const fault = readFault(body?.as === 'json' ? body.json : undefined);
  if (fault !== undefined) return failureOfFault(fault, call);
  if (response?.status === 404) return permanent('odoo/no-such-database', 'The server has no database of this name.');
  if (response?.status === 401) return denied();
  return failure;
}
