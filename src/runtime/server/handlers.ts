import type { CallOutcome, Handlers, Refusal, RefusedCall } from '#api/call.ts';
import { calls } from '#api/calls.ts';
import { type DescribedEndpoint, describeApi } from '#api/openapi.ts';
import type { Caller } from '#api/permission.ts';
import { formatInstant, parseInstant } from '#flow/instant.ts';
import type { Json } from '#flow/json.ts';
import { listPermissions, visibleGroups } from '../access/roles.ts';
import type { Sessions } from '../access/sessions.ts';
import { decideApproval, findApproval, listApprovals } from '../approvals/approvals.ts';
import { describeApproval } from '../approvals/describe-approval.ts';
import { closeDeadLetter } from '../dead-letters/dead-letters.ts';
import type { AcceptOutcome, Engine, SignalOutcome } from '../engine/engine-port.ts';
import type { Clock } from '../engine/ports.ts';
import type { LinkedDesk } from '../linked/linked-desk.ts';
import type { ConflictDesk } from '../reviews/conflict-desk.ts';
import type { ReviewDesk } from '../reviews/review-desk.ts';
import { listLiveFlows } from '../runs/live-flows.ts';
import { tellRun } from '../runs/runs.ts';
import { startByHand } from '../runs/start-by-hand.ts';
import type { Store } from '../store/store.ts';
import type { ContractDesk } from '../workspace/contract-desk.ts';
import type { EnvironmentDesk } from '../workspace/environment-desk.ts';
import type { EventFeed } from './event-feed.ts';
import { conflictHandlers } from './handlers-conflicts.ts';
import { type ConnectingDesk, connectingHandlers } from './handlers-connecting.ts';
import { contractHandlers } from './handlers-contracts.ts';
import { type DeploymentNeeds, deploymentHandlers } from './handlers-deployments.ts';
import { environmentHandlers } from './handlers-environments.ts';
import { type GovernanceNeeds, governanceHandlers } from './handlers-governance.ts';
import { type HookNeeds, hookHandlers } from './handlers-hooks.ts';
import { linkedHandlers } from './handlers-linked.ts';
import { reviewHandlers } from './handlers-reviews.ts';
import { type TestingNeeds, testingHandlers } from './handlers-testing.ts';
import { compact, refuse, reply } from './outcomes.ts';
import { showApproval, showAudit, showDeadLetter, showOpenedApproval, showRun, showStory } from './rows.ts';
import { type SecretDesk, type StudioNeeds, secretHandlers, workspaceHandlers } from './workspace-handlers.ts';

/** What the API needs of the rest of the runtime. */
export type HandlerNeeds = {
  readonly store: Store;
  readonly engine: Engine;
  readonly feed: EventFeed;
  readonly clock: Pick<Clock, 'now'>;
  /** Name of the environment whose deployments are live here. */
  readonly environment: string;
  /** Drives runs that now hold their lane. */
  readonly wake: (runs: readonly string[]) => void;
  /** The webhooks mounted now. */
  readonly endpoints: () => readonly DescribedEndpoint[];
  /** False while the runtime cannot take events: the store refuses, or it is shutting down. */
  readonly isHealthy: () => boolean;
  readonly secrets: SecretDesk;
  /** Sessions of pages; without them no one-time token is taken. */
  readonly sessions?: Pick<Sessions, 'exchange'>;
  /** The workspace as it is worked on; a server has none. */
  readonly studio?: StudioNeeds;
  /** Tries and tests drafts; a server has none. */
  readonly bench?: TestingNeeds['bench'];
  /** Listens at webhooks while flows are drawn; a server does not. */
  readonly hooks?: HookNeeds['hooks'];
  /** Asks systems about themselves while they are connected; a server has none. */
  readonly connecting?: ConnectingDesk;
  /** Tells who uses contracts and what a change would break; a server has none. */
  readonly contracts?: ContractDesk;
  /** Takes bundles; a runtime that serves the files of a folder takes none. */
  readonly deployments?: DeploymentNeeds;
  /** Tells what flows are held against; a server has none. */
  readonly governance?: GovernanceNeeds;
  /** Saves, hands over and releases; a server does none of it. */
  readonly reviews?: ReviewDesk;
  /** Settles what was changed on both sides; a server has no files to settle. */
  readonly conflicts?: ConflictDesk;
  /** Compares, changes and tries environments; a server has one and changes none. */
  readonly environments?: EnvironmentDesk;
  /** Knows the servers a studio is linked to; a server is linked to none. */
  readonly linked?: LinkedDesk;
};

/** The work behind every row of the API. */
export type ApiHandlers = Handlers<typeof calls>;

