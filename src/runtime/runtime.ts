import { hash as digest } from 'node:crypto';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Result, succeed } from '#flow/problem.ts';
import { pushTriggers } from '#nodes/triggers.ts';
import { createSessions, type Sessions } from './access/sessions.ts';
import { createAccess, openStartToken, type StartToken } from './access/tokens.ts';
import { askInSandbox } from './ask-predicate.ts';
import { keepCheckpoints } from './audit/checkpoints.ts';
import { createBenchNeeds } from './bench-ground.ts';
import { createConnectingDesk } from './connecting-desk.ts';
import type { Admission } from './deployments/deployments.ts';
import type { CrashPoint } from './engine/context.ts';
import { createEngine, type RunningEngine } from './engine/engine.ts';
import type { Clock, Hash, Log } from './engine/ports.ts';
import { entryUrl } from './entries.ts';
import { createHookDesk } from './hook-desk.ts';
import { describeEndpoint, endpointsOf } from './ingress/endpoint.ts';
import { createIngress } from './ingress/ingress.ts';
import { createLinkedDesk, type LinkedDesk } from './linked/linked-desk.ts';
import { createLive } from './live.ts';
import { createMachineClock } from './machine/clock.ts';
import { createMachineIds } from './machine/ids.ts';
import { createLog } from './machine/log.ts';
import { createSteadyClock } from './machine/steady-clock.ts';
import { type Deployments, deploymentFronts, openDeployments } from './open-deployments.ts';
import { type OpenedParts, openParts, openSecretDesk, type ServesBundles } from './open-parts.ts';
import { createReach } from './reach.ts';
import { type ConflictDesk, createConflictDesk } from './reviews/conflict-desk.ts';
import { createReviewDesk, type ReviewDesk } from './reviews/review-desk.ts';
import type { StartChild } from './sandbox-pool/child-link.ts';
import { createSandboxPool, type SandboxPool } from './sandbox-pool/sandbox-pool.ts';
import type { PollState } from './schedule/poll.ts';
import type { Secrets } from './secrets/secrets.ts';
import { readDesigner } from './server/designer-files.ts';
import { createEventFeed, type EventFeed } from './server/event-feed.ts';
import { createFollowers, type Followers } from './server/follow.ts';
import { createHandlers } from './server/handlers.ts';
import type { ConnectingDesk } from './server/handlers-connecting.ts';
import type { DeploymentNeeds } from './server/handlers-deployments.ts';
import type { GovernanceNeeds } from './server/handlers-governance.ts';
import type { HookDesk } from './server/handlers-hooks.ts';
import { type RunningServer, startServer } from './server/server.ts';
import type { FileEvent, StudioNeeds } from './server/workspace-handlers.ts';
import type { AuditFact } from './store/change.ts';
import type { SqliteStore } from './store/sqlite/open.ts';
import type { StoreThreads } from './store/sqlite/threads.ts';
import { type Studio, startStudio } from './studio.ts';
import { createTestBench, type TestBench } from './test-bench/test-bench.ts';
import { auditFollows } from './workspace/audit-follows.ts';
import { type ContractDesk, createContractDesk } from './workspace/contract-desk.ts';
import { createEnvironmentDesk, type EnvironmentDesk } from './workspace/environment-desk.ts';
import { createGovernanceDesk } from './workspace/governance-desk.ts';
import { createGovernanceWrites } from './workspace/governance-writes.ts';
import type { Workspace } from './workspace/workspace.ts';

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
  /** A studio shows and changes its workspace, and follows what changes there; a server (default) does neither. */
  readonly mode?: 'studio' | 'server';
  /** Folder of the built designer, which a studio serves to browsers. */
  readonly designer?: string;
  readonly reach?: (point: CrashPoint) => void;
  /** Only tests that do not ask about power loss turn the sync off. */
  readonly synchronous?: 'full' | 'off';
  readonly ballastBytes?: number;
  /** Folder that is watched for bundles to deploy; only where bundles are served. */
  readonly deployments?: string;
  /** The machine's own where it is left out; tests bring one they can move. */
  readonly clock?: Clock;
  /** What was started before the runtime was loaded; it is started here where it is left out. */
  readonly early?: { readonly startChild: StartChild; readonly threads: StoreThreads };
};

