import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import { type EstateFlow, sumUpFlow } from '#flow/check/governance/estate.ts';
import type { Flow } from '#flow/flow.ts';
import { everyOutcome } from '#flow/flow-test/tested-outcomes.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { plainTemplates, readGovernance } from '#runtime/workspace/governance.ts';
import { shippedTemplates } from '#runtime/workspace/templates.ts';
import { checkContextOf, readWorkspace, type Workspace } from '#runtime/workspace/workspace.ts';
import { changeContext, type FixtureChange, readChange } from './fixture-change.ts';

/** The folder of the shipped templates. */
export const templatesFolder = fileURLToPath(new URL('../../templates', import.meta.url));

const workspaceFolder = fileURLToPath(new URL('./workspace', import.meta.url));

/** The day fixtures are judged on. */
export const today = '2027-02-01';

/** Ids of the shipped templates. */
export const templateIds: readonly string[] = readdirSync(templatesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** A flow of a fixture file, and what its surroundings have that the workspace of the fixtures has not. */
export type Fixture = {
  readonly file: string;
  readonly name: string;
  readonly flow: Flow;
  readonly change?: FixtureChange;
};

/** The flows of `templates/<id>/<kind>/`; none where there is no such folder. */
export function fixturesOf(id: string, kind: 'conforming' | 'violating'): readonly Fixture[] {
  const folder = join(templatesFolder, id, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.flow.yaml'))
    .sort()
    .map((file) => {
      const name = file.replace('.flow.yaml', '');
      const change = readChange(join(folder, `${name}.context.yaml`));
      return { file, name, flow: readFlow(join(folder, file)), ...(change === undefined ? {} : { change }) };
    });
}

/** Reads one flow file; a text with problems is a broken fixture. */
export function readFlow(file: string): Flow {
  const read = parseFlow(readFileSync(file, 'utf8'), nodeCatalogue);
  if (!read.ok)
    throw new Error(`${file}: ${read.problems.map(({ line, message }) => `${line}: ${message}`).join('\n')}`);
  return read.value;
}

let known: Promise<{ readonly workspace: Workspace; readonly context: CheckContext }> | undefined;

/** What fixtures are judged against: one workspace with everything the templates speak of. */
export function fixtureContext(): Promise<{ readonly workspace: Workspace; readonly context: CheckContext }> {
  known ??= readContext();
  return known;
}

async function readContext() {
  const workspace = await readWorkspace(workspaceFolder);
  const governance = await readGovernance(workspace);
  const broken = [...workspace.problems, ...governance.problems];
  if (broken.length > 0) throw new Error(broken.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  const { registry, topics } = workspace;
  const context: CheckContext = {
    ...checkContextOf(workspace),
    templates: plainTemplates({ templates: shippedTemplates().templates }),
    today,
    ...(registry === undefined ? {} : { registry }),
    ...(topics === undefined ? {} : { topics }),
  };
  return { workspace, context };
}

/** Judges a flow alone in the fixture workspace, with tests for every way unless told otherwise. */
export async function judge(flow: Flow, change: Partial<CheckContext> = {}): Promise<readonly Finding[]> {
  const { workspace, context } = await fixtureContext();
  return checkFlow(flow, {
    ...context,
    flows: new Set([flow.id, ...(flow.onFailure === undefined ? [] : [flow.onFailure])]),
    estate: estateAround(flow, workspace, context),
    tested: new Map([[flow.id, everyOutcome(flow)]]),
    ...change,
  });
}

/** Judges a flow in the surroundings of a fixture: its own flow, or one that was made from it. */
export async function judgeFixture({ flow, change }: Fixture, other: Flow = flow): Promise<readonly Finding[]> {
  if (change === undefined) return judge(other);
  const { workspace, context } = await fixtureContext();
  const estate = estateAround(other, workspace, context);
  return judge(other, changeContext({ ...context, estate }, change));
}

/** The flow, and one more that uses whatever the connections allow, so that no right is spare. */
function estateAround(flow: Flow, { connections }: Workspace, { registry }: CheckContext): readonly EstateFlow[] {
  const operations = Object.fromEntries(connections.map(({ id, allow }) => [id, allow?.operations ?? ['everything']]));
  const others = { flow: 'zz-the-others', operations, uses: { flow: 'zz-the-others', reads: [], writes: [] } };
  return [sumUpFlow(flow, connections, registry), others];
}
