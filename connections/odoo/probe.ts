import { type Failure, permanent, refusedByPolicy } from '#flow/failure.ts';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import type { Egress } from '#flow/node-type/egress.ts';
import type { ProbeTarget, ServerFacts, SystemProbe } from '#flow/node-type/system-probe.ts';
import type { Result } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { type MendedAddress, mendAddress, secureAddress } from './address.ts';
import { readFields, readModels } from './describe.ts';
import { explain, type ProbeAbout } from './explain.ts';
import { findRecord } from './find-record.ts';
import { readRights } from './rights.ts';
import { type Answer, askVersion, createSessions, listDatabases, type ServerVersion, type Session } from './session.ts';
import { readUser } from './who-am-i.ts';

/** What a probe is made of. */
export type ProbeParts = {
  readonly target: ProbeTarget;
  /** Name under which `openEgress` finds the key; what stands behind it never comes here. */
  readonly secret: string | undefined;
  readonly secretLooksLike: ProbeAbout['secretLooksLike'];
  /** Name of the environment whose rules hold, for sentences. */
  readonly environment: string;
  /** The way out for a connection that is not saved; the same walls as for any other. */
  readonly openEgress: (connection: Connection, binding: JsonObject) => Egress;
  /** SHA-256 as 64 hex digits. */
  readonly hash: (text: string) => string;
};

const firstSupported = 16;
const firstJson2 = 19;

/** How long one question may take, in milliseconds: a person waits for it. */
const patienceMs = 20_000;

/** Everything a probe asks runs under this name; its connection allows nothing else. */
const operation = 'probe';

/** Asks an Odoo about itself while a connection is set up. Keeps what it learned about the server for as long as it lives. */
export function createOdooProbe(parts: ProbeParts): SystemProbe {
  let isSecured: string | undefined;
  let version: ServerVersion | undefined =
    parts.target.version === undefined
      ? undefined
      : { major: parts.target.version, text: String(parts.target.version) };

  const reach = (): Answer<Reached> => {
    const mended = mendAddress(isSecured ?? parts.target.address);
    if (!mended.ok) return mended;
    const connection = connectionOf(parts);
    const { database = '' } = parts.target;
    const binding = { url: mended.value.url, database };
    return {
      ok: true,
      value: { mended: mended.value, connection, binding, egress: parts.openEgress(connection, binding) },
    };
  };

  const askServer = async (signal: AbortSignal): Promise<Answer<Reached & { readonly version: ServerVersion }>> => {
    const reached = reach();
    if (!reached.ok) return reached;
    if (version !== undefined) return { ok: true, value: { ...reached.value, version } };
    const asked = await askVersion({ egress: reached.value.egress }, { operation, signal });
    if (!asked.ok) return asked;
    if (asked.value.major < firstSupported) return { ok: false, failure: tooOld(asked.value) };
    version = asked.value;
    return { ok: true, value: { ...reached.value, version } };
  };

  const login = async (signal: AbortSignal): Promise<Answer<{ readonly session: Session; readonly major: number }>> => {
    if (parts.secretLooksLike === 'none') return { ok: false, failure: keyMissing() };
    const server = await askServer(signal);
    if (!server.ok) return server;
    const { connection, binding, egress, version: found } = server.value;
    const known = { ...connection, extra: { ...connection.extra, version: found.major } };
    const sessions = createSessions({ connection: known, binding, egress, hash: parts.hash });
    const session = await sessions.open({ operation, context: {}, signal });
    return session.ok ? { ok: true, value: { session: session.value, major: found.major } } : session;
  };

  /** Follows the one redirect that is certain to be meant: to the same host, over TLS. */
  const upgraded = async (
    failure: Failure,
    signal: AbortSignal,
  ): Promise<{ readonly to?: string; readonly isNew: boolean }> => {
    if (failure.code !== 'http/redirected' && failure.code !== 'egress/not-allowed') return { isNew: false };
    const reached = reach();
    const to = reached.ok ? await whereTo(reached.value.egress, signal) : undefined;
    if (to === undefined || !reached.ok) return { isNew: false };
    const secure = secureAddress(reached.value.mended.url, to);
    if (secure === undefined || isSecured !== undefined) return { to, isNew: false };
    isSecured = secure;
    return { to, isNew: true };
  };

  const asking = async <T>(
    given: AbortSignal,
    question: (signal: AbortSignal) => Promise<Answer<T>>,
  ): Promise<Result<T>> => {
    const signal = AbortSignal.any([given, AbortSignal.timeout(patienceMs)]);
    const answer = await question(signal);
    if (answer.ok) return answer;
    const next = await upgraded(answer.failure, signal);
    if (next.isNew) return asking(given, question);
    const failure = inContext(answer.failure);
    return { ok: false, problems: [explain(failure, aboutOf(parts, isSecured, next.to))] };
  };

  const asUser = <T>(given: AbortSignal, question: (session: Session, major: number) => Promise<Answer<T>>) =>
    asking(given, async (signal) => {
      const opened = await login(signal);
      return opened.ok ? question(opened.value.session, opened.value.major) : opened;
    });

  return {
    probeServer: (signal) =>
      asking(signal, async (limited) => {
        const server = await askServer(limited);
        return server.ok
          ? { ok: true, value: await tellServer(server.value, limited, isSecured !== undefined) }
          : server;
      }),
    whoAmI: (signal) => asUser(signal, readUser),
    rightsFor: ({ operations, models = [] }, signal) =>
      asUser(signal, (session, major) => readRights(session, { operations, models, major })),
    listModels: (signal) => asUser(signal, readModels),
    listFields: (model, signal) => asUser(signal, (session) => readFields(session, model)),
    readRecord: (wanted, signal) => asUser(signal, (session) => findRecord(session, wanted)),
  };
}

