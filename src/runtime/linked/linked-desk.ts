import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { judgeFlows } from '../deployments/deployments.ts';
import type { Clock, Hash } from '../engine/ports.ts';
import type { AuditFact } from '../store/change.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { hidePersonal, type ToldRun } from './hide-personal.ts';
import { type KeptRelease, listReleases, readRelease } from './releases.ts';
import { type AnswerLimits, askLimits, deployLimits, openServer, type ServerClient } from './server-client.ts';
import { freeId, type LinkedServer, openServerList, readAddress, type ServerList } from './server-list.ts';

type Reply<Id extends 'linked.list' | 'linked.live' | 'linked.deploy' | 'linked.rollback'> = z.output<
  ApiCallOf<Id>['reply']
>;

/** A linked server and how it answers. */
export type ServerState = Reply<'linked.list'>['servers'][number];

/** What is live at a server. */
export type LiveThere = Reply<'linked.live'>;

/** What a server says of a bundle. */
export type BundleVerdict = Reply<'linked.deploy'>;

/** A page of runs of a server. */
export type RunsThere = z.output<ApiCallOf<'runs.list'>['reply']>;

/** Which runs of a server are asked for. */
export type RunsAsked = z.output<ApiCallOf<'linked.runs'>['query']>;

/** What the desk stands on. */
export type LinkedParts = {
  /** Data directory of the studio. */
  readonly data: string;
  readonly workspace: () => Promise<Workspace>;
  /** Keeps tokens sealed, under names no file can name. */
  readonly tokens: {
    readonly kept: (name: `~${string}`) => { readonly reveal: () => string } | undefined;
    readonly keep: (name: `~${string}`, value: string, by: string) => Promise<void>;
  };
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: Hash;
  readonly record: (entry: AuditFact) => Promise<void>;
};

/** Servers a studio is linked to, and what is done there through it. */
export type LinkedDesk = {
  readonly list: () => Promise<readonly ServerState[]>;
  readonly add: (
    asked: { readonly name: string; readonly address: string; readonly token: string },
    by: string,
  ) => Promise<Result<ServerState>>;
  readonly remove: (id: string, by: string) => Promise<Result<void>>;
  readonly releases: () => Promise<readonly KeptRelease[]>;
  readonly live: (id: string) => Promise<Result<LiveThere>>;
  readonly runs: (id: string, asked: RunsAsked) => Promise<Result<RunsThere>>;
  readonly run: (id: string, run: string) => Promise<Result<ToldRun>>;
  readonly deploy: (
    id: string,
    what: { readonly bundle: string } | { readonly release: string },
    by: string,
  ) => Promise<Result<BundleVerdict>>;
  readonly activate: (
    id: string,
    what: { readonly digest: string; readonly acceptReach: boolean },
    by: string,
  ) => Promise<Result<BundleVerdict>>;
  readonly rollback: (
    id: string,
    what: { readonly flow: string; readonly reason: string },
    by: string,
  ) => Promise<Result<Reply<'linked.rollback'>>>;
};

/** Sets the desk up; nothing is asked before somebody asks. */
export function createLinkedDesk(parts: LinkedParts): LinkedDesk {
  const servers = openServerList(parts.data);
  const reach: Reach = async (id, limits = askLimits) => {
    const server = (await servers.read()).find((one) => one.id === id);
    return server === undefined ? refuse(unknownServer(id)) : succeed(openServer(addressOf(parts, server), limits));
  };
  return { ...listActs(parts, servers), ...reads(parts, reach), ...deploys(parts, reach) };
}

/** Finds a server of the list and opens the way to it. */
type Reach = (id: string, limits?: AnswerLimits) => Promise<Result<ServerClient>>;

