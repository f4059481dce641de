import { rm } from 'node:fs/promises';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { openBundle as readBundle } from '../bundles/bundle-ports.ts';
import { type JudgedBundle, judgeBundle, judgeStanding } from './admit-bundle.ts';
import type { DeployedSet, WantedFlow } from './deployed-set.ts';
import { retireOthers } from './deployments.ts';
import {
  beforeOf,
  type DeploymentParts,
  type DeskGround,
  gather,
  keep,
  noteRefused,
  serveStored,
  tryOpen,
  wantedOf,
} from './desk-ground.ts';
import {
  addressTaken,
  addsNothing,
  newReachProblem,
  noSuchBundle,
  notLive,
  signaturesOf,
  textOf,
  withSignature,
} from './desk-sentences.ts';
import { findLapsed, nextLapse } from './emergencies.ts';
import { deployedFolder, discardBundle, type OpenedBundle } from './open-bundle.ts';
import { readSite, type Site } from './site.ts';
import { noteSurroundings } from './surroundings.ts';

/** A bundle that was admitted, and which bundle each of its flows would replace. */
export type AdmittedBundle = {
  readonly digest: string;
  readonly judged: JudgedBundle;
  readonly replaces: readonly {
    readonly flow: string;
    readonly version: string;
    readonly live: { readonly version: string; readonly bundle: string | null } | null;
  }[];
};

/** What a rollback did to each flow. */
export type WentBack = { readonly flow: string; readonly from: string; readonly to: string | null };

/** Everything that is done to deployments; one thing at a time. */
export type DeploymentDesk = {
  readonly admit: (bytes: Uint8Array, by: string) => Promise<Result<AdmittedBundle>>;
  readonly activate: (
    ask: { readonly digest: string; readonly acceptReach: boolean },
    by: string,
  ) => Promise<Result<AdmittedBundle>>;
  readonly rollback: (
    ask: { readonly flow: string; readonly reason: string },
    by: string,
  ) => Promise<Result<{ readonly bundle: string; readonly flows: readonly WentBack[] }>>;
  readonly approve: (
    ask: { readonly digest: string; readonly signature: BundleSignature },
    by: string,
  ) => Promise<Result<{ readonly isEmergency: boolean }>>;
  /** What is live now, and the site as it is on disk. */
  readonly look: () => Promise<{ readonly set: DeployedSet; readonly site: Result<Site> }>;
  /** A bundle the store holds, laid out and read. */
  readonly open: (digest: string) => Promise<OpenedBundle | undefined>;
  /** Makes what was live at the last stop live again. */
  readonly start: () => Promise<DeployedSet>;
  readonly stop: () => Promise<void>;
};

/** The longest time between two looks for emergencies that are over, in milliseconds: clocks are set now and then. */
const longestLookMs = 10 * 60 * 1_000;

/** Pause before an emergency that could not be taken off is tried again, in milliseconds. */
const retryMs = 60_000;

/** Opens the desk; nothing is live before `start`. */
export function createDeploymentDesk(parts: DeploymentParts): DeploymentDesk {
  const ground: DeskGround = {
    parts,
    name: parts.environment.name,
    opened: new Map(),
    environment: parts.environment,
    set: { flows: [], live: [], connections: [] },
    withdraw: () => undefined,
  };
  let turn: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  // Two decisions at once could both be right alone and wrong together.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const watchEmergencies = async (): Promise<void> => {
    ground.withdraw();
    const at = await nextLapse(ground.parts);
    if (isStopped) return;
    const leftMs = (at ?? Number.POSITIVE_INFINITY) - parts.clock.now();
    // One that is over and could not be taken off is tried again after a while, not at once for ever.
    const delayMs = leftMs <= 0 ? retryMs : Math.min(longestLookMs, leftMs);
    ground.withdraw = parts.clock.after(delayMs, () => {
      void inTurn(() => endEmergencies(ground)).then(watchEmergencies, (error: unknown) =>
        parts.log.error('deployment.look-failed', { why: error instanceof Error ? error.message : 'unknown' }),
      );
    });
  };
  const andWatch = async <T>(work: () => Promise<T>): Promise<T> => {
    const done = await inTurn(work);
    await watchEmergencies();
    return done;
  };
  return {
    admit: (bytes, by) => inTurn(() => admit(ground, bytes, by)),
    activate: (ask, by) => andWatch(() => activate(ground, ask, by)),
    rollback: (ask, by) => andWatch(() => rollback(ground, ask, by)),
    approve: (ask, by) => andWatch(() => approve(ground, ask, by)),
    look: () => inTurn(async () => ({ set: ground.set, site: await readSite(parts.site, parts.environment) })),
    open: (digest) => inTurn(() => tryOpen(ground, digest)),
    start: () => andWatch(() => start(ground)),
    stop: async () => {
      isStopped = true;
      ground.withdraw();
      await turn;
    },
  };
}

