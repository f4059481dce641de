import { formatInstant } from '#flow/instant.ts';
import type { FieldFacts, ModelFacts } from '#flow/node-type/system-probe.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { createOdooProbe, type OdooTarget, type OpenOdooProbe, savedOdooTarget } from './connect-odoo.ts';
import type { Clock, Hash, Log } from './engine/ports.ts';
import type { Secrets } from './secrets/secrets.ts';
import type { ConnectingDesk, ConnectionTest, TypedTarget } from './server/handlers-connecting.ts';
import { testHttp } from './test-http.ts';
import { usesIn } from './workspace/connection-uses.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What the desk stands on. */
export type ConnectingParts = {
  /** The workspace as it stands on disk now. */
  readonly workspace: () => Promise<Workspace>;
  /** The environment the runtime was started for; its file may have changed since. */
  readonly environment: Environment;
  readonly secrets: Pick<Secrets, 'get'>;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
};

/** How long lists of models and fields are remembered, in milliseconds. */
const rememberMs = 60_000;

const mostRemembered = 200;

/** Longest a test of a connection takes, in milliseconds. */
const testMs = 30_000;

/** Sets up what asks systems about themselves. Every question opens sockets of its own and closes them after it. */
export function createConnectingDesk(parts: ConnectingParts): ConnectingDesk {
  const { secrets, clock, hash, log } = parts;
  const place = async (): Promise<Place> => {
    const { connections, environments } = await parts.workspace();
    const environment = environments.find(({ name }) => name === parts.environment.name) ?? parts.environment;
    return { connections, environment };
  };
  const ask = async <T>(
    { environment }: Place,
    target: OdooTarget,
    question: (probe: OpenOdooProbe, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    await using probe = createOdooProbe({ environment, secrets, clock, hash, log }, target);
    return await question(probe, AbortSignal.timeout(testMs));
  };
  const askSaved = async <T>(
    id: string,
    question: (probe: OpenOdooProbe, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const now = await place();
    const target = savedOdooTarget(now.connections, now.environment, id);
    if (!target.ok) return target;
    const asked = await ask(now, target.value, question);
    return asked.ok ? asked : refuse(...asked.problems.map((problem) => inSaved(problem, target.value)));
  };
  const remembered = createMemory(clock);
  /** What was remembered under another address or secret is of another system. */
  const keyOf = async (id: string, what: string): Promise<string> => {
    const { connections, environment } = await place();
    const target = savedOdooTarget(connections, environment, id);
    return JSON.stringify([id, what, target.ok ? target.value : null]);
  };
  return {
    server: async ({ address }) => ask(await place(), { address }, (probe, signal) => probe.probeServer(signal)),
    signIn: async (typed) => ask(await place(), targetOf(typed), (probe, signal) => probe.whoAmI(signal)),
    rights: async (typed, asked) =>
      ask(await place(), targetOf(typed), (probe, signal) => probe.rightsFor(asked, signal)),
    models: async (id) =>
      remembered<readonly ModelFacts[]>(await keyOf(id, 'models'), () =>
        askSaved(id, (probe, signal) => probe.listModels(signal)),
      ),
    fields: async (id, model) =>
      remembered<readonly FieldFacts[]>(await keyOf(id, `fields ${model}`), () =>
        askSaved(id, (probe, signal) => probe.listFields(model, signal)),
      ),
    record: (id, model, key) =>
      askSaved(id, (probe, signal) => probe.readRecord({ model, key: recordKey(key) }, signal)),
    uses: async () => usesIn(await parts.workspace()),
    test: async (id) => {
      const now = await place();
      const connection = now.connections.find((one) => one.id === id);
      if (connection === undefined) return refuse(noSuchConnection(id));
      const begunAt = clock.mono();
      const tested =
        connection.kind === 'odoo'
          ? await askSaved(id, (probe, signal) => testOdoo(probe, connection, signal))
          : await testHttp({ ...now, connection, secrets, clock, log }, AbortSignal.timeout(testMs));
      return succeed({
        ...(tested.ok ? tested.value : failed(tested.problems)),
        tookMs: Math.round(clock.mono() - begunAt),
        at: formatInstant(clock.now()),
      });
    },
  };
}

type Place = { readonly connections: readonly Connection[]; readonly environment: Environment };

/** How a test went, before its time is noted. */
export type TestFacts = Omit<ConnectionTest, 'tookMs' | 'at'>;

function failed(problems: readonly Problem[]): TestFacts {
  const sentence = problems.map(({ message }) => message).join(' ');
  return { ...nothing, ok: false, sentence, code: problems[0]?.code ?? null };
}

const nothing = { code: null, ask: [], notes: [], user: null, keyExpiresAt: null } satisfies Partial<TestFacts>;

/** Signs in with the stored key and asks for every right the allowed operations need. */
async function testOdoo(probe: OpenOdooProbe, connection: Connection, signal: AbortSignal): Promise<Result<TestFacts>> {
  const server = await probe.probeServer(signal);
  if (!server.ok) return server;
  const user = await probe.whoAmI(signal);
  if (!user.ok) return user;
  const rights = await probe.rightsFor({ operations: connection.allow?.operations ?? [] }, signal);
  if (!rights.ok) return rights;
  const ask = [...new Set(rights.value.flatMap(({ isGranted, sentence }) => (isGranted ? [] : (sentence ?? []))))];
  const { name, keyExpiresAt = null, notes } = user.value;
  const signedIn = `Odoo ${server.value.version} knows the key as ${name}`;
  const sentence =
    ask.length === 0
      ? `${signedIn}, who has every right the allowed operations need.`
      : `${signedIn}, who lacks rights.`;
  const code = ask.length === 0 ? null : 'odoo/no-permission';
  return succeed({ ok: ask.length === 0, sentence, code, ask, notes: [...notes], user: name, keyExpiresAt });
}

function targetOf(typed: TypedTarget): OdooTarget {
  const { address, version, database, login, key, secret } = typed;
  return {
    address,
    ...(version === undefined ? {} : { version }),
    ...(database === undefined ? {} : { database }),
    ...(login === undefined || login === '' ? {} : { login }),
    ...(key === undefined ? {} : { key }),
    ...(secret === undefined ? {} : { secret }),
  };
}

/** Nobody types a key here: what is missing is the value of the connection's secret. */
function inSaved(problem: Problem, { secret = '' }: OdooTarget): Problem {
  if (problem.code !== 'egress/secret-missing') return problem;
  const message = `The secret "${secret}" has no value. Replace it on the screen Connections, with an API key made in Odoo under My Profile, Account Security.`;
  return { ...problem, message };
}

/** Digits alone are an id; whoever means a number of that look finds it by id or is told that there is none. */
function recordKey(key: string): number | string {
  return /^[1-9]\d{0,14}$/.test(key.trim()) ? Number(key) : key.trim();
}

function noSuchConnection(id: string): Problem {
  const message = `The workspace has no connection "${id}". Look at the list again.`;
  return { code: 'workspace/no-such-connection', message };
}

/** Remembers good answers for a minute; a refusal is asked again at once, because somebody is mending it. */
function createMemory(clock: Pick<Clock, 'mono'>) {
  const known = new Map<string, { readonly value: unknown; readonly untilMs: number }>();
  return async <T>(key: string, ask: () => Promise<Result<T>>): Promise<Result<T>> => {
    const found = known.get(key);
    // The same key is only ever set by the same question, whose answers have one type.
    if (found !== undefined && found.untilMs > clock.mono()) return succeed(found.value as T);
    const asked = await ask();
    if (!asked.ok) return asked;
    known.delete(key);
    known.set(key, { value: asked.value, untilMs: clock.mono() + rememberMs });
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    return asked;
  };
}
