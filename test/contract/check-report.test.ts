import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { connectionManifests } from '#connections/manifests.ts';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import { printReport, type ReportForm } from '#flow/check/report/print-report.ts';
import { mergeReports, reportFindings } from '#flow/check/report/report.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { admitWorkspace, reportRefused } from '#runtime/deployments/deployments.ts';
import { governanceFor, plainTemplates, readGovernance } from '#runtime/workspace/governance.ts';
import { readWorkspace } from '#runtime/workspace/workspace.ts';
import { type SignedInPage, startStudioRig, webhookFlow } from '#test/rigs/studio.ts';
import { buildPenstock, openFolder, penstock } from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const forms: readonly ReportForm[] = ['json', 'sarif', 'text'];

const sending = `penstock: 1
id: send
name: Send on
version: 0.1.0
# Whoever is asked first.
owner: sales-operations
nodes:
  received:
    type: webhook@1
    name: Received
    config:
      path: /send
      auth:
        scheme: none
    next: sent
  sent:
    type: http@1
    name: Sent on
    config:
      connection: crm
      method: POST
      path: /orders
`;

const bound = webhookFlow('bound', '/bound').replace('owner:', 'follows: [no-such-pattern@1]\nowner:');

const files: Readonly<Record<string, string>> = {
  'penstock.yaml': 'penstock: 1\nname: Shop\n',
  'environments/dev.yaml': 'name: dev\npurpose: dev\n',
  'environments/test.yaml': 'name: test\npurpose: test\n',
  'connections/crm.yaml': 'id: crm\nkind: http\nname: The CRM\n',
  'flows/plain.flow.yaml': webhookFlow('plain', '/plain'),
  'flows/send.flow.yaml': sending,
  'flows/bound.flow.yaml': bound,
  'waivers/plain.yaml':
    "penstock: 1\nwaivers:\n  - rule: G-01\n    flow: plain\n    reason: It is only an example\n    approver: anna\n    expires: '2099-12-31'\n",
};

const flows = ['plain', 'send', 'bound'] as const;

async function reportOf(page: SignedInPage, flow: string, as: ReportForm): Promise<string> {
  const { body } = await page.get(`/api/governance/report?flow=${flow}&as=${as}`);
  // The reply was held against its schema before it was sent.
  return (body as { report: string }).report;
}

async function openStudio() {
  const rig = await startStudioRig({ files });
  cleanups.push(async () => await rig[Symbol.asyncDispose]());
  return rig;
}

/** What the designer's worker knows, from the calls its page makes. */
async function contextOfCanvas(page: SignedInPage): Promise<CheckContext> {
  const facts = (await page.get('/api/workspace/facts')).body as {
    connections: { value: { id: string; kind: string } }[];
    contracts: Readonly<Record<string, { schema: Readonly<Record<string, never>> }>>;
    environments: { value: { name: string; variables: Readonly<Record<string, never>> } }[];
    flows: { id: string }[];
    secrets: string[];
  };
  const governed = (await page.get('/api/governance/facts')).body as {
    templates: { reference: string; standing: 'shipped'; value: never }[];
    waivers: never[];
    estate: never[];
    tested: Record<string, string[]>;
    today: string;
  };
  return {
    catalogue: nodeCatalogue,
    connections: new Map(facts.connections.map(({ value }) => [value.id, value])),
    connectionKinds: new Map(connectionManifests.map((manifest) => [manifest.kind, manifest])),
    contracts: new Map(Object.entries(facts.contracts).map(([name, { schema }]) => [name, schema])),
    environments: facts.environments.map(({ value }) => value),
    flows: new Set(facts.flows.map(({ id }) => id)),
    secrets: new Set(facts.secrets),
    templates: new Map(governed.templates.map(({ reference, value }) => [reference, value])),
    standings: new Map(governed.templates.map(({ reference, standing }) => [reference, standing])),
    waivers: governed.waivers,
    estate: governed.estate,
    tested: new Map(Object.entries(governed.tested).map(([flow, outcomes]) => [flow, new Set(outcomes)])),
    today: governed.today,
  };
}

test('findings are the same bytes from the command line, the canvas and the API', async () => {
  const { page, folder } = await openStudio();
  const canvas = await contextOfCanvas(page);

  for (const flow of flows) {
    const file = `flows/${flow}.flow.yaml`;
    const text = files[file] ?? '';
    const parsed = parseFlow(text, nodeCatalogue);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const drawn = mergeReports(reportFindings({ file, text, problems: [] }, checkFlow(parsed.value, canvas)));
    for (const as of forms) {
      const said = await penstock(['check', file, ...(as === 'text' ? [] : [`--${as}`])], { cwd: folder });
      const served = await reportOf(page, flow, as);

      expect(said.stdout, `${flow} as ${as}`).toBe(served);
      expect(printReport(drawn, as, canvas.templates?.values() ?? []), `${flow} as ${as}`).toBe(served);
      expect(served.length).toBeGreaterThan(20);
    }
  }
}, 120_000);