async function start(ground: DeskGround): Promise<DeployedSet> {
  const { parts, name } = ground;
  await rm(deployedFolder(parts.data), { recursive: true, force: true });
  const rows = await parts.store.deployedFlows(name);
  const flows = new Set(rows.filter(({ bundle }) => bundle !== undefined).map(({ flow }) => flow));
  // What an earlier start served from files takes no events where only bundles do.
  await retireOthers(parts.store, parts.clock, { environment: name, by: 'system', flows });
  await endEmergencies(ground);
  await serveStored(ground, 'system');
  return ground.set;
}

async function admit(ground: DeskGround, bytes: Uint8Array, by: string): Promise<Result<AdmittedBundle>> {
  const judged = await judge(ground, bytes, by);
  if (!judged.ok) return judged;
  const { bundle, standing, newReach } = judged.value;
  await keep(ground, judged.value, {
    by,
    action: 'bundle.admitted',
    detail: { authors: [...standing.authors], approvers: [...standing.approvers], newReach: newReach.length },
  });
  return succeed(await tellAdmitted(ground, bundle.digest, judged.value));
}

/** Judges bytes, and writes a refusal down. */
async function judge(ground: DeskGround, bytes: Uint8Array, by: string): Promise<Result<JudgedBundle>> {
  const { parts, name } = ground;
  const site = await readSite(parts.site, parts.environment);
  if (!site.ok) return site;
  const { digest, result } = await judgeBundle(
    bytes,
    site.value,
    async () => ({ ...ground.set, versions: await parts.store.deployedVersions(name) }),
    {
      ...parts,
      now: parts.clock.now,
      known: async (known) => signaturesOf((await parts.store.loadBundle(name, known))?.signatures),
    },
  );
  if (!result.ok) {
    if (!ground.opened.has(digest)) await discardBundle(digest, parts.data);
    return await noteRefused(ground, { digest, problems: result.problems, by });
  }
  ground.opened.set(digest, result.value.opened);
  return result;
}

async function activate(
  ground: DeskGround,
  { digest, acceptReach }: { readonly digest: string; readonly acceptReach: boolean },
  by: string,
): Promise<Result<AdmittedBundle>> {
  const { parts, name } = ground;
  const row = await parts.store.loadBundle(name, digest);
  if (row?.bytes === undefined) return refuse(noSuchBundle(digest));
  // Everything is judged again: keys are revoked, secrets vanish and other bundles go live between the two.
  const judged = await judge(ground, row.bytes, by);
  if (!judged.ok) return judged;
  const { flows, newReach } = judged.value;
  const told = await tellAdmitted(ground, digest, judged.value);
  const problems = newReach.length > 0 && !acceptReach ? [newReachProblem(judged.value)] : [];
  const rows = await parts.store.deployedFlows(name);
  const next = await gather(ground, [
    ...wantedOf(rows).filter(({ flow }) => !flows.some((one) => one.flow === flow)),
    ...flows.map(({ flow, version, plan }) => ({ flow, version, plan: plan.hash, bundle: digest })),
  ]);
  problems.push(...parts.clashes(next.flows).map(addressTaken));
  if (problems.length > 0) return await noteRefused(ground, { digest, problems, by });
  if (told.replaces.every(({ live, version }) => live?.bundle === digest && live.version === version)) {
    return succeed(told);
  }
  const site = await readSite(parts.site, parts.environment);
  if (!site.ok) return site;
  await makeBundleLive(ground, judged.value, { site: site.value, by });
  await serveStored(ground, by);
  return succeed(told);
}

async function makeBundleLive(
  ground: DeskGround,
  judged: JudgedBundle,
  { site, by }: { readonly site: Site; readonly by: string },
): Promise<void> {
  const { parts, name } = ground;
  const { bundle, flows, newReach, standing, opened } = judged;
  const { authors, approvers, emergency } = standing;
  const plans = flows.map(({ flow, version, plan }) => {
    return { flow, version, plan: plan.hash, planText: JSON.stringify(plan) };
  });
  await parts.store.commit({
    kind: 'activate',
    environment: name,
    bundle: bundle.digest,
    flows: plans,
    surroundings: textOf(noteSurroundings(site.environment, opened.workspace.connections, parts.hash)),
    by,
    at: parts.clock.now(),
    detail: {
      authors: [...authors],
      approvers: [...approvers],
      acceptedReach: newReach.map(({ sentence }) => sentence),
      ...(emergency === undefined ? {} : { emergency: { ...emergency } }),
    },
  });
  if (emergency !== undefined) await tellEmergency(ground, judged);
}

