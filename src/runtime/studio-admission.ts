import type { CheckContext } from '#flow/check/context.ts';
import type { Flow } from '#flow/flow.ts';
import type { Problem, Result } from '#flow/problem.ts';
import { refuse, succeed } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { pushTriggers } from '#nodes/triggers.ts';
import { type AskedFlows, type Deployable, judgeFlows, type Verdict } from './deployments/deployments.ts';
import type { Hash } from './engine/ports.ts';
import { endpointsOf, type WebhookEndpoint } from './ingress/endpoint.ts';
import type { LiveSet } from './live.ts';
import type { Workspace } from './workspace/workspace.ts';

/** Why a flow file, as it stands, takes no events. */
export type RefusedFile = { readonly file: string; readonly flow: string; readonly why: string };

/** What of a workspace that is being worked on takes events. */
export type StudioAdmission = LiveSet & {
  /** The version each flow file serves; where the file is unsound now, its last sound one. */
  readonly served: ReadonlyMap<string, Deployable>;
  readonly refused: readonly RefusedFile[];
};

/** The environment a studio serves; while it is closed no flow takes events, and `why` says so. */
export type StudioEnvironment = { readonly environment: Environment; readonly closed?: string };

/** An admission that lets nothing in. */
export const nothingAdmitted: StudioAdmission = { flows: [], endpoints: [], served: new Map(), refused: [] };

/** Remembers verdicts as long as nothing around the flows changes: most saves touch one flow. */
export function createFlowJudge(
  sha256: Hash,
): (
  workspace: Workspace,
  around: string,
  governed: Partial<CheckContext> | undefined,
  asked?: AskedFlows,
) => (flow: Flow) => Verdict {
  let known = new WeakMap<Flow, Verdict>();
  let knownAround: string | undefined;
  return (workspace, around, governed, asked) => {
    if (around !== knownAround) known = new WeakMap();
    knownAround = around;
    const judge = judgeFlows(workspace, sha256, governed, asked);
    return (flow) => {
      const verdict = known.get(flow) ?? judge(flow);
      known.set(flow, verdict);
      return verdict;
    };
  };
}

/**
 * Decides which flows take events. A file that cannot be read or has errors keeps its last sound version; of two files
 * that want one id or one address, the one that served before keeps it, else the first by name.
 */
export function admitStudio(
  workspace: Workspace,
  judge: (flow: Flow) => Verdict,
  before: StudioAdmission,
): StudioAdmission {
  const refused: RefusedFile[] = [];
  const wanting: Wanting[] = [];
  const flows = new Map(workspace.flows.map(({ flow, file }) => [file, flow]));
  for (const [file, opened] of workspace.opened) {
    const flow = flows.get(file);
    const verdict = flow === undefined ? undefined : judge(flow);
    const sound = verdict?.ok === true ? verdict.deployable : undefined;
    const deployable = sound ?? before.served.get(file);
    const name = opened.flow?.id ?? nameOfFile(file);
    if (sound === undefined) refused.push({ file, flow: name, why: whyUnsound(opened.problems.length, verdict) });
    if (deployable !== undefined) {
      wanting.push({ file, deployable, isEarlier: before.served.get(file)?.flow === deployable.flow });
    }
  }
  return { ...settle(wanting, refused), refused };
}

/** The id a flow file has by its name, for files whose own id cannot be read. */
export function nameOfFile(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.flow\.yaml$/, '');
}

type Wanting = { readonly file: string; readonly deployable: Deployable; readonly isEarlier: boolean };

function settle(wanting: readonly Wanting[], refused: RefusedFile[]): Omit<StudioAdmission, 'refused'> {
  const served = new Map<string, Deployable>();
  const endpoints: WebhookEndpoint[] = [];
  const ids = new Set<string>();
  for (const one of [...wanting.filter(({ isEarlier }) => isEarlier), ...wanting.filter((it) => !it.isEarlier)]) {
    const { file, deployable } = one;
    const { flow, plan } = deployable;
    // Its own endpoints beside all that are taken already: a clash names both flows.
    const mounted = endpointsOf([plan], pushTriggers);
    const clash = mounted.ok ? clashOf(mounted.value, endpoints) : mounted.problems.map(({ message }) => message)[0];
    const why = ids.has(flow) ? idTaken(flow) : clash;
    if (why !== undefined || !mounted.ok) {
      if (!refused.some((it) => it.file === file)) refused.push({ file, flow, why: why ?? '' });
      continue;
    }
    ids.add(flow);
    endpoints.push(...mounted.value);
    served.set(file, deployable);
  }
  return { served, endpoints, flows: [...served.values()] };
}

function clashOf(wanted: readonly WebhookEndpoint[], taken: readonly WebhookEndpoint[]): string | undefined {
  for (const { method, path } of wanted) {
    const owner = taken.find((one) => one.method === method && one.path === path);
    if (owner !== undefined) {
      return `${method} ${path} belongs to the flow "${owner.flow}" already. Give one of them another path.`;
    }
  }
  return undefined;
}

function idTaken(flow: string): string {
  return `Another flow file has the id "${flow}" as well. Give one of them another id.`;
}

function whyUnsound(unread: number, verdict: Verdict | undefined): string {
  const errors = verdict?.ok === false ? verdict.findings.filter(({ severity }) => severity === 'error').length : 0;
  const what = verdict === undefined ? `text has ${count(unread, 'problem')}` : `flow has ${count(errors, 'error')}`;
  return `The ${what}; it takes events when that is mended.`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/**
 * Finds the environment a studio serves. A folder without any environment gets an empty one for development; one that
 * cannot be read closes the doors, because nobody knows what it is for.
 */
export function studioEnvironmentOf(workspace: Workspace, name: string): Result<StudioEnvironment> {
  const found = workspace.environments.find((one) => one.name === name);
  if (found?.purpose === 'live') return refuse(liveEnvironment(name));
  if (found !== undefined) return succeed({ environment: found });
  const bare: Environment = { name, purpose: 'dev', variables: {}, connections: {}, egress: { allowPrivate: [] } };
  const unread = workspace.problems.find(({ file }) => file.startsWith('environments/'));
  if (unread !== undefined) {
    return succeed({ environment: bare, closed: `${unread.file} cannot be read, so no flow takes events. Mend it.` });
  }
  if (workspace.environments.length === 0) return succeed({ environment: bare });
  const known = workspace.environments.map((one) => one.name).join(', ');
  const message = `The workspace has no environment "${name}". It has: ${known}.`;
  return refuse({ code: 'workspace/no-environment', message });
}

function liveEnvironment(name: string): Problem {
  const message = `"${name}" is an environment with "purpose: live", which a studio does not serve: every save would reach real systems at once. Choose one for development or tests, or run "penstock serve".`;
  return { code: 'studio/live-environment', message };
}
