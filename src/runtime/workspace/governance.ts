import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckContext } from '#flow/check/context.ts';
import { type EstateFlow, sumUpFlow } from '#flow/check/governance/estate.ts';
import type { FlowTest } from '#flow/flow-test/flow-test.ts';
import { parseFlowTests } from '#flow/flow-test/parse-tests.ts';
import { testedOutcomes } from '#flow/flow-test/tested-outcomes.ts';
import type { Result } from '#flow/problem.ts';
import { parseWaivers } from '#flow/template/parse-waivers.ts';
import type { Template } from '#flow/template/template.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { type KnownTemplate, readTemplates, shippedTemplates } from './templates.ts';
import type { FileProblem, Workspace } from './workspace.ts';

/** What a workspace is governed by: approved patterns, permissions, tests, and what its flows do beside each other. */
export type Governance = {
  /** Shipped templates, and those of the workspace, which stand before a shipped one of the same name. */
  readonly templates: ReadonlyMap<string, KnownTemplate>;
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
  const problems: FileProblem[] = [...own.problems];
  const waivers = await readAll(folder, { under: 'waivers', suffix: '.yaml', problems }, parseWaivers);
  const tests = await readAll(folder, { under: 'flows', suffix: '.tests.yaml', problems: [] }, parseFlowTests);
  const testsOf = new Map<string, FlowTest[]>();
  for (const { flow, tests: some } of tests) testsOf.set(flow, [...(testsOf.get(flow) ?? []), ...some]);
  return {
    templates: new Map([...shippedTemplates().templates, ...own.templates]),
    waivers: waivers.flat(),
    estate: flows.map(({ flow }) => sumUpFlow(flow, connections, registry)),
    tested: new Map(flows.map(({ flow }) => [flow.id, testedOutcomes(flow, testsOf.get(flow.id) ?? [])])),
    problems,
  };
}

/** The part of a check's context that governance tells; `today` is `YYYY-MM-DD`. */
export function governedBy(
  governance: Governance,
  { registry, topics }: Pick<Workspace, 'registry' | 'topics'>,
  today: string,
): Partial<CheckContext> {
  return {
    templates: plainTemplates(governance),
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