type Reached = {
  readonly mended: MendedAddress;
  readonly connection: Connection;
  readonly binding: JsonObject;
  readonly egress: Egress;
};

/** A connection that is nowhere saved, with the limits of one that a person waits for. */
function connectionOf({ target, secret }: ProbeParts): Connection {
  return {
    id: 'probe',
    kind: 'odoo',
    name: 'Odoo being connected',
    ...(secret === undefined ? {} : { auth: { scheme: 'api-key', secret } }),
    allow: { operations: [operation], methods: ['GET', 'POST'] },
    limits: { concurrency: 2 },
    breaker: { failurePercent: 100, of: 1_000, openForMs: 1_000 },
    maxRequestTimeMs: patienceMs,
    extra: target.login === undefined || target.login === '' ? {} : { login: target.login },
  };
}

async function tellServer(
  server: Reached & { readonly version: ServerVersion },
  signal: AbortSignal,
  isSecured: boolean,
): Promise<ServerFacts> {
  const { mended, version, egress } = server;
  const databases = await listDatabases({ egress }, { operation, signal });
  const isJson2 = version.major >= firstJson2;
  const secured = isSecured ? [`The server sends http on to https, so the address is ${mended.url}.`] : [];
  const listed = databases === undefined ? ['The server does not list its databases: type the name.'] : [];
  return {
    address: mended.url,
    version: version.text,
    major: version.major,
    transport: isJson2 ? 'json-2' : 'json-rpc',
    needsLogin: !isJson2,
    databases,
    notes: [...mended.notes, ...secured, ...listed],
  };
}

/** Asks with a POST, whose redirects are never followed, so that the answer shows where it leads. */
async function whereTo(egress: Egress, signal: AbortSignal): Promise<string | undefined> {
  const answer = await egress.send({
    method: 'POST',
    path: '/jsonrpc',
    operation,
    auth: 'none',
    headers: { 'content-type': 'application/json' },
    body: ['{}'],
    expect: 'text',
    signal,
  });
  const location = answer.response?.headers.location;
  return location?.slice(0, 200);
}

/** Up to 18 a database that is not there looks like one that cannot be reached; while connecting, the first is meant. */
function inContext(failure: Failure): Failure {
  const { code, detail } = failure;
  const isDriver = isJsonObject(detail) && detail.name === 'psycopg2.OperationalError';
  return code === 'odoo/busy' && isDriver ? { ...failure, code: 'odoo/no-such-database', kind: 'permanent' } : failure;
}

function keyMissing(): Failure {
  return refusedByPolicy('egress/secret-missing', 'The API key is missing.');
}

function tooOld({ text }: ServerVersion): Failure {
  return permanent(
    'odoo/too-old',
    `This is Odoo ${text}. Odoo ${firstSupported} to 19 and later are supported; have it upgraded.`,
  );
}

function aboutOf(parts: ProbeParts, secured: string | undefined, redirectedTo: string | undefined): ProbeAbout {
  const { target, environment, secretLooksLike } = parts;
  const mended = mendAddress(secured ?? target.address);
  return {
    address: mended.ok ? mended.value.url : target.address,
    host: mended.ok ? mended.value.host : '',
    database: target.database,
    login: target.login,
    environment,
    secretLooksLike,
    redirectedTo,
  };
}