test('what the runtime keeps out of an environment it names in the same bytes', async () => {
  const { page, folder } = await openStudio();
  const workspace = await readWorkspace(folder);
  const [today = ''] = new Date().toISOString().split('T');
  const governed = await governanceFor(workspace, { purpose: 'test' }, today);
  const templates = plainTemplates(await readGovernance(workspace));

  const admission = admitWorkspace(workspace, (text) => text, governed);

  expect(admission.refused.map(({ flow }) => flow).sort()).toEqual(['bound', 'plain', 'send'].filter(isRefused));
  for (const { flow } of admission.refused) {
    const one = { ...admission, refused: admission.refused.filter((each) => each.flow === flow) };
    for (const as of forms) {
      const report = printReport(reportRefused(one, workspace), as, templates.values());
      expect(report, `${flow} as ${as}`).toBe(await reportOf(page, flow, as));
    }
  }
});

/** Everything "plain" has that would keep it out is waived. */
function isRefused(flow: string): boolean {
  return flow !== 'plain';
}

test('a report for code scanning names rules with their help, files from the workspace, and no time', async () => {
  const { page } = await openStudio();

  const log = JSON.parse(await reportOf(page, 'plain', 'sarif'));

  const [run] = log.runs;
  expect(log.version).toBe('2.1.0');
  const ids: string[] = run.tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(ids).toEqual([...ids].sort());
  for (const rule of run.tool.driver.rules) expect(rule.help.text.length).toBeGreaterThan(20);
  for (const result of run.results) {
    expect(ids[result.ruleIndex]).toBe(result.ruleId);
    expect(result.locations[0].physicalLocation.artifactLocation).toEqual({
      uri: 'flows/plain.flow.yaml',
      uriBaseId: 'WORKSPACE',
    });
  }
  const waived = run.results.filter(({ suppressions }: { suppressions?: unknown }) => suppressions !== undefined);
  expect(waived.length).toBeGreaterThan(0);
  expect(waived[0].suppressions[0].justification).toBe('waived until 2099-12-31 by anna: It is only an example');
  expect(JSON.stringify(log)).not.toMatch(/\d{2}:\d{2}:\d{2}|\/tmp\//);
});

test('the same findings in one folder and in another are the same bytes for code scanning', async () => {
  await using one = await openFolder();
  await using other = await openFolder();
  for (const { path } of [one, other]) await writeAll(path, files);

  const [here, there] = await Promise.all([
    penstock(['check', one.path, '--sarif']),
    penstock(['check', '.', '--sarif'], { cwd: other.path }),
  ]);

  expect(here.code).toBe(1);
  expect(there.stdout).toBe(here.stdout);
});

test('what is certain is mended in canonical form with its comments, or only shown', async () => {
  await using folder = await openFolder();
  await writeAll(folder.path, files);
  const file = join(folder.path, 'flows', 'send.flow.yaml');

  const shown = await penstock(['check', 'flows/send.flow.yaml', '--fix', '--dry-run'], { cwd: folder.path });
  const untouched = await readFile(file, 'utf8');
  const mended = await penstock(['check', 'flows/send.flow.yaml', '--fix', '--json'], { cwd: folder.path });
  const after = await readFile(file, 'utf8');
  const again = await penstock(['check', 'flows/send.flow.yaml', '--fix'], { cwd: folder.path });

  expect(shown).toMatchObject({ code: 0 });
  expect(shown.stdout).toContain('--- flows/send.flow.yaml');
  expect(shown.stdout).toMatch(/^\+ {4}timeout: /m);
  expect(shown.stderr).toContain('flows/send.flow.yaml: would mend G-03 at "sent": ');
  expect(untouched).toBe(sending);
  expect(mended.stderr).toContain('flows/send.flow.yaml: mended G-03 at "sent": ');
  expect(after).toContain('# Whoever is asked first.');
  expect(after).toMatch(/^ {4}timeout: /m);
  expect(mended.stdout).not.toContain('G-03');
  expect(again.stderr).toContain('Nothing can be mended for certain.');
});

test('one rule alone can be asked for', async () => {
  await using folder = await openFolder();
  await writeAll(folder.path, files);

  const said = await penstock(['check', '.', '--rule', 'template/unknown', '--json'], { cwd: folder.path });

  const { findings } = JSON.parse(said.stdout);
  expect(findings.map(({ rule, flow }: { rule: string; flow: string }) => `${rule} ${flow}`)).toEqual([
    'template/unknown bound',
  ]);
  expect(said.code).toBe(1);
});

test('five hundred flows are checked within seconds', async () => {
  await using folder = await openFolder();
  const many = Array.from({ length: 500 }, (_, at): [string, string] => [
    `flows/flow-${at}.flow.yaml`,
    sending.replace('id: send', `id: send-${at}`).replace('/send', `/send-${at}`),
  ]);
  const { 'flows/send.flow.yaml': _send, ...around } = files;
  await writeAll(folder.path, { ...around, ...Object.fromEntries(many) });
  const began = performance.now();

  const said = await penstock(['check', '.', '--json'], { cwd: folder.path });

  const tookMs = Math.round(performance.now() - began);
  console.info(`500 flows checked in ${tookMs} ms`);
  expect(said.stderr).toBe('');
  expect(new Set(JSON.parse(said.stdout).findings.map(({ flow }: { flow: string }) => flow)).size).toBe(502);
  // The promise is 5 s on a quiet machine; tests run beside each other.
  expect(tookMs).toBeLessThan(15_000);
}, 60_000);

async function writeAll(folder: string, all: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
