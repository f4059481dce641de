import { hash as digest } from 'node:crypto';
import { join } from 'node:path';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { pushTriggers } from '#nodes/triggers.ts';
import { createAccess, openStartToken } from './access/tokens.ts';
import { keepCheckpoints } from './audit/checkpoints.ts';
import { type Admission, admitWorkspace, makeLive } from './deployments/deployments.ts';
import { createEffects } from './effects.ts';
import { createEgress } from './egress/egress.ts';
import type { CrashPoint } from './engine/context.ts';
import { createEngine, type RunningEngine } from './engine/engine.ts';
import type { Clock, Hash, Log } from './engine/ports.ts';
import { entryUrl } from './entries.ts';
import { describeEndpoint, endpointsOf } from './ingress/endpoint.ts';
import { createIngress } from './ingress/ingress.ts';
import { createMachineClock } from './machine/clock.ts';
import { createMachineIds } from './machine/ids.ts';
import { createLog } from './machine/log.ts';
import { createSteadyClock } from './machine/steady-clock.ts';
import { createSandboxPool, type SandboxPool } from './sandbox-pool/sandbox-pool.ts';
import { startSchedules } from './schedule/schedules.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import { createEventFeed } from './server/event-feed.ts';
import { createHandlers } from './server/handlers.ts';
import { startServer } from './server/server.ts';
import { openStore, type SqliteStore } from './store/sqlite/open.ts';
import { readWorkspace, type Workspace } from './workspace/workspace.ts';

/** What a runtime is started with. */
export type RuntimeOptions = {
  /** Folder of the workspace. */
  readonly workspace: string;
  /** Name of the environment whose bindings, variables and limits apply. */
  readonly environment: string;
  /** Data directory; made where it is missing. */
  readonly data: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Process environment: secrets and the token come from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly writeLog: (line: string) => void;
  /** Called when the disk is broken for good; the process must end with a non-zero code. */
  readonly onBroken: (cause: unknown) => void;
  /** What a flow with structural errors does to the start: keeps it from happening, or is left out (default). */
  readonly unsound?: 'refuse' | 'leave-out';
  readonly reach?: (point: CrashPoint) => void;
  /** Only tests that do not ask about power loss turn the sync off. */
  readonly synchronous?: 'full' | 'off';
  readonly ballastBytes?: number;
};

/** A runtime that serves. */
export type Runtime = {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly isTokenGenerated: boolean;
  readonly admission: Admission;
  readonly workspace: Workspace;
  readonly engine: RunningEngine;
  readonly secrets: Secrets;
  readonly store: SqliteStore;
  /** Stops taking work, finishes or checkpoints what is in flight within the limit in milliseconds, and closes. */
  readonly stop: (limitMs: number) => Promise<void>;
};

const sha256: Hash = (text) => digest('sha256', text);

/**
 * Starts a runtime: the only place that sees every room. It serves when the promise resolves.
 *
 * @returns problems when the workspace, the environment, the secrets or the address are not usable
 */
export async function startRuntime(options: RuntimeOptions): Promise<Result<Runtime>> {
  const clock = createMachineClock();
  // Until the secrets are read there are none that a line could hold.
  let redactor: Secrets['redactor'] = () => (text) => text;
  const log = createLog(options.writeLog, () => redactor());
  // A child takes longer to boot than everything below, so it boots meanwhile, on another core.
  const sandbox = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log });
  let isServing = false;
  try {
    const opened = await openAll(options, clock);
    if (!opened.ok) return opened;
    redactor = opened.value.secrets.redactor;
    const served = await serve(options, { ...opened.value, clock, log, sandbox });
    isServing = served.ok;
    return served;
  } finally {
    if (!isServing) await sandbox.close();
  }
}

type Opened = {
  readonly workspace: Workspace;
  readonly environment: Environment;
  readonly admission: Admission;
  readonly store: SqliteStore;
  readonly secrets: Secrets;
};

/** Reads the workspace and opens what is in the data directory. */
async function openAll(options: RuntimeOptions, clock: Clock): Promise<Result<Opened>> {
  const workspace = await readWorkspace(options.workspace);
  const found = environmentOf(workspace, options.environment);
  if (!found.ok) return found;
  const admission = admitWorkspace(workspace, sha256);
  if (options.unsound === 'refuse' && admission.refused.length > 0) return refuse(unsoundFlows(admission));
  const store = await openStore({
    directory: options.data,
    now: clock.now,
    onBroken: options.onBroken,
    ...(options.synchronous === undefined ? {} : { synchronous: options.synchronous }),
    ...(options.ballastBytes === undefined ? {} : { ballastBytes: options.ballastBytes }),
  });
  const secrets = await createSecrets({
    store: sealedIn(store, clock),
    kekFile: join(options.data, 'key'),
    env: options.env,
  });
  if (!secrets.ok) {
    await store[Symbol.asyncDispose]();
    return secrets;
  }
  return succeed({ workspace, environment: found.value, admission, store, secrets: secrets.value });
}

