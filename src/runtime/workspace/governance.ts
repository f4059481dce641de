import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CheckContext } from '#flow/check/context.ts';
import { type EstateFlow, sumUpFlow } from '#flow/check/governance/estate.ts';
import type { FlowTest } from '#flow/flow-test/flow-test.ts';
import { parseFlowTests } from '#flow/flow-test/parse-tests.ts';
import { testedOutcomes } from '#flow/flow-test/tested-outcomes.ts';
import type { Result } from '#flow/problem.ts';
import { parseWaivers } from '#flow/template/parse-waivers.ts';
import { isPublished, type TemplateStanding } from '#flow/template/standing.ts';
import { baselineId, type Template } from '#flow/template/template.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { TrustedKey } from '#flow/workspace/parse-workspace-file.ts';
import { standingOf } from './template-signature.ts';
import { type KnownTemplate, readTemplates, shippedTemplates } from './templates.ts';
import type { FileProblem, Workspace } from './workspace.ts';

/** What a workspace is governed by: approved patterns, permissions, tests, and what its flows do beside each other. */
export type Governance = {
  /** Shipped templates, and those of the workspace, which stand before a shipped one of the same name. */
  readonly templates: ReadonlyMap<string, KnownTemplate>;
  /** Where each of them stands, by the same reference. */
  readonly standings: ReadonlyMap<string, TemplateStanding>;
  readonly waivers: readonly Waiver[];
  readonly estate: readonly EstateFlow[];
  /** Outcomes that flow tests take, as `node port`, by flow id. */
  readonly tested: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: readonly FileProblem[];
};

/** Reads what a workspace is governed by. Reads only; files that cannot be read are problems. */
export async function readGovernance(workspace: Workspace): Promise<Governance> {
  const { folder, flows, connections, registry } = workspace;
  const own = readTemplates(join(folder, 'templates'), 'workspace');
  const { templates, standings } = gatherTemplates(own.templates, workspace.settings?.trustedKeys ?? []);
  const problems: FileProblem[] = [...own.problems];
  const waivers = await readAll(folder, { under: 'waivers', suffix: '.yaml', problems }, parseWaivers);
  const tests = await readAll(folder, { under: 'flows', suffix: '.tests.yaml', problems: [] }, parseFlowTests);
  const testsOf = new Map<string, FlowTest[]>();
  for (const { flow, tests: some } of tests) testsOf.set(flow, [...(testsOf.get(flow) ?? []), ...some]);
  return {
    templates,
    standings,
    waivers: waivers.flat(),
    estate: flows.map(({ flow }) => sumUpFlow(flow, connections, registry)),
    tested: new Map(flows.map(({ flow }) => [flow.id, testedOutcomes(flow, testsOf.get(flow.id) ?? [])])),
    problems,
  };
}

/**
 * Puts the templates of a workspace beside the shipped ones. One that nobody published does not stand before a shipped
 * one, and none of the baseline's: a file alone must not take away what every flow is held against.
 */
function gatherTemplates(own: ReadonlyMap<string, KnownTemplate>, trustedKeys: readonly TrustedKey[]) {
  const { templates: shipped } = shippedTemplates();
  const templates = new Map(shipped);
  const standings = new Map<string, TemplateStanding>([...shipped.keys()].map((reference) => [reference, 'shipped']));
  for (const [reference, known] of own) {
    const standing = standingOf(known, trustedKeys);
    const isGuarded = shipped.has(reference) || known.template.id === baselineId;
    if (isGuarded && !isPublished(standing)) continue;
    templates.set(reference, known);
    standings.set(reference, standing);
  }
  return { templates, standings };
}

/** Ids of every flow of a workspace; one that cannot be read yet is there all the same. */
export function knownFlows({ flows, opened }: Pick<Workspace, 'flows' | 'opened'>): ReadonlySet<string> {
  const ids = [...opened].map(([file, { flow }]) => flow?.id ?? basename(file, '.flow.yaml'));
  return new Set([...flows.map(({ flow }) => flow.id), ...ids]);
}

/** The part of a check's context that governance tells; `today` is `YYYY-MM-DD`. */
export function governedBy(
  governance: Governance,
  workspace: Pick<Workspace, 'registry' | 'topics' | 'flows' | 'opened'>,
  today: string,
): Partial<CheckContext> {
  const { registry, topics } = workspace;
  return {
    templates: plainTemplates(governance),
    standings: governance.standings,
    flows: knownFlows(workspace),
    waivers: governance.waivers,
    today,
    ...(registry === undefined ? {} : { registry }),
    ...(topics === undefined ? {} : { topics }),
    estate: governance.estate,
    tested: governance.tested,
  };
}

/**
 * What decides about flows in an environment beside their structure: nothing where it is for development, else
 * everything the workspace is governed by.
 */
export async function governanceFor(
  workspace: Workspace,
  { purpose }: Pick<Environment, 'purpose'>,
  today: string,
): Promise<Partial<CheckContext> | undefined> {
  if (purpose === 'dev') return undefined;
  return governedBy(await readGovernance(workspace), workspace, today);
}

/** The templates without where they came from. */
export function plainTemplates({ templates }: Pick<Governance, 'templates'>): ReadonlyMap<string, Template> {
  return new Map([...templates].map(([reference, { template }]) => [reference, template]));
}

type Place = { readonly under: string; readonly suffix: string; readonly problems: FileProblem[] };

async function readAll<T>(folder: string, place: Place, parse: (text: string) => Result<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for (const name of await namesIn(join(folder, place.under), place.suffix)) {
    const file = `${place.under}/${name}`;
    const read = parse(await readFile(join(folder, place.under, name), 'utf8'));
    if (read.ok) found.push(read.value);
    else place.problems.push(...read.problems.map((problem) => ({ ...problem, file })));
  }
  return found;
}

async function namesIn(folder: string, suffix: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