/** A bundle nobody reviewed runs: whoever looks after its flows must learn of it without looking. */
async function tellEmergency({ parts, name }: DeskGround, { bundle, flows, standing }: JudgedBundle): Promise<void> {
  if (standing.emergency === undefined) return;
  const { by, reason, incident, until } = standing.emergency;
  const owners = [...new Set(flows.map(({ plan }) => plan.owner ?? 'nobody'))].sort();
  const facts = { by, reason, incident, until, owners, flows: flows.map(({ flow }) => flow) };
  parts.log.warn('deployment.emergency', { digest: bundle.digest, ...facts });
  const entry = {
    at: parts.clock.now(),
    actor: by,
    action: 'bundle.emergency',
    subject: bundle.digest,
    detail: { environment: name, ...facts },
  };
  await parts.store.commit({ kind: 'audit', entry });
}

async function rollback(
  ground: DeskGround,
  { flow, reason }: { readonly flow: string; readonly reason: string },
  by: string,
): Promise<Result<{ readonly bundle: string; readonly flows: readonly WentBack[] }>> {
  const rows = await ground.parts.store.deployedFlows(ground.name);
  const bundle = rows.find((row) => row.flow === flow)?.bundle;
  if (bundle === undefined) return refuse(notLive(flow));
  return await goBack(ground, { bundle, reason, by, why: 'rolled-back' });
}

type GoingBack = {
  readonly bundle: string;
  readonly reason: string;
  readonly by: string;
  readonly why: 'rolled-back' | 'lapsed';
};

/** Takes a bundle off as a whole: its flows were reviewed together, and half of it nobody has seen. */
async function goBack(
  ground: DeskGround,
  { bundle, reason, by, why }: GoingBack,
): Promise<Result<{ readonly bundle: string; readonly flows: readonly WentBack[] }>> {
  const { parts, name } = ground;
  const rows = await parts.store.deployedFlows(name);
  const after = rows.flatMap((row): WantedFlow[] => (row.bundle === bundle ? beforeOf(row) : [...wantedOf([row])]));
  const clashes = parts.clashes((await gather(ground, after)).flows);
  if (clashes.length > 0) return refuse(...clashes.map(addressTaken));
  await parts.store.commit({
    kind: 'rollback',
    environment: name,
    bundle,
    by,
    at: parts.clock.now(),
    reason,
    why,
  });
  await serveStored(ground, by);
  const flows = rows
    .filter((row) => row.bundle === bundle)
    .map((row) => ({ flow: row.flow, from: row.version, to: row.before?.version ?? null }));
  parts.log.warn(why === 'lapsed' ? 'deployment.lapsed' : 'deployment.rolled-back', { bundle, flows });
  return succeed({ bundle, flows });
}

async function endEmergencies(ground: DeskGround): Promise<void> {
  for (const { digest, emergency } of await findLapsed(ground.parts)) {
    const reason = `The emergency of ${emergency.by} (${emergency.incident}) ended at ${emergency.until}, and nobody approved the bundle.`;
    const ended = await goBack(ground, { bundle: digest, reason, by: 'system', why: 'lapsed' });
    if (!ended.ok) ground.parts.log.error('deployment.cannot-lapse', { digest, why: ended.problems[0]?.message ?? '' });
  }
}

async function approve(
  ground: DeskGround,
  { digest, signature }: { readonly digest: string; readonly signature: BundleSignature },
  by: string,
): Promise<Result<{ readonly isEmergency: boolean }>> {
  const { parts, name } = ground;
  const row = await parts.store.loadBundle(name, digest);
  if (row?.bytes === undefined) return refuse(noSuchBundle(digest));
  const read = readBundle(row.bytes);
  if (!read.ok) return read;
  const site = await readSite(parts.site, parts.environment);
  if (!site.ok) return site;
  const added = withSignature(read.value, signature);
  if (!added.ok) return await noteRefused(ground, { digest, problems: added.problems, by });
  const live = { ...site.value, environment: { ...site.value.environment, purpose: 'live' as const } };
  const standing = judgeStanding(added.value, live, parts.clock.now());
  if (!standing.ok) return await noteRefused(ground, { digest, problems: standing.problems, by });
  if (signature.role === 'approver' && !standing.value.approvers.includes(signature.by)) {
    return await noteRefused(ground, { digest, problems: [addsNothing(signature)], by });
  }
  const isEmergency = standing.value.emergency !== undefined;
  await keep(
    ground,
    { bundle: added.value },
    {
      by,
      action: 'bundle.signed',
      detail: { role: signature.role, signedBy: signature.by, keyId: signature.keyId, isEmergency },
    },
  );
  return succeed({ isEmergency });
}

async function tellAdmitted(
  { parts, name }: DeskGround,
  digest: string,
  judged: JudgedBundle,
): Promise<AdmittedBundle> {
  const rows = new Map((await parts.store.deployedFlows(name)).map((row) => [row.flow, row]));
  const replaces = judged.flows.map(({ flow, version }) => {
    const row = rows.get(flow);
    return { flow, version, live: row === undefined ? null : { version: row.version, bundle: row.bundle ?? null } };
  });
  return { digest, judged, replaces };
}