type Started = Opened & { readonly clock: Clock; readonly log: Log; readonly sandbox: SandboxPool };

async function serve(options: RuntimeOptions, started: Started): Promise<Result<Runtime>> {
  const { workspace, environment, admission, clock, store, secrets, log, sandbox } = started;
  const ids = createMachineIds(clock.now);
  const egress = createEgress({ connections: workspace.connections, environment, secrets, clock, log });
  const effects = createEffects({ connections: workspace.connections, environment, egress, clock, hash: sha256, log });
  const engine = createEngine({
    store,
    sandbox,
    effects,
    // Deadlines are kept by the time that passes; signatures and schedules go by the machine's own clock.
    clock: createSteadyClock(clock, (byMs) => log.warn('clock.jumped', { byMs })),
    random: { next: Math.random },
    ids,
    hash: sha256,
    log,
    reach: options.reach ?? (() => undefined),
    onBroken: options.onBroken,
    environment: environment.name,
    vars: environment.variables,
  });
  await makeLive(store, clock, { environment: environment.name, by: 'system', flows: admission.admitted });
  for (const flow of admission.admitted) engine.goLive(flow);
  const checkpoints = keepCheckpoints({ store, directory: options.data, clock, log });
  const ingress = createIngress({
    engine,
    signatures: secrets,
    hasSecret: (name) => secrets.get(name) !== undefined,
    recordRefused: (command) => store.commit(command),
    clock,
    ids,
    log,
  });
  const endpoints = endpointsOf(
    admission.admitted.map(({ plan }) => plan),
    pushTriggers,
  );
  const closeAll = async (): Promise<void> => {
    await sandbox.close();
    await egress.close();
    await checkpoints.close();
    await store[Symbol.asyncDispose]();
  };
  if (!endpoints.ok) {
    await closeAll();
    return endpoints;
  }
  ingress.mount(endpoints.value);
  const token = openStartToken(options.env.PENSTOCK_TOKEN);
  const feed = createEventFeed({ subscribe: engine.subscribe, start: ids.next('ref'), clock });
  await engine.recover();
  const handlers = createHandlers({
    store,
    engine,
    feed,
    clock,
    environment: environment.name,
    wake: engine.wake,
    endpoints: () => ingress.endpoints().map(describeEndpoint),
    isHealthy: () => engine.isHealthy(),
  });
  const server = await startServer({
    port: options.port,
    handlers,
    receiveWebhook: ingress.receiveWebhook,
    access: createAccess([token.grant]),
    isTokenGenerated: token.generated,
    clock,
    ids,
    log,
  });
  if (!server.ok) {
    await engine.drain(0);
    await closeAll();
    return server;
  }
  sandbox.started();
  const schedules = await startSchedules({
    engine,
    store,
    clock,
    log,
    environment: environment.name,
    plans: admission.admitted.map(({ plan }) => plan),
    hash: sha256,
  });
  return succeed({
    url: server.value.url,
    port: server.value.port,
    token: token.token,
    isTokenGenerated: token.generated,
    admission,
    workspace,
    engine,
    secrets,
    store,
    stop: async (limitMs) => {
      schedules.stop();
      const draining = engine.drain(limitMs);
      await server.value.close(Math.min(limitMs, 2_000));
      await draining;
      feed.close();
      await closeAll();
    },
  });
}

function environmentOf(workspace: Workspace, name: string): Result<Environment> {
  // A file that cannot be read is refused as a whole: half a workspace would run something nobody drew.
  if (workspace.problems.length > 0) return { ok: false, problems: workspace.problems };
  const environment = workspace.environments.find((one) => one.name === name);
  if (environment !== undefined) return succeed(environment);
  const known = workspace.environments.map((one) => one.name).join(', ');
  return refuse({
    code: 'workspace/no-environment',
    message: `The workspace has no environment "${name}". It has: ${known === '' ? 'none' : known}.`,
  });
}

function unsoundFlows({ refused }: Admission): Problem {
  const names = refused.map(({ flow }) => flow).join(', ');
  return {
    code: 'workspace/unsound-flows',
    message: `Flows with errors cannot run: ${names}. "penstock check" shows every finding with its place.`,
  };
}

function sealedIn(store: SqliteStore, clock: Clock) {
  return {
    read: () => store.listSecrets(),
    write: async (name: string, sealed: string): Promise<void> => {
      await store.commit({ kind: 'put-secret', name, sealed, by: 'operator', at: clock.now() });
    },
  };
}
