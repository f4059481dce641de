import { type Emergency, judgeSignatures, type SignatureVerdict } from '#flow/bundle/judge-signatures.ts';
import { addSignature, type Bundle } from '#flow/bundle/read-bundle.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { whatStops } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import { type EstateFlow, sumUpFlow } from '#flow/check/governance/estate.ts';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { mergeReports, type ReportedFinding, reportFindings } from '#flow/check/report/report.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { hashBytes, openBundle as readBundle, trustIn } from '../bundles/bundle-ports.ts';
import { describeFlows } from '../bundles/describe-flows.ts';
import type { Hash } from '../engine/ports.ts';
import { governanceFor, knownFlows, readGovernance } from '../workspace/governance.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { askFlows, type Deployable, judgeFlows } from './deployments.ts';
import { textOf } from './desk-sentences.ts';
import { judgeResidency } from './judge-residency.ts';
import { judgeVersions, type KnownVersion } from './judge-versions.ts';
import { findNewReach, type ReachNews } from './new-reach.ts';
import { type OpenedBundle, openBundle } from './open-bundle.ts';
import { judgeBindings, type Site } from './site.ts';

/** What a bundle is held against besides the site: what this environment has had and has live. */
export type LiveGround = {
  readonly versions: readonly KnownVersion[];
  /** Bundles that are live, opened. */
  readonly live: readonly OpenedBundle[];
  /** Connections as runs use them now. */
  readonly connections: readonly Connection[];
};

/** What judging needs of the rest of the runtime. */
export type JudgingNeeds = {
  /** Data directory. */
  readonly data: string;
  readonly now: () => number;
  readonly hash: Hash;
  /** Asks predicates of templates. */
  readonly ask: EvaluatePredicate;
  readonly hasSecret: (name: string) => boolean;
};

/** Who stands behind a bundle. */
export type Standing = {
  readonly authors: readonly string[];
  readonly approvers: readonly string[];
  readonly emergency?: Emergency;
};

/** A bundle that may go live here, and what an operator should know before it does. */
export type JudgedBundle = {
  readonly bundle: Bundle;
  readonly opened: OpenedBundle;
  readonly standing: Standing;
  readonly flows: readonly Deployable[];
  /** What the checks say that does not keep it out. */
  readonly findings: readonly ReportedFinding[];
  readonly newReach: readonly ReachNews[];
  /** Sentences an operator should read, such as two bundles with different shapes of one connection. */
  readonly notes: readonly string[];
};

/** What became of bytes at the door; `digest` names them in the audit however little of them could be read. */
export type Judgement = { readonly digest: string; readonly result: Result<JudgedBundle> };

/**
 * Judges bytes as a bundle for a site, in the order that trusts least first: form and hashes, signatures, versions,
 * then the runtime's own rules, what the environment must give, and what it would newly reach. Nothing is stored.
 *
 * @param known signatures that arrived for this bundle before
 */
export async function judgeBundle(
  bytes: Uint8Array,
  site: Site,
  ground: (digest: string) => Promise<LiveGround>,
  needs: JudgingNeeds & { readonly known: (digest: string) => Promise<readonly BundleSignature[]> },
): Promise<Judgement> {
  const read = readBundle(bytes);
  if (!read.ok) return { digest: hashBytes(bytes), result: read };
  const bundle = joinSignatures(read.value, await needs.known(read.value.digest));
  const { digest } = bundle;
  const standing = judgeStanding(bundle, site, needs.now());
  if (!standing.ok) return { digest, result: standing };
  const around = await ground(digest);
  const versions = judgeVersions(bundle.manifest.flows, around.versions);
  if (versions.length > 0) return { digest, result: refuse(...versions) };
  const opened = await openBundle(bundle, needs.data);
  return { digest, result: await judgeOpened({ bundle, opened, standing: standing.value, site, around }, needs) };
}