function listActs(parts: LinkedParts, servers: ServerList): Pick<LinkedDesk, 'list' | 'add' | 'remove' | 'releases'> {
  let turn: Promise<unknown> = Promise.resolve();
  // Two changes of the list at once would lose one of them.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    list: async () => Promise.all((await servers.read()).map((server) => askState(parts, server))),
    add: (asked, by) => inTurn(() => addServer(parts, servers, asked, by)),
    remove: (id, by) =>
      inTurn(async () => {
        const known = await servers.read();
        if (!known.some((one) => one.id === id)) return refuse(unknownServer(id));
        await servers.write(known.filter((one) => one.id !== id));
        // The store keeps what it sealed; from here on that is nothing.
        await parts.tokens.keep(tokenName(id), '-', by);
        await note(parts, { by, action: 'linked.removed', subject: id, detail: {} });
        return succeed(undefined);
      }),
    releases: () => listReleases(parts.data),
  };
}

function reads(parts: LinkedParts, reach: Reach): Pick<LinkedDesk, 'live' | 'runs' | 'run'> {
  return {
    live: async (id) => {
      const client = await reach(id);
      return client.ok ? await tellLive(parts, client.value) : client;
    },
    runs: async (id, { flow, state, limit, cursor }) => {
      const client = await reach(id);
      if (!client.ok) return client;
      const query = {
        limit,
        ...(flow === undefined ? {} : { flow }),
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      return await client.value.send('runs.list', { query });
    },
    run: async (id, run) => {
      const client = await reach(id);
      if (!client.ok) return client;
      const told = await client.value.send('runs.get', { params: { id: run } });
      return told.ok ? succeed(hidePersonal(told.value, (await parts.workspace()).contracts.values())) : told;
    },
  };
}

function deploys(parts: LinkedParts, reach: Reach): Pick<LinkedDesk, 'deploy' | 'activate' | 'rollback'> {
  const act = async <T>(
    id: string,
    noted: { readonly by: string; readonly action: string; readonly detail: Readonly<Record<string, string>> },
    work: (client: ServerClient) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const client = await reach(id, deployLimits);
    if (!client.ok) return client;
    const done = await work(client.value);
    const outcome = done.ok ? 'done' : (done.problems[0]?.code ?? 'refused');
    await note(parts, { ...noted, subject: id, detail: { ...noted.detail, outcome } });
    return done;
  };
  return {
    deploy: async (id, what, by) => {
      const bytes = 'bundle' in what ? succeed(what.bundle) : await base64Of(parts.data, what.release);
      if (!bytes.ok) return bytes;
      const detail: Readonly<Record<string, string>> = 'release' in what ? { release: what.release } : {};
      return await act(id, { by, action: 'linked.handed-over', detail }, (client) =>
        client.send('deployments.admit', { body: { bundle: bytes.value } }),
      );
    },
    activate: (id, { digest, acceptReach }, by) =>
      act(id, { by, action: 'linked.activated', detail: { digest } }, (client) =>
        client.send('deployments.activate', { params: { digest }, body: { acceptReach } }),
      ),
    rollback: (id, { flow, reason }, by) =>
      act(id, { by, action: 'linked.rolled-back', detail: { flow, reason } }, (client) =>
        client.send('deployments.rollback', { body: { flow, reason } }),
      ),
  };
}

/** No file of a workspace can name a secret like this. */
function tokenName(id: string): `~${string}` {
  return `~linked/${id}`;
}

function addressOf({ tokens }: LinkedParts, { id, address }: LinkedServer) {
  return { address, token: tokens.kept(tokenName(id))?.reveal() ?? '-' };
}

async function addServer(
  parts: LinkedParts,
  servers: ServerList,
  { name, address, token }: { readonly name: string; readonly address: string; readonly token: string },
  by: string,
): Promise<Result<ServerState>> {
  const origin = readAddress(address);
  if (!origin.ok) return origin;
  const known = await servers.read();
  if (known.some((one) => one.name.toLowerCase() === name.toLowerCase())) return refuse(nameTaken(name));
  const client = openServer({ address: origin.value, token });
  const session = await client.send('session.get', {});
  if (!session.ok) return session;
  const server: LinkedServer = { id: freeId(name, known), name, address: origin.value };
  await parts.tokens.keep(tokenName(server.id), token, by);
  await servers.write([...known, server]);
  await note(parts, {
    by,
    action: 'linked.added',
    subject: server.id,
    detail: { address: origin.value, as: session.value.name },
  });
  return succeed(await askState(parts, server));
}

async function askState(parts: LinkedParts, server: LinkedServer): Promise<ServerState> {
  const client = openServer(addressOf(parts, server));
  const [health, deployed] = await Promise.all([client.send('health.get', {}), client.send('deployments.list', {})]);
  const facts = { ...server, environment: null, healthy: null, signedOnly: null, takesBundles: null };
  if (!health.ok) return { ...facts, ...stateOf(health.problems[0]) };
  const healthy = health.value.status === 'ok';
  if (!deployed.ok) return { ...facts, healthy, ...stateOf(deployed.problems[0]) };
  const { environment, signedOnly, takesBundles } = deployed.value;
  return { ...server, state: 'connected', sentence: null, environment, healthy, signedOnly, takesBundles };
}

function stateOf(problem: Problem | undefined): Pick<ServerState, 'state' | 'sentence'> {
  const sentence = problem?.message ?? null;
  if (problem?.code === 'linked/unreachable') return { state: 'unreachable', sentence };
  return { state: problem?.code === 'linked/strange-answer' ? 'strange' : 'signed-out', sentence };
}

async function tellLive(parts: LinkedParts, client: ServerClient): Promise<Result<LiveThere>> {
  const [deployed, flows, drifted] = await Promise.all([
    client.send('deployments.list', {}),
    client.send('flows.list', {}),
    client.send('deployments.drift', {}),
  ]);
  if (!deployed.ok) return deployed;
  const { environment, takesBundles, signedOnly, deployments } = deployed.value;
  const facts = new Map((flows.ok ? flows.value.flows : []).map((one) => [one.id, one]));
  const drift = new Map(
    (drifted.ok ? drifted.value.bundles : []).map(({ bundle, drift: found }) => [
      bundle,
      found.map((one) => one.sentence),
    ]),
  );
  const standingHere = compareHere(await parts.workspace(), parts.hash);
  return succeed({
    environment,
    takesBundles,
    signedOnly,
    flows: deployments.map((one) => ({
      flow: one.flow,
      name: facts.get(one.flow)?.name ?? null,
      owner: facts.get(one.flow)?.owner ?? null,
      version: one.version,
      since: one.deployedAt,
      by: one.by,
      authors: one.authors,
      approvers: one.approvers,
      emergency: one.emergency,
      bundle: one.bundle,
      before: one.before,
      drift: one.bundle === null ? [] : [...(drift.get(one.bundle) ?? [])],
      here: standingHere(one.flow, one.plan),
    })),
  });
}

/** Holds what is live there against the flows of this workspace, by what they mean. */
function compareHere(
  workspace: Workspace,
  hash: Hash,
): (flow: string, plan: string) => LiveThere['flows'][number]['here'] {
  const judge = judgeFlows(workspace, hash, undefined);
  return (id, plan) => {
    const flow = workspace.flows.find((one) => one.flow.id === id)?.flow;
    if (flow === undefined) {
      return { state: 'absent', version: null, sentence: 'This workspace has no flow of this id.' };
    }
    const version = flow.version ?? null;
    const verdict = judge(flow);
    if (!verdict.ok) return { state: 'unsound', version, sentence: 'The flow has errors in this workspace.' };
    if (verdict.deployable.plan.hash === plan) {
      return { state: 'same', version, sentence: 'It means the same in this workspace.' };
    }
    return { state: 'different', version, sentence: 'It means something else in this workspace than what is live.' };
  };
}

async function base64Of(data: string, release: string): Promise<Result<string>> {
  const bytes = await readRelease(data, release);
  return bytes.ok ? succeed(Buffer.from(bytes.value).toString('base64')) : bytes;
}

type Noted = {
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string>>;
};

async function note({ clock, record }: LinkedParts, { by, action, subject, detail }: Noted): Promise<void> {
  await record({ at: clock.now(), actor: by, action, subject, detail });
}

function unknownServer(id: string): Problem {
  return { code: 'linked/unknown', message: `There is no linked server "${id}" here. Look at the list again.` };
}

function nameTaken(name: string): Problem {
  return { code: 'linked/name-taken', message: `A linked server is called "${name}" already. Choose another name.` };
}
