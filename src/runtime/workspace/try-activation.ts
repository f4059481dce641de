import { basename } from 'node:path';
import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { connectionManifests } from '#connections/manifests.ts';
import { whatStops } from '#flow/check/check.ts';
import { type ExaminedNode, examineFlow } from '#flow/check/examination.ts';
import { fieldsOf } from '#flow/check/fields.ts';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { usesOf } from '#flow/check/governance/used-connections.ts';
import type { Flow } from '#flow/flow.ts';
import { findLiveClashes, judgeBinding, sayClash } from '#flow/workspace/binding-target.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { askFlows, judgeFlows, type Verdict } from '../deployments/deployments.ts';
import type { Hash } from '../engine/ports.ts';
import { governanceFor } from './governance.ts';
import { checkContextOf, type Workspace } from './workspace.ts';

/** What became of one flow. */
export type TriedFlow = z.input<ApiCallOf<'environments.check'>['reply']>['flows'][number];

type Hindrance = TriedFlow['hindrances'][number];

/** What trying needs beside the workspace. */
export type TryNeeds = {
  /** Environments that are live. */
  readonly live: readonly Environment[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Names of secrets that have a value; nothing where nobody can tell. */
  readonly secrets: ReadonlySet<string> | undefined;
  readonly hash: Hash;
  readonly ask: EvaluatePredicate;
};

const missingVariable = 'expression/environment-variable-missing';

/**
 * Tries to admit every flow of a workspace to an environment, judged as the door of a runtime there would, without
 * starting anything.
 */
export async function tryActivation(
  workspace: Workspace,
  environment: Environment,
  needs: TryNeeds,
): Promise<readonly TriedFlow[]> {
  // At its door only this environment counts: what another one lacks keeps nothing out here.
  const there: Workspace = { ...workspace, environments: [environment] };
  const governed = await governanceFor(there, environment, needs.today);
  const asked = await askFlows(there, governed, needs.ask);
  const judge = judgeFlows(there, needs.hash, governed, asked);
  const flows = new Map(workspace.flows.map(({ flow, file }) => [file, flow]));
  return [...workspace.opened].map(([file, opened]) => {
    const flow = flows.get(file);
    const hindrances =
      flow === undefined
        ? opened.problems.slice(0, 5).map(({ code, message }) => hindrance('unreadable', code, message))
        : [...hindrancesIn(judge(flow), flow), ...lacks(flow, there, environment, needs)];
    return {
      flow: opened.flow?.id ?? basename(file, '.flow.yaml'),
      name: opened.flow?.name ?? basename(file, '.flow.yaml'),
      file,
      version: opened.flow?.version ?? null,
      goesLive: hindrances.length === 0,
      hindrances,
    };
  });
}

/** What the checks say that stops a flow; what is waived stops nothing. */
function hindrancesIn(verdict: Verdict, flow: Flow): readonly Hindrance[] {
  if (verdict.ok) return [];
  return whatStops(verdict.findings, flow).map(({ rule, message, node }) =>
    hindrance(rule === missingVariable ? 'variable' : 'finding', rule, message, node ?? null),
  );
}

/** What the environment does not give a flow, and where it would lead it. */
function lacks(flow: Flow, there: Workspace, environment: Environment, needs: TryNeeds): readonly Hindrance[] {
  const { nodes } = examineFlow(flow, checkContextOf(there));
  const used = new Set(nodes.flatMap(usesOf).map(({ id }) => id));
  return [
    ...unbound(used, there, environment),
    ...missingSecrets(nodes, used, there, needs),
    ...findLiveClashes([environment, ...needs.live])
      .filter(({ connection }) => used.has(connection))
      .map((clash) => hindrance('apart', 'environment/reaches-live', sayClash(clash))),
  ];
}

function unbound(
  used: ReadonlySet<string>,
  { connections }: Workspace,
  environment: Environment,
): readonly Hindrance[] {
  return connections.flatMap(({ id, kind }) => {
    if (!used.has(id)) return [];
    const manifest = connectionManifests.find((one) => one.kind === kind);
    const { missing, wrong } = judgeBinding(environment.connections[id], manifest);
    const code = 'deployment/not-bound';
    if (environment.connections[id] === undefined) {
      return [hindrance('connection', code, `${environment.name} does not say where the connection "${id}" leads.`)];
    }
    const lacking = missing.map((key) => `"${key}"`).join(' and ');
    return [
      ...(missing.length === 0
        ? []
        : [hindrance('connection', code, `The connection "${id}" lacks ${lacking} in ${environment.name}.`)]),
      ...wrong.map((what) => hindrance('connection', code, `The connection "${id}" in ${environment.name}: ${what}.`)),
    ];
  });
}

function missingSecrets(
  nodes: readonly ExaminedNode[],
  used: ReadonlySet<string>,
  { connections }: Workspace,
  { secrets }: TryNeeds,
): readonly Hindrance[] {
  if (secrets === undefined) return [];
  const wanted = new Set<string>();
  for (const { meta, value } of nodes.flatMap(fieldsOf)) {
    if (meta.field === 'secret' && typeof value === 'string') wanted.add(value);
  }
  for (const { id, auth } of connections) if (used.has(id) && auth?.secret !== undefined) wanted.add(auth.secret);
  return [...wanted]
    .filter((name) => !secrets.has(name))
    .sort()
    .map((name) => hindrance('secret', 'deployment/secret-missing', `The secret "${name}" has no value here.`));
}

function hindrance(kind: Hindrance['kind'], code: string, sentence: string, node: string | null = null): Hindrance {
  return { kind, code, sentence, node };
}