/** Builds the handlers: thin, one per row; what they do stands in the services and in the engine. */
export function createHandlers(needs: HandlerNeeds): ApiHandlers {
  return {
    ...readHandlers(needs),
    ...workHandlers(needs),
    ...operationHandlers(needs),
    ...workspaceHandlers({ studio: needs.studio }),
    ...secretHandlers(needs),
    ...testingHandlers({ bench: needs.bench, now: needs.clock.now }),
    ...hookHandlers({ hooks: needs.hooks }),
    ...connectingHandlers({ connecting: needs.connecting }),
    ...contractHandlers({ contracts: needs.contracts }),
    ...deploymentHandlers({ ...needs, deployments: needs.deployments }),
    ...governanceHandlers({ governance: needs.governance }),
    ...reviewHandlers({ reviews: needs.reviews }),
    ...conflictHandlers({ conflicts: needs.conflicts }),
    ...environmentHandlers({ environments: needs.environments }),
    ...linkedHandlers({ linked: needs.linked }),
  } satisfies ApiHandlers;
}

type Part<Id extends keyof ApiHandlers> = Pick<ApiHandlers, Id>;

type RunIds = Extract<keyof ApiHandlers, `runs.${string}` | `doubts.${string}` | `events.${string}`>;

function readHandlers({ store, engine, feed }: HandlerNeeds): Part<RunIds> {
  return {
    'runs.list': async ({ query }) => {
      const page = await store.listRuns(compact(query));
      return reply({ runs: page.rows.map(showRun), next: page.next ?? null });
    },
    'runs.get': async ({ params }) => {
      const story = await tellRun(store, params.id);
      if (story === undefined) return notFound('run', params.id);
      return reply(showStory(story));
    },
    'runs.cancel': async ({ params, body, caller }) =>
      signalled(await engine.cancelRun(params.id, caller.name, body.reason)),
    'runs.abandon': async ({ params, body, caller }) =>
      signalled(await engine.cancelRun(params.id, caller.name, body.reason, true)),
    'runs.unpark': async ({ params, body, caller }) =>
      signalled(await engine.unparkLane({ run: params.id, by: caller.name, reason: body.reason })),
    'runs.replay': async ({ params, body, caller }) =>
      replayed(await engine.replay({ run: params.id, by: caller.name, ...replayOf(body) })),
    'doubts.list': async ({ query }) => {
      const page = await store.listDoubts(query.limit, query.cursor);
      const doubts = page.rows.map((row) => ({ ...row, openedAt: formatInstant(row.openedAt) }));
      return reply({ doubts, next: page.next ?? null });
    },
    'doubts.settle': async ({ body, caller }) => {
      const { result, ...settle } = body;
      return signalled(
        await engine.settleDoubt({ ...settle, by: caller.name, ...(result === undefined ? {} : { result }) }),
      );
    },
    'events.follow': ({ query, lastEventId }, send) =>
      feed.follow(lastEventId, (event) => {
        if (query.flow === undefined || event.data.kind !== 'run' || event.data.flow === query.flow) send(event);
      }),
  };
}

type WorkIds = Extract<keyof ApiHandlers, `approvals.${string}` | `dead-letters.${string}` | `holds.${string}`>;

function workHandlers(needs: HandlerNeeds): Part<WorkIds> {
  const { store, engine } = needs;
  return {
    'approvals.list': async ({ query, caller }) => {
      const page = await listApprovals(store, compact(query), visibleGroups(caller));
      return reply({ approvals: page.rows.map(showApproval), next: page.next ?? null });
    },
    'approvals.get': async ({ params, caller }) => {
      const row = await findApproval(store, params.id, visibleGroups(caller));
      if (row === undefined) return notFound('approval', params.id);
      return reply(showOpenedApproval(row, await describeApproval(store, row)));
    },
    'approvals.decide': async ({ params, body, caller }) =>
      signalled(await decideApproval(needs, { approval: params.id, ...compact(body) }, caller)),
    'dead-letters.list': async ({ query }) => {
      const page = await store.listDeadLetters(compact(query));
      return reply({ deadLetters: page.rows.map(showDeadLetter), next: page.next ?? null });
    },
    'dead-letters.get': async ({ params }) => {
      const row = await store.loadDeadLetter(params.id);
      return row === undefined ? notFound('dead-letter', params.id) : reply(showDeadLetter(row));
    },
    'dead-letters.replay': async ({ params, body, caller }) =>
      replayed(await engine.replay({ deadLetter: params.id, by: caller.name, ...replayOf(body) })),
    'dead-letters.close': async ({ params, body, caller }) =>
      signalled(await closeDeadLetter(needs, { deadLetter: params.id, by: caller.name, reason: body.reason })),
    'holds.list': async () => {
      const holds = await store.listHolds();
      return reply({ holds: holds.map((hold) => ({ ...hold, at: formatInstant(hold.at) })) });
    },
    'holds.set': async ({ body, caller }) => signalled(await engine.setHold({ on: true, by: caller.name, ...body })),
    'holds.unset': async ({ body, caller }) => signalled(await engine.setHold({ on: false, by: caller.name, ...body })),
  };
}