/** A runtime that serves. */
export type Runtime = {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly isTokenGenerated: boolean;
  /** Makes an address that signs one browser in, once and within ten minutes. */
  readonly mintAddress: () => string;
  /** What was admitted at the start; a studio's own admission changes with its files. */
  readonly admission: Admission;
  readonly workspace: Workspace;
  /** Present where bundles are served and not the files of the folder. */
  readonly bundles: ServesBundles | undefined;
  readonly engine: RunningEngine;
  readonly secrets: Secrets;
  readonly store: SqliteStore;
  /** How every polling trigger is doing. */
  readonly polls: () => readonly PollState[];
  /** Stops taking work, finishes or checkpoints what is in flight within the limit in milliseconds, and closes. */
  readonly stop: (limitMs: number) => Promise<void>;
};

/** Memory that bodies may take where bundles arrive: two of the largest, in base64. */
const bundleBudgetBytes = 144 * 1024 * 1024;

const sha256: Hash = (text) => digest('sha256', text);

/**
 * Starts a runtime: the only place that sees every room. It serves when the promise resolves.
 *
 * @returns problems when the workspace, the environment, the secrets or the address are not usable
 */
export async function startRuntime(options: RuntimeOptions): Promise<Result<Runtime>> {
  const clock = options.clock ?? createMachineClock();
  // Until the secrets are read there are none that a line could hold.
  let redactor: Secrets['redactor'] = () => (text) => text;
  const log = createLog(options.writeLog, () => redactor());
  // A child takes longer to boot than everything below, so it boots meanwhile, on another core.
  const start = options.early === undefined ? {} : { start: options.early.startChild };
  const sandbox = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log, ...start });
  let isServing = false;
  try {
    const ask: EvaluatePredicate = (text, input) => askInSandbox(sandbox, text, input, clock.now());
    const opened = await openParts(options, clock, { sha256, ask });
    if (!opened.ok) return opened;
    redactor = opened.value.secrets.redactor;
    const served = await serve(options, { ...opened.value, clock, log, sandbox });
    isServing = served.ok;
    return served;
  } finally {
    if (!isServing) await sandbox.close();
  }
}

type Started = OpenedParts & { readonly clock: Clock; readonly log: Log; readonly sandbox: SandboxPool };

