import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { writeBlankTemplate } from '#flow/template/blank.ts';
import { digestFolder } from '#flow/template/digest.ts';
import { printSignature } from '#flow/template/signature.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { makeSigningKeys, readPrivateKey } from '#runtime/keys/signing-keys.ts';
import { digestTemplate, signTemplate } from '#runtime/workspace/template-signature.ts';
import { shippedTemplates } from '#runtime/workspace/templates.ts';
import { type SignedInPage, type StudioRig, startStudioRig, webhookFlow } from '#test/rigs/studio.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const keys = makeSigningKeys();

const around: Readonly<Record<string, string>> = {
  'penstock.yaml': `penstock: 1\nname: Shop\ntrustedKeys:\n  - name: anna\n    key: ${keys.publicKey}\n`,
  'environments/dev.yaml': 'name: dev\npurpose: dev\n',
};

/** A template of the workspace with one rule, OI-01: the flow has a runbook. */
async function blank(): Promise<Readonly<Record<string, string>>> {
  const baseline = shippedTemplates().templates.get('baseline@1');
  const text = await readFile(join(baseline?.folder ?? '', 'skeleton.flow.yaml'), 'utf8');
  const skeleton = parseFlow(text, nodeCatalogue);
  if (!skeleton.ok) throw new Error(JSON.stringify(skeleton.problems));
  const names = { id: 'order-intake', name: 'Order intake', owner: 'sales' };
  const files = writeBlankTemplate(names, skeleton.value, nodeCatalogue);
  if (!files.ok) throw new Error(JSON.stringify(files.problems));
  return Object.fromEntries(
    files.value.map((file) => [
      `templates/order-intake/${file.path}`,
      file.text.replace('status: draft', 'status: approved'),
    ]),
  );
}

async function studio(files: Readonly<Record<string, string>>): Promise<StudioRig> {
  const rig = await startStudioRig({ files: { ...around, ...files } });
  cleanups.push(async () => await rig[Symbol.asyncDispose]());
  return rig;
}

/** The text of a signature, as `penstock templates publish` makes it. */
function signed(folder: string, version = '1.0.0', privatePem = keys.privatePem): string {
  const key = readPrivateKey(privatePem);
  if (!key.ok) throw new Error('the key of the test cannot be read');
  const place = join(folder, 'templates', 'order-intake');
  const said = { template: 'order-intake', version, by: 'anna', at: '2026-11-22T09:00:00.000Z' };
  return printSignature(signTemplate({ ...said, digest: digestTemplate(place) }, key.value));
}

/** A reply the server has held against its schema. */
async function taken<T>(answer: ReturnType<SignedInPage['get']>, status = 200): Promise<T> {
  const got = await answer;
  expect(got.status, JSON.stringify(got.body)).toBe(status);
  // The caller names what it reads; the schema was held before it was sent.
  return got.body as T;
}

type Found = { readonly rule: string; readonly severity: string; readonly waiver?: unknown; readonly message: string };
type Flows = {
  flows: {
    flow: string;
    errors: number;
    waived: number;
    follows: { reference: string; missing: Found[]; waived: Found[]; roles: { nodes: string[] }[] }[];
  }[];
};

async function auditOf(page: SignedInPage, action: string) {
  const { entries } = await taken<{ entries: { action: string; subject: string; actor: string }[] }>(
    page.get('/api/audit?limit=200'),
  );
  return entries.filter((entry) => entry.action === action).map(({ actor, subject }) => `${actor} ${subject}`);
}

