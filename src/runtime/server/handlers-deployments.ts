import type { Handlers, RefusedCall } from '#api/call.ts';
import type { calls } from '#api/calls.ts';
import type { deploymentCalls } from '#api/deployments.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { Standing } from '../deployments/admit-bundle.ts';
import type { AdmittedBundle, DeploymentDesk } from '../deployments/deployment-desk.ts';
import type { ShadowReport } from '../deployments/shadow.ts';
import {
  type BundleDrift,
  type TellingNeeds,
  type ToldBundle,
  type ToldDeployment,
  tellBundle,
  tellDeployments,
  tellDrift,
} from '../deployments/tell-deployments.ts';
import type { DeployedFlowRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import { compact, type ProblemStatuses, refuse, refuseProblems, reply } from './outcomes.ts';

type DeploymentIds = (typeof deploymentCalls)[number]['id'];
type Part<Id extends DeploymentIds = DeploymentIds> = Pick<Handlers<typeof calls>, Id>;

/** What the calls about bundles need; a runtime that serves the files of a folder has none of it. */
export type DeploymentNeeds = TellingNeeds & {
  readonly desk: DeploymentDesk;
  readonly signedOnly: boolean;
  readonly shadow: (ask: {
    readonly digest: string;
    readonly flow: string;
    readonly runs: number;
  }) => Promise<Result<ShadowReport>>;
};

/** The work behind the calls about what is live. */
export function deploymentHandlers(needs: {
  readonly deployments: DeploymentNeeds | undefined;
  readonly store: Pick<Store, 'deployedFlows'>;
  readonly environment: string;
}): Part {
  if (needs.deployments === undefined) return closedHandlers(needs);
  return { ...readHandlers(needs.deployments), ...workHandlers(needs.deployments) };
}

type ReadIds = 'deployments.list' | 'deployments.show' | 'deployments.drift';

function readHandlers(needs: DeploymentNeeds): Part<ReadIds> {
  return {
    'deployments.list': async () => {
      const { deployments, bundles } = await tellDeployments(needs);
      return reply({
        environment: needs.environment,
        takesBundles: true,
        signedOnly: needs.signedOnly,
        deployments: deployments.map(showDeployment),
        bundles: bundles.map(showBundle),
      });
    },
    'deployments.show': async ({ params }) => {
      const told = await tellBundle(needs, params.digest);
      if (told === undefined) return notDone([unknownBundle(params.digest)]);
      return reply({
        ...showBundle(told),
        manifest: told.manifest ?? null,
        signatures: told.signatures.map((signature) => ({ ...signature })),
      });
    },
    'deployments.drift': async ({ query }) => {
      const drifts = await tellDrift(needs, query.digest);
      return reply({ bundles: drifts.map(showDrift) });
    },
  };
}

function workHandlers({ desk, shadow }: DeploymentNeeds): Part<Exclude<DeploymentIds, ReadIds>> {
  return {
    'deployments.admit': async ({ body, caller }) => {
      const bytes = bytesOf(body.bundle);
      if (bytes === undefined) return notDone([noBase64]);
      const admitted = await desk.admit(bytes, caller.name);
      return admitted.ok ? reply(showVerdict(admitted.value)) : notDone(admitted.problems);
    },
    'deployments.activate': async ({ params, body, caller }) => {
      const ask = { digest: params.digest, acceptReach: body.acceptReach };
      const activated = await desk.activate(ask, caller.name);
      return activated.ok ? reply(showVerdict(activated.value)) : notDone(activated.problems);
    },
    'deployments.approve': async ({ params, body, caller }) => {
      // The schema leaves absent members out; only the optional ones differ in how TypeScript writes them.
      const signature = compact(body.signature) as BundleSignature;
      const approved = await desk.approve({ digest: params.digest, signature }, caller.name);
      return approved.ok ? reply(approved.value) : notDone(approved.problems);
    },
    'deployments.shadow': async ({ params, body }) => {
      const told = await shadow({ digest: params.digest, ...body });
      if (!told.ok) return notDone(told.problems);
      const { different, ...counts } = told.value;
      return reply({ ...counts, different: different.map(({ run, at }) => ({ run, at: [...at] })) });
    },
    'deployments.rollback': async ({ body, caller }) => {
      const back = await desk.rollback(body, caller.name);
      if (!back.ok) return notDone(back.problems);
      return reply({ bundle: back.value.bundle, flows: back.value.flows.map((flow) => ({ ...flow })) });
    },
  };
}

function closedHandlers({
  store,
  environment,
}: {
  readonly store: Pick<Store, 'deployedFlows'>;
  readonly environment: string;
}): Part {
  return {
    'deployments.list': async () => {
      const rows = await store.deployedFlows(environment);
      const deployments = rows.map((row) => showDeployment({ ...row, authors: [], approvers: [], drift: 0 }));
      return reply({ environment, takesBundles: false, signedOnly: false, deployments, bundles: [] });
    },
    'deployments.admit': closed,
    'deployments.show': closed,
    'deployments.activate': closed,
    'deployments.approve': closed,
    'deployments.rollback': closed,
    'deployments.drift': closed,
    'deployments.shadow': closed,
  };
}

const closed = async (): Promise<RefusedCall> =>
  refuse({
    status: 409,
    code: 'deployment/closed',
    title: 'Takes no bundles',
    detail:
      'This runtime serves the flow files of its folder, so bundles have no place in it. Start it on a folder without flows, or with an environment that has "purpose: live".',
  });

const noBase64: Problem = {
  code: 'deployment/no-bundle-text',
  message: 'The member "bundle" is no base64. Send the bytes of the file in base64, or use "penstock deploy FILE".',
};

function unknownBundle(digest: string): Problem {
  return { code: 'deployment/no-such-bundle', message: `This environment holds no bundle ${digest}.` };
}

function bytesOf(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : undefined;
}

const statuses: ProblemStatuses = new Map([
  ['deployment/no-such-bundle', 404],
  ['deployment/not-live', 404],
  ['deployment/shadow-impossible', 404],
  ['deployment/new-reach', 409],
  ['deployment/address-taken', 409],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);

function showStanding({ authors, approvers, emergency }: Standing) {
  return {
    authors: [...authors],
    approvers: [...approvers],
    emergency: emergency === undefined ? null : { ...emergency },
  };
}

function showDeployment({ flow, version, plan, at, by, bundle, before, drift, ...standing }: ToldDeployment) {
  return {
    flow,
    version,
    plan,
    deployedAt: formatInstant(at),
    by,
    bundle: bundle ?? null,
    ...showStanding(standing),
    drift,
    before: showBefore(before),
  };
}

function showBefore(before: DeployedFlowRow['before']) {
  return before === undefined ? null : { version: before.version, bundle: before.bundle ?? null };
}

function showBundle({ row, manifest, standing }: ToldBundle) {
  return {
    digest: row.digest,
    state: row.state,
    by: row.by,
    at: formatInstant(row.at),
    activatedAt: row.activatedAt === undefined ? null : formatInstant(row.activatedAt),
    flows: (manifest?.flows ?? []).map(({ id, version }) => ({ flow: id, version })),
    ...showStanding(standing),
    code: row.code ?? null,
    why: row.why ?? null,
  };
}

function showVerdict({ digest, judged, replaces }: AdmittedBundle) {
  return {
    digest,
    flows: replaces.map(({ flow, version, live }) => ({ flow, version, live: live === null ? null : { ...live } })),
    ...showStanding(judged.standing),
    newReach: judged.newReach.map((news) => ({ ...news })),
    findings: [...judged.findings],
    notes: [...judged.notes],
  };
}

function showDrift({ bundle, flows, drift }: BundleDrift) {
  return { bundle, flows: [...flows], drift: drift.map((one) => ({ ...one })) };
}