/** Everything between the store and the doors, wired up; nothing is live yet. */
function wire(options: RuntimeOptions, started: Started) {
  const { workspace, environment, clock, store, secrets, log, sandbox } = started;
  const ids = createMachineIds(clock.now);
  // Where bundles are served, connections come with them; what lies in the folder counts for nothing.
  const connections = started.bundles === undefined ? workspace.connections : [];
  const reach = createReach({ connections, environment }, { secrets, clock, log, hash: sha256 });
  const engine = createEngine({
    store,
    sandbox,
    effects: reach.effects,
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
  const ingress = createIngress({
    engine,
    signatures: secrets,
    hasSecret: (name) => secrets.get(name) !== undefined,
    recordRefused: (command) => store.commit(command),
    clock,
    ids,
    log,
  });
  const live = createLive({
    engine,
    ingress,
    store,
    clock,
    log,
    hash: sha256,
    environment: environment.name,
    connection: reach.connection,
    retiresOthers: options.mode === 'studio',
  });
  const checkpoints = keepCheckpoints({ store, directory: options.data, clock, log });
  const closeAll = async (): Promise<void> => {
    await sandbox.close();
    await reach.close();
    await checkpoints.close();
    await store[Symbol.asyncDispose]();
  };
  return { ids, reach, engine, ingress, live, closeAll };
}

type Wired = Started & ReturnType<typeof wire>;

async function serve(options: RuntimeOptions, started: Started): Promise<Result<Runtime>> {
  const wired: Wired = { ...started, ...wire(options, started) };
  const { clock, ids, engine, live, closeAll, sandbox } = wired;
  const events = createFollowers<FileEvent>(ids.next('ref'), () => ({
    kind: 'resync',
    at: formatInstant(clock.now()),
  }));
  const admitted = await admit(options, wired, events.tell);
  if (!admitted.ok) {
    await closeAll();
    return admitted;
  }
  const { admission, studio, deployments } = admitted.value;
  const feed = createEventFeed({ subscribe: engine.subscribe, start: ids.next('ref'), clock });
  await engine.recover();
  const token = openStartToken(options.env.PENSTOCK_TOKEN);
  const fronts = {
    ...studioFronts(options, wired, { studio, events }),
    ...deploymentFronts(options, wired, deployments, sha256),
  };
  const door = await openServer(options, wired, { feed, token, ...fronts });
  if (!door.ok) {
    await studio?.stop();
    await deployments?.stop();
    await engine.drain(0);
    await closeAll();
    return door;
  }
  sandbox.started();
  await live.startClocks();
  const { server, sessions } = door.value;
  return succeed({
    url: server.url,
    port: server.port,
    token: token.token,
    isTokenGenerated: token.generated,
    mintAddress: () => `${server.url}/#token=${sessions.mint()}`,
    admission,
    workspace: deployments === undefined ? started.workspace : { ...started.workspace, ...admitted.value.around },
    bundles: started.bundles,
    engine,
    secrets: started.secrets,
    store: started.store,
    polls: live.polls,
    stop: async (limitMs) => {
      await studio?.stop();
      await deployments?.stop();
      await live.stopClocks();
      const draining = engine.drain(limitMs);
      await server.close(Math.min(limitMs, 2_000));
      await draining;
      feed.close();
      events.close();
      await closeAll();
    },
  });
}

type Admitted = {
  readonly admission: Admission;
  readonly studio?: Studio;
  readonly deployments?: Deployments;
  /** What stands in place of the folder's own, where bundles are served. */
  readonly around?: Pick<Workspace, 'connections'>;
};

/** Makes the first set of flows live: all of them or nothing on a server, those that are sound in a studio. */
async function admit(
  options: RuntimeOptions,
  wired: Wired,
  tell: (event: FileEvent) => void,
): Promise<Result<Admitted>> {
  if (options.mode === 'studio') {
    const studio = await startStudio({
      ...wired,
      folder: options.workspace,
      hash: sha256,
      tell,
      ask: (text, input) => askInSandbox(wired.sandbox, text, input, wired.clock.now()),
    });
    const refused = studio.refused().map(({ flow, file }) => ({ flow, file, findings: [] }));
    return succeed({ admission: { admitted: studio.admitted(), refused }, studio });
  }
  if (wired.bundles !== undefined) {
    const deployments = openDeployments(options, wired, sha256);
    const { flows, connections } = await deployments.start();
    return succeed({ admission: { admitted: flows, refused: [] }, deployments, around: { connections } });
  }
  const admission = wired.admission;
  const plans = admission.admitted.map(({ plan }) => plan);
  const endpoints = endpointsOf(plans, pushTriggers);
  if (!endpoints.ok) return endpoints;
  await wired.live.replace({ flows: admission.admitted, endpoints: endpoints.value }, 'system');
  return succeed({ admission });
}

type Fronts = {
  readonly feed: EventFeed;
  readonly token: StartToken;
  readonly studio?: StudioNeeds;
  readonly bench?: TestBench;
  readonly hooks?: HookDesk;
  readonly connecting?: ConnectingDesk;
  readonly contracts?: ContractDesk;
  readonly governance?: GovernanceNeeds;
  readonly reviews?: ReviewDesk;
  readonly conflicts?: ConflictDesk;
  readonly environments?: EnvironmentDesk;
  readonly linked?: LinkedDesk;
  readonly deployments?: DeploymentNeeds;
};

/** What the API of a studio has and that of a server has not: the workspace, and a bench to try flows on. */
function studioFronts(
  options: RuntimeOptions,
  { sandbox, clock, log, secrets, store, environment, ingress, ids }: Wired,
  { studio, events }: { readonly studio: Studio | undefined; readonly events: Followers<FileEvent> },
): Omit<Fronts, 'feed' | 'token' | 'deployments'> {
  if (studio === undefined) return {};
  const needs = createBenchNeeds({ folder: options.workspace, sandbox, clock, log, secrets });
  const place = { workspace: studio.workspace, environment: environment.name, store };
  const connecting = createConnectingDesk({
    workspace: studio.workspace,
    environment,
    secrets,
    clock,
    hash: sha256,
    log,
  });
  const hooks = createHookDesk({ workspace: studio.workspace, ingress, clock, ids, hash: sha256 });
  const contracts = createContractDesk({ workspace: studio.workspace });
  const record = async (entry: AuditFact): Promise<void> => void (await store.commit({ kind: 'audit', entry }));
  const ask: EvaluatePredicate = (text, input) => askInSandbox(sandbox, text, input, clock.now());
  const governing = createGovernanceDesk({ workspace: studio.workspace, clock, ask });
  const desk = auditFollows(studio.desk, { clock, record });
  const writes = createGovernanceWrites({ governance: governing, desk, clock, ask, record });
  const governance = { desk: governing, writes };
  const bench = createTestBench(needs, place);
  const { workspace: folder, data } = options;
  const reviews = createReviewDesk({ folder, data, workspace: studio.workspace, desk, secrets, clock, record });
  const { workspace } = studio;
  const conflicts = createConflictDesk({ folder, desk, workspace });
  const secretNames = () => secrets.names().map(({ name }) => name);
  const environments = createEnvironmentDesk({ workspace, desk, secretNames, clock, hash: sha256, ask });
  const linked = createLinkedDesk({ data, workspace, tokens: secrets, clock, hash: sha256, record });
  const handing = { reviews, conflicts, environments, linked };
  return { studio: { desk, events }, bench, connecting, contracts, governance, hooks, ...handing };
}

/** Opens the one port: API, webhooks, and in a studio the designer. */
async function openServer(
  options: RuntimeOptions,
  wired: Wired,
  { feed, token, ...studio }: Fronts,
): Promise<Result<{ readonly server: RunningServer; readonly sessions: Sessions }>> {
  const { store, engine, ingress, clock, ids, log, environment, secrets } = wired;
  let port = 0;
  const sessions = createSessions({ caller: token.grant.caller, port: () => port, mono: clock.mono });
  const handlers = createHandlers({
    store,
    engine,
    feed,
    clock,
    environment: environment.name,
    wake: engine.wake,
    endpoints: () => ingress.endpoints().map(describeEndpoint),
    isHealthy: () => engine.isHealthy(),
    secrets: openSecretDesk(secrets, store),
    sessions,
    ...studio,
  });
  const server = await startServer({
    port: options.port,
    handlers,
    receiveWebhook: ingress.receiveWebhook,
    access: createAccess([token.grant]),
    sessions,
    ...(options.designer === undefined ? {} : { designer: await readDesigner(options.designer) }),
    isTokenGenerated: token.generated,
    // A bundle is larger than any other body, in base64 more so.
    ...(wired.bundles === undefined ? {} : { limits: { bodyBudgetBytes: bundleBudgetBytes } }),
    clock,
    ids,
    log,
  });
  if (!server.ok) return server;
  port = server.value.port;
  return succeed({ server: server.value, sessions });
}