test('a flow started from a template conforms from the first save', async () => {
  const { page } = await studio({});

  const started = await taken<{ path: string; text: string; findings: Found[] }>(
    page.post('/api/governance/start', {
      template: 'webhook-ingestion@1',
      id: 'shop-orders',
      name: 'Shop orders',
      owner: 'sales',
    }),
  );
  await taken(
    page.post('/api/workspace/files', { changes: [{ path: started.path, text: started.text, expect: null }] }),
  );
  const { flows } = await taken<Flows>(page.get('/api/governance/flows'));

  expect(started.path).toBe('flows/shop-orders.flow.yaml');
  expect(started.text).toContain('id: shop-orders');
  expect(started.text).toContain('follows: [webhook-ingestion@1]');
  const [flow] = flows;
  expect(flow?.follows.map(({ reference }) => reference)).toEqual(['baseline@1', 'webhook-ingestion@1']);
  expect(flow?.follows[1]?.roles.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(1);
  expect(flow?.follows[1]?.missing.filter(({ severity }) => severity === 'error')).toEqual([]);
  const me = await taken<{ name: string }>(page.get('/api/session'));
  expect(await auditOf(page, 'flow.bound')).toEqual([`${me.name} shop-orders`]);
});

test('every template starts a flow without an error in an empty workspace, and brings what the flow stands on', async () => {
  const { page } = await studio({});
  const references = [...shippedTemplates().templates.keys()].filter((name) => !name.startsWith('baseline@'));

  for (const template of references) {
    const id = template.replace(/@.*$/, '-try');
    const started = await taken<{
      path: string;
      text: string;
      files: { path: string; text: string }[];
      findings: Found[];
    }>(page.post('/api/governance/start', { template, id, name: 'Try', owner: 'sales' }));
    expect(started.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
    const changes = [{ path: started.path, text: started.text }, ...started.files].map((file) => ({
      ...file,
      expect: null,
    }));
    await taken(page.post('/api/workspace/files', { changes }));
  }

  const { flows } = await taken<Flows>(page.get('/api/governance/flows'));
  expect(flows.map(({ flow, errors }) => [flow, errors])).toEqual(flows.map(({ flow }) => [flow, 0]));
  expect(flows).toHaveLength(references.length);
  const { problems } = await taken<{ problems: unknown[] }>(page.get('/api/workspace/facts'));
  expect(problems).toEqual([]);
});

test('a flow follows a template with chosen parameters, and stops following it', async () => {
  const { page } = await studio({ 'flows/orders.flow.yaml': webhookFlow('orders', '/orders') });
  const text = webhookFlow('orders', '/orders');
  const template = 'webhook-ingestion@1';

  const bound = await taken<{ text: string; findings: Found[] }>(
    page.post('/api/governance/bind', { text, template, parameters: {} }),
  );
  const again = await taken<{ text: string }>(
    page.post('/api/governance/bind', { text: bound.text, template, parameters: {} }),
  );
  const loose = await taken<{ text: string; findings: Found[] }>(
    page.post('/api/governance/bind', { text: bound.text, template, parameters: null }),
  );
  const strange = await taken<{ code: string; detail: string }>(
    page.post('/api/governance/bind', { text, template, parameters: { colour: 'red' } }),
    422,
  );

  expect(bound.text).toContain('follows: [webhook-ingestion@1]');
  expect(bound.findings.some(({ rule }) => rule.startsWith('WH-'))).toBe(true);
  expect(again.text).toBe(bound.text);
  expect(loose.text).not.toContain('follows');
  expect(loose.findings.some(({ rule }) => rule.startsWith('WH-'))).toBe(false);
  expect(strange).toMatchObject({ code: 'template/bad-parameter' });
});

test('a template counts once it is published, and until one of its files changes', async () => {
  const follower = webhookFlow('orders', '/orders').replace('nodes:', 'follows: [order-intake@1]\nnodes:');
  const { page, folder } = await studio({ ...(await blank()), 'flows/orders.flow.yaml': follower });
  const rulesOf = async () => {
    const { report } = await taken<{ report: string }>(page.get('/api/governance/report?flow=orders&as=json'));
    return JSON.parse(report).findings.map(({ rule }: Found) => rule);
  };
  const publish = (signature: string, expect: string | null) =>
    page.post('/api/governance/publish', { template: 'order-intake', signature, expect });

  const before = await rulesOf();
  const stranger = await publish(signed(folder, '1.0.0', makeSigningKeys().privatePem), null);
  const published = await taken<{ path: string; etag: string }>(publish(signed(folder), null));
  const after = await rulesOf();
  const readme = join(folder, 'templates', 'order-intake', 'README.md');
  await writeFile(readme, `${await readFile(readme, 'utf8')}\nMore.\n`);
  const changed = await rulesOf();
  const unraised = await publish(signed(folder), published.etag);

  expect(before).toContain('template/unsigned');
  expect(stranger).toMatchObject({ status: 422, body: { code: 'template/bad-signature' } });
  expect(published.path).toBe('templates/order-intake/template.sig.yaml');
  expect(after).not.toContain('template/unsigned');
  expect(after).toContain('OI-01');
  expect(changed).toContain('template/unsigned');
  expect(unraised).toMatchObject({ status: 422, body: { code: 'template/not-published' } });
  const me = await taken<{ name: string }>(page.get('/api/session'));
  expect(await auditOf(page, 'template.published')).toEqual([`${me.name} order-intake@1.0.0`]);
});

test('a new text of a template says which of its followers it would break', async () => {
  const files = await blank();
  const follower = (id: string) =>
    webhookFlow(id, `/${id}`).replace('nodes:', 'follows: [order-intake@1]\nrunbook: Call the shop.\nnodes:');
  const { page } = await studio({
    ...files,
    'flows/orders.flow.yaml': follower('orders'),
    'flows/returns.flow.yaml': follower('returns').replace('name: Flow', 'domain: sales\nname: Flow'),
    'flows/other.flow.yaml': webhookFlow('other', '/other'),
  });
  const text = files['templates/order-intake/template.yaml'] ?? '';
  const stricter = text.replace('        runbook:\n          set: true', '        domain:\n          set: true');

  const judged = await taken<{ flows: { flow: string; breaks: boolean }[]; breaks: number; problems: unknown[] }>(
    page.post('/api/governance/judge', { text: stricter }),
  );
  const broken = await taken<{ problems: { line?: number }[]; flows: unknown[] }>(
    page.post('/api/governance/judge', { text: text.replace('severity: error', 'severity: grave') }),
  );

  expect(judged.problems).toEqual([]);
  expect(judged.flows.map(({ flow, breaks }) => [flow, breaks])).toEqual([
    ['orders', true],
    ['returns', false],
  ]);
  expect(judged.breaks).toBe(1);
  expect(broken.flows).toEqual([]);
  expect(broken.problems[0]?.line).toBeGreaterThan(1);
});

test('an architect waives a finding, with a reason and a last day that is not too far', async () => {
  const { page, folder } = await studio({ 'flows/orders.flow.yaml': webhookFlow('orders', '/orders') });
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const reason = 'It is only an example';
  const ask = (more: object) => page.post('/api/governance/waivers', { flow: 'orders', reason, ...more });

  const granted = await taken<{ path: string; waiver: { approver: string } }>(
    ask({ rule: 'G-01', expires: inDays(30), expect: null }),
  );
  const tooFar = await ask({ rule: 'G-01', expires: inDays(400) });
  const never = await ask({ rule: 'G-02', expires: inDays(30) });
  const nothing = await ask({ rule: 'G-03', node: 'received', expires: inDays(30) });
  const stale = await ask({ rule: 'G-01', expires: inDays(40), expect: null });

  const { flows } = await taken<Flows>(page.get('/api/governance/flows'));
  const me = await taken<{ name: string }>(page.get('/api/session'));
  expect(granted).toMatchObject({ path: 'waivers/orders.yaml', waiver: { approver: me.name } });
  expect(await readFile(join(folder, 'waivers', 'orders.yaml'), 'utf8')).toContain(`approver: ${me.name}`);
  expect(tooFar.body).toMatchObject({ code: 'waiver/too-long' });
  expect(never.body).toMatchObject({ code: 'waiver/never' });
  expect(nothing.body).toMatchObject({ code: 'waiver/no-finding' });
  expect(stale.status).toBe(409);
  expect(flows[0]).toMatchObject({ flow: 'orders' });
  expect(flows[0]?.waived).toBeGreaterThan(0);
  expect(flows[0]?.follows[0]?.waived.map(({ rule }) => rule)).toContain('G-01');
  expect(await auditOf(page, 'waiver.granted')).toEqual([`${me.name} orders`]);
});

test('predicates are asked in the sandbox; one that fails is a finding about its rule', async () => {
  const files = await blank();
  const rule = (id: string, predicate: string) => `  - id: ${id}
    severity: error
    when:
      type: webhook
    assert:
      predicate: ${predicate}
    message: '{step} cannot stay as it is{detail}. Change it.'
    rationale: Only a test asks for it.
    since: 1.0.0
`;
  const rules = [
    rule('OI-02', "'$count(flow.nodes) = 2'"),
    rule('OI-03', `'"taken" in step.next.out ? ": too short" : true'`),
    rule('OI-04', '\'$error("no")\''),
    rule('OI-05', "'($f := function($x) { $f($x + 1) }; $f(1))'"),
  ];
  const template = `${files['templates/order-intake/template.yaml'] ?? ''}${rules.join('')}`;
  const text = webhookFlow('orders', '/orders').replace('nodes:', 'follows: [order-intake@1]\nnodes:');
  const { page } = await studio({ ...files, 'templates/order-intake/template.yaml': template });

  const { findings } = await taken<{ findings: Found[] }>(page.post('/api/governance/predicates', { text }));

  expect(findings.map(({ rule: id }) => id).sort()).toEqual(['OI-03', 'OI-04', 'OI-05']);
  const said = new Map(findings.map(({ rule: id, message }) => [id, message]));
  expect(said.get('OI-03')).toBe('"Received" (received) cannot stay as it is: too short. Change it.');
  expect(said.get('OI-04')).toMatch(/^OI-04 cannot be judged in the flow "Flow orders": /);
  expect(said.get('OI-05')).toMatch(/Mend the predicate in the template\.$/);
});

test('a predicate that does not hold keeps a flow out of an environment that is not for development', async () => {
  const files = await blank();
  const rule = (predicate: string) => `  - id: OI-02
    severity: error
    assert:
      predicate: ${predicate}
    message: The flow has too many steps. Remove one.
    rationale: Only a test asks for it.
    since: 1.0.0
`;
  const isLive = async (predicate: string) => {
    const template = `${files['templates/order-intake/template.yaml'] ?? ''}${rule(predicate)}`;
    const all = { ...files, 'templates/order-intake/template.yaml': template };
    const rig = await startStudioRig({
      environment: 'test',
      files: {
        ...around,
        'environments/test.yaml': 'name: test\npurpose: test\n',
        ...all,
        'templates/order-intake/template.sig.yaml': signatureOf(all),
        'flows/example.flow.yaml': files['templates/order-intake/conforming/example.flow.yaml'] ?? '',
      },
    });
    cleanups.push(async () => await rig[Symbol.asyncDispose]());
    const { flows } = await taken<{ flows: { live: boolean }[] }>(rig.page.get('/api/workspace/flows'));
    const { report } = await taken<{ report: string }>(rig.page.get('/api/governance/report?as=text'));
    return { live: flows.map(({ live }) => live), isNamed: report.includes('error OI-02') };
  };

  const holds = await isLive("'$count(flow.nodes) < 3'");
  const breaks = await isLive("'$count(flow.nodes) < 2'");

  expect(holds).toEqual({ live: [true], isNamed: false });
  expect(breaks).toEqual({ live: [false], isNamed: true });
});

/** A signature over files that are not written yet. */
function signatureOf(files: Readonly<Record<string, string>>): string {
  const key = readPrivateKey(keys.privatePem);
  if (!key.ok) throw new Error('the key of the test cannot be read');
  const sha256 = (text: string) => hash('sha256', text);
  const contents = Object.entries(files).map(([path, text]) => ({
    path: path.replace('templates/order-intake/', ''),
    sha256: sha256(text),
  }));
  const said = { template: 'order-intake', version: '1.0.0', by: 'anna', at: '2026-11-22T09:00:00.000Z' };
  return printSignature(signTemplate({ ...said, digest: digestFolder(contents, sha256) }, key.value));
}

test('a template nobody published does not stand before a shipped one', async () => {
  const files = await blank();
  const weak = (files['templates/order-intake/template.yaml'] ?? '').replace('id: order-intake', 'id: baseline');
  const { page } = await studio({
    'templates/baseline/template.yaml': weak,
    'templates/baseline@9/template.yaml': weak.replace('version: 1.0.0', 'version: 9.0.0'),
    'flows/orders.flow.yaml': webhookFlow('orders', '/orders'),
  });

  const { templates } = await taken<{ templates: { reference: string; origin: string; readme: string }[] }>(
    page.get('/api/governance/templates'),
  );

  const baselines = templates.filter(({ reference }) => reference.startsWith('baseline@'));
  expect(baselines.map(({ reference, origin }) => `${reference} ${origin}`)).toEqual(['baseline@1 shipped']);
  expect(baselines[0]?.readme).toContain('## When to use it');
});

test('the page is told what it needs to know of every template', async () => {
  const { page } = await studio(await blank());

  const { templates } = await taken<{
    templates: { reference: string; standing: string; path: string | null; skeleton: string | null }[];
  }>(page.get('/api/governance/templates'));

  const own = templates.find(({ reference }) => reference === 'order-intake@1');
  expect(own).toMatchObject({ standing: 'unsigned', path: 'templates/order-intake/template.yaml' });
  expect(own?.skeleton).toContain('follows: [order-intake@1]');
  expect(templates.find(({ reference }) => reference === 'baseline@1')).toMatchObject({
    standing: 'shipped',
    path: null,
  });
});