type OperationIds = Extract<
  keyof ApiHandlers,
  | `health.${string}`
  | `session.${string}`
  | `runtime.${string}`
  | `audit.${string}`
  | `refused.${string}`
  | `flows.${string}`
  | `openapi.${string}`
>;

function operationHandlers(needs: HandlerNeeds): Part<OperationIds> {
  const { store, clock, environment } = needs;
  return {
    'health.get': async () => reply({ status: needs.isHealthy() ? 'ok' : 'degraded', at: formatInstant(clock.now()) }),
    'session.get': async ({ caller }) => reply(showCaller(caller)),
    'session.exchange': async ({ body }) => {
      const made = needs.sessions?.exchange(body.token);
      if (made === undefined) return tokenSpent;
      return { ok: true, value: showCaller(made.caller), session: made.session };
    },
    'runtime.get': async () => {
      const { runs, audit, sqlite, synchronous, journalMode, sizeBytes } = await store.facts();
      return reply({ environment, store: { sqlite, synchronous, journalMode, sizeBytes }, runs, audit });
    },
    'audit.list': async ({ query }) => {
      const page = await store.listAudit(compact(query));
      return reply({ entries: page.rows.map(showAudit), next: page.next ?? null });
    },
    'audit.verify': async ({ body }) => {
      const { checkpoint } = body;
      if (checkpoint === undefined) return reply(await store.verifyAudit());
      const { seq, hash, at } = checkpoint;
      return reply(await store.verifyAudit({ seq, hash, at: parseInstant(at) ?? 0 }));
    },
    'refused.list': async ({ query }) => {
      const page = await store.listRefused(query.limit, query.cursor);
      return reply({
        refused: page.rows.map((row) => ({ ...row, at: formatInstant(row.at) })),
        next: page.next ?? null,
      });
    },
    'flows.list': async () => reply({ flows: await listLiveFlows(store, environment) }),
    'flows.start': async ({ params, body, caller }) =>
      replayed(await startByHand(needs, { flow: params.id, caller, ...compact(body) })),
    'openapi.get': async () => reply(describeApi(calls, needs.endpoints())),
  };
}

function showCaller(caller: Caller) {
  return {
    name: caller.name,
    roles: [...caller.roles],
    permissions: [...listPermissions(caller)],
    groups: caller.groups === 'all' ? ('all' as const) : [...caller.groups],
  };
}

const tokenSpent = refuse({
  status: 403,
  code: 'access/token-spent',
  title: 'The address is used up',
  detail:
    'Its token is spent, older than ten minutes, or of an earlier start. Start the studio again and open the address it prints.',
});

function notFound(area: 'run' | 'approval' | 'dead-letter', id: string): RefusedCall {
  return refuse({
    status: 404,
    code: `${area}/unknown`,
    title: 'Not found',
    detail: `There is no ${area.replace('-', ' ')} "${id}" here. Look at the list again.`,
  });
}

function signalled(outcome: SignalOutcome): CallOutcome<{ done: true }> {
  return outcome.kind === 'done' ? reply({ done: true }) : refuse(refusalOf(outcome.code, outcome.reason));
}

function replayed(outcome: AcceptOutcome | SignalOutcome): CallOutcome<{ run: string | null }> {
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
      return reply({ run: outcome.run });
    case 'done':
      return reply({ run: null });
    case 'refused': {
      const refusal = refusalOf(outcome.code, outcome.reason);
      if (!('status' in outcome)) return refuse(refusal);
      const wait = outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs };
      return refuse({ ...refusal, status: outcome.status, ...wait });
    }
  }
}

/** A thing that is not there is 404, our own trouble 503; everything else is a conflict with what is there. */
function refusalOf(code: string, reason: string): Refusal {
  if (code.endsWith('/unknown')) return { status: 404, code, title: 'Not found', detail: reason };
  return { status: code === 'engine/broke' ? 503 : 409, code, title: 'Not done', detail: reason };
}

type ReplayBody = { readonly reason: string; readonly input?: Json | undefined; readonly again?: true | undefined };

function replayOf({ reason, input, again }: ReplayBody): { reason: string; input?: Json; again?: true } {
  return { reason, ...(input === undefined ? {} : { input }), ...(again === undefined ? {} : { again }) };
}