/** A bundle with every signature that is known of it, each once. */
export function joinSignatures(bundle: Bundle, more: readonly BundleSignature[]): Bundle {
  let joined = bundle;
  for (const signature of more) {
    const added = addSignature(joined, signature);
    if (added.ok) joined = added.value;
  }
  return joined;
}

/** Who stands behind a bundle; environments that are not live take it without anybody. */
export function judgeStanding(
  bundle: Pick<Bundle, 'manifest' | 'digest' | 'signatures'>,
  { settings, environment }: Pick<Site, 'settings' | 'environment'>,
  now: number,
): Result<Standing> {
  const verdict: SignatureVerdict = judgeSignatures(bundle, trustIn(settings.trustedKeys, formatInstant(now)));
  if (verdict.ok) {
    const { authors, approvers, emergency } = verdict;
    return succeed({ authors, approvers, ...(emergency === undefined ? {} : { emergency }) });
  }
  return environment.purpose === 'live' ? verdict : succeed({ authors: [], approvers: [] });
}

type Opened = {
  readonly bundle: Bundle;
  readonly opened: OpenedBundle;
  readonly standing: Standing;
  readonly site: Site;
  readonly around: LiveGround;
};

async function judgeOpened(asked: Opened, needs: JudgingNeeds): Promise<Result<JudgedBundle>> {
  const { bundle, opened, standing, site, around } = asked;
  const unread = opened.workspace.problems.map(({ file, message }) => notConforming(`${file}: ${message}`));
  if (unread.length > 0) return refuse(...unread);
  const described = await judgeDescription(opened);
  if (described.length > 0) return refuse(...described);
  const checked = await checkFlows(asked, needs);
  if (!checked.ok) return checked;
  const { connections } = opened.workspace;
  const unbound = judgeBindings(site, connections);
  if (unbound.length > 0) return refuse(...unbound);
  const { manifest } = bundle;
  const misplaced = judgeResidency(manifest.reach, connections, opened.workspace.registry, site.environment);
  if (misplaced.length > 0) return refuse(...misplaced);
  const missing = wantedSecrets(checked.value.flows, connections).filter((name) => !needs.hasSecret(name));
  if (missing.length > 0) return refuse(...missing.map(secretMissing));
  const live = around.live.map((one) => one.manifest.reach);
  return succeed({
    bundle,
    opened,
    standing,
    ...checked.value,
    newReach: findNewReach(manifest.reach, live),
    notes: otherShapes(connections, around.connections),
  });
}

/** The manifest is what people approved, so everything it says must follow from the files. */
async function judgeDescription({ manifest, workspace }: OpenedBundle): Promise<readonly Problem[]> {
  const flows = [...workspace.flows].sort((one, other) => (one.flow.id < other.flow.id ? -1 : 1));
  const actual = describeFlows(flows, workspace, await readGovernance(workspace));
  const parts = [
    ['which flows it holds, in which versions and with which meaning', manifest.flows, actual.flows],
    ['what its flows may reach', manifest.reach, actual.reach],
    ['how many people must approve it', manifest.approvals, actual.approvals],
    ['which node types it uses', manifest.locks.nodes, actual.locks.nodes],
  ] as const;
  return parts.flatMap(([what, said, found]) => {
    if (textOf(said) === textOf(found)) return [];
    const message = `The manifest of the bundle does not say truly ${what}. Export it again with this version of Penstock, and have it approved again.`;
    return [{ code: 'bundle/misdescribed', message }];
  });
}

type Checked = Pick<JudgedBundle, 'flows' | 'findings'>;

async function checkFlows({ opened, site, around }: Opened, needs: JudgingNeeds): Promise<Result<Checked>> {
  const { workspace: own } = opened;
  const { settings, environment } = site;
  const ids = new Set(own.flows.map(({ flow }) => flow.id));
  const beside = around.live.flatMap(({ workspace }) => workspace.flows.filter(({ flow }) => !ids.has(flow.id)));
  const alone: Workspace = { ...own, settings, environments: [environment] };
  // Other live flows may be called, and rules that look across flows look at them; only those of the bundle are judged.
  const among: Workspace = { ...alone, flows: [...own.flows, ...beside] };
  const governed = await governOpened(alone, among, around, needs);
  const asked = await askFlows(alone, governed, needs.ask);
  const judge = judgeFlows(among, needs.hash, governed, asked);
  const flows: Deployable[] = [];
  const problems: Problem[] = [];
  const said: (readonly ReportedFinding[])[] = [];
  for (const { flow, file, text } of own.flows) {
    const verdict = judge(flow);
    const report = (findings: readonly Finding[]) => reportFindings({ file, text, problems: [] }, findings);
    if (verdict.ok) flows.push(verdict.deployable);
    else problems.push(doesNotConform(flow.id, report(whatStops(verdict.findings, flow))));
    said.push(report(verdict.findings));
  }
  return problems.length > 0 ? refuse(...problems) : succeed({ flows, findings: mergeReports(...said) });
}

/**
 * What governs a bundle here. Tests do not travel with it, so whether its outcomes are tested was settled where it was
 * exported and is not asked again.
 */
async function governOpened(
  alone: Workspace,
  among: Workspace,
  around: LiveGround,
  { now }: JudgingNeeds,
): Promise<Partial<CheckContext> | undefined> {
  const [environment] = alone.environments;
  if (environment === undefined) return undefined;
  const governed = await governanceFor(alone, environment, formatInstant(now()).slice(0, 10));
  if (governed === undefined) return undefined;
  const { tested: _tested, estate = [], ...rest } = governed;
  return { ...rest, estate: [...estate, ...estateOf(around, alone)], flows: knownFlows(among) };
}

function estateOf({ live }: LiveGround, alone: Workspace): readonly EstateFlow[] {
  const own = new Set(alone.flows.map(({ flow }) => flow.id));
  return live.flatMap(({ workspace: { flows, connections, registry } }) =>
    flows.filter(({ flow }) => !own.has(flow.id)).map(({ flow }) => sumUpFlow(flow, connections, registry)),
  );
}

/** Names of the secrets that triggers verify with and connections prove themselves with. */
export function wantedSecrets(flows: readonly Deployable[], connections: readonly Connection[]): readonly string[] {
  const wanted = new Set<string>();
  for (const { plan } of flows) {
    for (const id of plan.root.starts) {
      const auth: unknown = plan.nodes[id]?.config.auth;
      const names = typeof auth === 'object' && auth !== null && 'secrets' in auth ? auth.secrets : [];
      if (Array.isArray(names)) for (const name of names) wanted.add(String(name));
    }
  }
  for (const { auth } of connections) if (auth?.secret !== undefined) wanted.add(auth.secret);
  return [...wanted].sort();
}

function otherShapes(wanted: readonly Connection[], live: readonly Connection[]): readonly string[] {
  const known = new Map(live.map((connection) => [connection.id, JSON.stringify(connection)]));
  return wanted
    .filter(({ id, ...rest }) => known.has(id) && known.get(id) !== JSON.stringify({ id, ...rest }))
    .map(
      ({ id }) =>
        `The connection "${id}" has another shape in this bundle than live; from activation on, every live flow uses this one.`,
    );
}

function notConforming(message: string): Problem {
  return { code: 'deployment/not-conforming', message };
}

function doesNotConform(flow: string, findings: readonly ReportedFinding[]): Problem {
  const first = findings.slice(0, 3).map(({ rule, message }) => `${rule}: ${message}`);
  const more = findings.length > 3 ? ` And ${findings.length - 3} more.` : '';
  return notConforming(`The flow "${flow}" does not pass the checks of this runtime. ${first.join(' ')}${more}`);
}

function secretMissing(name: string): Problem {
  const message = `The secret "${name}" has no value here. Set it with "penstock secrets set ${name}", or start the runtime with it, and deploy again.`;
  return { code: 'deployment/secret-missing', message };
}
