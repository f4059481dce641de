import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { conformanceFile, materialsFile } from '#flow/bundle/manifest.ts';
import { type Bundle, writeBundle } from '#flow/bundle/read-bundle.ts';
import { writeBlankTemplate } from '#flow/template/blank.ts';
import { printSignature } from '#flow/template/signature.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { openBundle } from '#runtime/bundles/bundle-ports.ts';
import { expressionEngine } from '#runtime/bundles/describe-flows.ts';
import { examineBundle } from '#runtime/bundles/examine-bundle.ts';
import { type CollectedBundle, collectAtRevision, collectBundle } from '#runtime/bundles/export-bundle.ts';
import { unpackBundle } from '#runtime/bundles/unpack-bundle.ts';
import { makeSigningKeys, readPrivateKey } from '#runtime/keys/signing-keys.ts';
import { digestTemplate, signTemplate } from '#runtime/workspace/template-signature.ts';
import { shippedTemplates } from '#runtime/workspace/templates.ts';
import { makeFolder, webhookFlow } from '#test/rigs/studio.ts';
import { buildPenstock, checkout, jsonOf, openFolder, penstock } from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

const example = join(checkout, 'examples', 'order-to-cash');
const run = promisify(execFile);
const git = (folder: string, ...args: string[]) =>
  run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });

/** A copy of the example in a repository of its own. */
async function repositoryIn(folder: string): Promise<string> {
  const workspace = join(folder, 'shop');
  await cp(example, workspace, { recursive: true });
  await git(folder, 'init', '-q', '-b', 'main');
  await git(folder, 'add', '.');
  await git(folder, 'commit', '-q', '-m', 'first');
  return workspace;
}

/** A collected bundle as somebody who gets the file reads it. */
function reopen({ manifest, files }: Pick<CollectedBundle, 'manifest' | 'files'>): Bundle {
  const opened = openBundle(writeBundle(manifest, files));
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  return opened.value;
}

function taken<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; problems: readonly unknown[] },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const canary = 'canary-7f3a91';

const connection = (id: string): string =>
  `id: ${id}\nkind: http\nname: ${id}\nauth:\n  scheme: bearer\n  secret: ${id}-token\n`;
const contract = JSON.stringify({ type: 'object', properties: { id: { type: 'string' } } });

/** A flow that asks a system, hands what it says to a contract, and starts another flow where it fails. */
const asking = `penstock: 1
id: asking
name: Asks a system
version: 2.3.4
owner: sales-operations
onFailure: repair
nodes:
  begin:
    type: manual@1
    next: ask
  ask:
    type: http@1
    config:
      connection: crm
      method: GET
      path: /customers
    next: check
  check:
    type: validate@1
    config:
      contract: customer@1
    next: done
  done:
    type: milestone@1
    config:
      milestone: asked
      businessKey: id
`;

const waiver = (flow: string): string =>
  `penstock: 1\nwaivers:\n  - rule: G-04\n    flow: ${flow}\n    reason: The vendor has no operation yet\n    approver: anna\n    expires: '2027-03-31'\n`;

/** A workspace in which most files have nothing to do with the flow that is exported. */
const busy: Readonly<Record<string, string>> = {
  'penstock.yaml': 'penstock: 1\nname: Busy\nenvironments: [dev, live]\n',
  'flows/asking.flow.yaml': asking,
  'flows/asking.layout.json': '{}\n',
  'flows/asking.tests.yaml': `# ${canary}\n`,
  'flows/repair.flow.yaml': webhookFlow('repair', '/repair'),
  'flows/other.flow.yaml': webhookFlow('other', '/other'),
  'flows/README.md': canary,
  'connections/crm.yaml': connection('crm'),
  'connections/unused.yaml': connection('unused'),
  'contracts/customer@1.schema.json': contract,
  'contracts/unused@1.schema.json': contract,
  'environments/dev.yaml': `name: dev\npurpose: dev\nvariables:\n  word: ${canary}\n`,
  'environments/live.yaml': `name: live\npurpose: live\nconnections:\n  crm:\n    url: https://${canary}.example.com\n`,
  'samples/customer.json': JSON.stringify({ id: canary }),
  '.env': `CRM_TOKEN=${canary}\n`,
  '.penstock/secrets.json': canary,
};

describe('exporting', () => {
  test('one commit gives the same bytes from other folders, users, time zones, languages and clocks', async () => {
    await using folder = await openFolder();
    const workspace = await repositoryIn(folder.path);
    const far = join(folder.path, 'far away', 'copy');
    await mkdir(far, { recursive: true });
    await cp(workspace, far, { recursive: true });
    await turnLineEnds(far);
    const later = join(folder.path, 'later.mjs');
    const shift =
      'const Real = Date; globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() + 4e11); } static now() { return Real.now() + 4e11; } };';
    await writeFile(later, shift);
    const out = (name: string): string => join(folder.path, `${name}.pstk`);

    const calls = await Promise.all([
      penstock(['export', '--out', out('here')], { cwd: workspace, env: { TZ: 'UTC', HOME: folder.path } }),
      penstock(['export', '--rev', 'main', '--out', out('commit')], {
        cwd: workspace,
        env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', HOME: '/nonexistent' },
      }),
      penstock(['export', '--workspace', far, '--out', out('far')], {
        cwd: tmpdir(),
        env: {
          TZ: 'America/St_Johns',
          LC_ALL: 'de_DE.UTF-8',
          LANG: 'C',
          USER: 'somebody',
          NODE_OPTIONS: `--import=${later}`,
        },
      }),
    ]);

    expect(calls.map(({ code, stderr }) => [code, stderr])).toEqual(
      calls.map(() => [0, expect.stringContaining('0 findings')]),
    );
    const [here, commit, other] = await Promise.all(['here', 'commit', 'far'].map((name) => readFile(out(name))));
    expect(here?.equals(commit ?? Buffer.of())).toBe(true);
    expect(here?.equals(other ?? Buffer.of())).toBe(true);
  });

  test('a bundle holds what its flows stand on, and nothing else', async () => {
    await using folder = await makeFolder({
      ...busy,
      'waivers/asking.yaml': waiver('asking'),
      'waivers/other.yaml': waiver('other'),
    });

    const { manifest, files } = taken(await collectBundle(folder.path, ['asking'], undefined, { isDraft: true }));

    expect([...files.keys()].sort()).toEqual([
      conformanceFile,
      'connections/crm.yaml',
      'contracts/customer@1.schema.json',
      'flows/asking.flow.yaml',
      'flows/asking.layout.json',
      'flows/repair.flow.yaml',
      materialsFile,
      'waivers/asking.yaml',
    ]);
    expect(manifest).toMatchObject({
      workspace: 'Busy',
      flows: [
        { id: 'asking', version: '2.3.4', criticality: 'unknown' },
        { id: 'repair', version: '0.1.0' },
      ],
      locks: { nodes: ['http@1', 'manual@1', 'milestone@1', 'validate@1', 'webhook@1'] },
      reach: { connections: ['crm'], secrets: ['crm-token'], webhooks: ['POST /repair'] },
      approvals: 1,
    });
  });

  test('no value of an environment, a sample, a secret or this machine is in the bytes', async () => {
    await using folder = await makeFolder(busy);

    const { manifest, files } = taken(await collectBundle(folder.path, 'all', undefined, { isDraft: true }));

    const text = Buffer.from(writeBundle(manifest, files)).toString('latin1');
    const secrets = [canary, folder.path, tmpdir(), checkout, hostname(), process.env.HOME ?? checkout];
    expect(secrets.filter((secret) => secret.length > 4 && text.includes(secret))).toEqual([]);
    expect(text).toContain('crm-token');
  });

  test('the materials say what the flows stand on, in CycloneDX', async () => {
    const { files } = taken(await collectBundle(example, 'all'));

    const sbom = JSON.parse(Buffer.from(files.get(materialsFile) ?? '').toString('utf8'));

    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(sbom.serialNumber).toBeUndefined();
    expect(sbom.components.map((one: Record<string, unknown>) => one['bom-ref'])).toEqual(
      expect.arrayContaining([
        'penstock:node/odoo@1',
        'penstock:template/baseline@1@1.0.0',
        'penstock:connection-kind/odoo',
        `penstock:expressions/${expressionEngine}`,
      ]),
    );
  });

  test('the expression engine a bundle names is the one that is installed', async () => {
    const jsonata = JSON.parse(await readFile(join(checkout, 'node_modules', 'jsonata', 'package.json'), 'utf8'));

    expect(expressionEngine).toBe(`jsonata@${jsonata.version}`);
  });

  test('a version set at export has the digest of one that was written and committed', async () => {
    await using folder = await openFolder();
    const workspace = await repositoryIn(folder.path);
    const proposed = taken(await collectBundle(workspace, 'all', new Map([['order-to-cash', '1.7.0']])));
    const flow = join(workspace, 'flows', 'order-to-cash.flow.yaml');
    await writeFile(flow, proposed.files.get('flows/order-to-cash.flow.yaml') ?? '');
    await git(workspace, 'commit', '-q', '-a', '-m', 'release');

    const released = taken(await collectAtRevision(workspace, 'main', 'all'));
    const before = taken(await collectAtRevision(workspace, 'main~1', 'all'));

    expect(released.digest).toBe(proposed.digest);
    expect(released.manifest.flows).toMatchObject([{ id: 'order-to-cash', version: '1.7.0' }]);
    expect(before.manifest.flows).toMatchObject([{ version: '1.0.0' }]);
    expect(before.manifest.flows[0]?.meaning).toBe(released.manifest.flows[0]?.meaning);
  });

  test.each([
    ['a flow that is not there', ['nobody'], {}, 'bundle/nothing-to-export'],
    [
      'a flow without a version',
      ['bare'],
      { 'flows/bare.flow.yaml': webhookFlow('bare', '/b').replace('version: 0.1.0\n', '') },
      'bundle/no-version',
    ],
    ['a flow with errors', ['asking'], {}, 'bundle/not-conforming'],
    [
      'a flow that cannot be read',
      'all',
      { 'flows/broken.flow.yaml': 'penstock: 1\nid: broken\nnodes: 7\n' },
      'bundle/unreadable-source',
    ],
    [
      'a connection that cannot be read',
      ['asking'],
      { 'connections/crm.yaml': 'id: crm\nkind: http\n' },
      'bundle/unreadable-source',
    ],
    [
      'a registry that cannot be read',
      ['repair'],
      { 'registry/systems.yaml': 'systems: 7\n' },
      'bundle/unreadable-source',
    ],
  ] as const)('%s is not exported', async (_name, flows, files, code) => {
    await using folder = await makeFolder({ ...busy, ...files });

    const collected = await collectBundle(folder.path, flows);

    expect(collected).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    });
  });

  test.each(['nowhere', '--all', 'main:shop', ''])('the revision "%s" is refused with a sentence', async (revision) => {
    await using folder = await openFolder();
    const workspace = await repositoryIn(folder.path);

    const collected = await collectAtRevision(workspace, revision, 'all');

    expect(collected).toMatchObject({ ok: false, problems: [{ code: 'git/no-revision' }] });
  });
});

describe('a bundle that is unpacked', () => {
  test('is read as a workspace, and judged again as what its manifest says', async () => {
    await using folder = await openFolder();
    const bundle = reopen(taken(await collectBundle(example, 'all')));
    const place = join(folder.path, 'unpacked');

    const unpacked = await unpackBundle(bundle, place);
    const again = await unpackBundle(bundle, place);
    const examined = await examineBundle(bundle, place, { day: '2027-01-01' });

    expect(unpacked).toEqual({ ok: true, value: place });
    expect(again).toMatchObject({ ok: false, problems: [{ code: 'bundle/folder-taken' }] });
    expect(examined.problems).toEqual([]);
    expect(examined.workspace.flows.map(({ flow }) => flow.id)).toEqual(['order-to-cash']);
    expect(await readdir(folder.path)).toEqual(['unpacked']);
  });

  test.each([
    ['a lower criticality', { flows: [{ criticality: 'low' }], approvals: 1 }],
    ['another version', { flows: [{ version: '9.0.0' }] }],
    ['another meaning', { flows: [{ meaning: '0'.repeat(64) }] }],
    ['less reach', { reach: { secrets: [] } }],
    ['fewer node types', { locks: { nodes: ['map@1'] } }],
  ] as const)('is refused where its manifest claims %s', async (_name, claim) => {
    await using folder = await openFolder();
    const { manifest, files } = taken(await collectBundle(example, 'all'));
    const { flows: claimedFlows, reach, locks, ...rest } = { flows: undefined, reach: {}, locks: {}, ...claim };
    const bundle = reopen({
      manifest: {
        ...manifest,
        ...rest,
        flows: manifest.flows.map((flow, at) => ({ ...flow, ...claimedFlows?.[at] })),
        reach: { ...manifest.reach, ...reach },
        locks: { ...manifest.locks, ...locks },
      },
      files,
    });
    const place = join(folder.path, 'unpacked');
    taken(await unpackBundle(bundle, place));

    const { problems } = await examineBundle(bundle, place, { day: '2027-01-01' });

    expect(problems.map(({ code }) => code)).toContain('bundle/misdescribed');
  });

  test('carries the templates its flows follow, whose signature counts only with the keys of whoever deploys', async () => {
    const architect = makeSigningKeys();
    const settings = `penstock: 1\nname: Shop\ntrustedKeys:\n  - name: anna\n    key: ${architect.publicKey}\n`;
    await using folder = await makeFolder({ 'penstock.yaml': settings, ...(await templateFiles()) });
    const template = join(folder.path, 'templates', 'order-intake');
    await writeFile(join(template, 'template.sig.yaml'), signTemplateIn(template, architect.privatePem));
    await cp(join(template, 'conforming'), join(folder.path, 'flows'), { recursive: true });
    const bundle = reopen(taken(await collectBundle(folder.path, 'all', new Map(), { isDraft: true })));
    const [trusting, doubting] = [join(folder.path, 'trusting'), join(folder.path, 'doubting')];
    taken(await unpackBundle(bundle, trusting, settings));
    taken(await unpackBundle(bundle, doubting));

    const standings = await Promise.all(
      [trusting, doubting].map(async (place) => {
        const { governance } = await examineBundle(bundle, place, { day: '2027-01-01' });
        return governance.standings.get('order-intake@1');
      }),
    );

    expect(standings).toEqual(['published', 'untrusted']);
    expect(bundle.manifest.locks.templates).toMatchObject([
      { reference: 'baseline@1', source: 'shipped' },
      { reference: 'order-intake@1', source: 'workspace', digest: digestTemplate(template) },
    ]);
  });
});

describe('the commands', () => {
  test('a bundle goes from export over signatures to one a runtime would take', async () => {
    await using folder = await openFolder();
    const workspace = await repositoryIn(folder.path);
    const out = join(folder.path, 'orders.pstk');
    for (const person of ['anna', 'ben', 'cleo']) await trustNew(workspace, folder.path, person);
    const sign = (person: string, role: string) =>
      penstock(['sign', out, '--key', join(folder.path, `${person}.pem`), '--as', person, '--role', role]);
    const verify = () => penstock(['verify', out, '--trust', workspace, '--json']);

    const exported = await penstock(['export', '--workspace', workspace, '--out', out, '--json']);
    const unsigned = await verify();
    await sign('anna', 'author');
    await sign('ben', 'approver');
    const early = await verify();
    await sign('cleo', 'approver');
    const twice = await sign('cleo', 'approver');
    const good = await verify();
    await penstock(['keys', 'revoke', 'ben', '--workspace', workspace]);
    const revoked = await verify();

    expect(exported).toMatchObject({ code: 0 });
    expect(codesOf(unsigned)).toEqual([1, 'bundle/unsigned']);
    expect(codesOf(early)).toEqual([1, 'bundle/too-few-approvals']);
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('already') });
    expect(codesOf(good)).toEqual([0]);
    expect(jsonOf(good)).toMatchObject({ ok: true, signed: { authors: ['anna'], approvers: ['ben', 'cleo'] } });
    expect(codesOf(revoked)).toEqual([1, 'bundle/key-revoked', 'bundle/too-few-approvals']);
  });

  test('inspect shows what a bundle may reach and who signed it', async () => {
    await using folder = await openFolder();
    const workspace = await repositoryIn(folder.path);
    const out = join(folder.path, 'orders.pstk');
    await trustNew(workspace, folder.path, 'eve', 'emergency');
    await penstock([
      'export',
      'order-to-cash',
      '--workspace',
      workspace,
      '--version',
      'order-to-cash=1.2.3',
      '--out',
      out,
    ]);
    const words = ['--role', 'emergency', '--incident', 'INC-7', '--reason', 'Orders are lost'];
    await penstock(['sign', out, '--key', join(folder.path, 'eve.pem'), '--as', 'eve', ...words]);

    const shown = await penstock(['inspect', out]);
    const verified = await penstock(['verify', out, '--trust', join(workspace, 'penstock.yaml')]);

    expect(shown.stdout).toContain('order-to-cash  1.2.3');
    expect(shown.stdout).toContain('odoo-main-key');
    expect(shown.stdout).toMatch(/emergency {2}eve {2}key [0-9a-f]{16} .*INC-7, Orders are lost/);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('Emergency INC-7 of eve until ') });
  });

  test('a file that is no bundle, or too large a one, is refused with a sentence', async () => {
    await using folder = await openFolder();
    const large = join(folder.path, 'large.pstk');
    await writeFile(large, Buffer.alloc(50_000_001));

    const [text, big, none] = await Promise.all(
      [join(example, 'penstock.yaml'), large, join(folder.path, 'none')].map((file) =>
        penstock(['inspect', file, '--json']),
      ),
    );

    expect(text && codesOf(text)).toEqual([1, 'bundle/not-an-archive']);
    expect(big && codesOf(big)).toEqual([1, 'bundle/too-large']);
    expect(none).toMatchObject({ code: 2 });
  });

  test('keys are trusted, changed, listed and revoked in penstock.yaml, whose comments stay', async () => {
    await using folder = await makeFolder({ 'penstock.yaml': '# Ours\npenstock: 1\nname: Shop\n' });
    const { publicKey } = makeSigningKeys();
    const keys = (...args: string[]) => penstock(['keys', ...args, '--workspace', folder.path]);

    const first = await keys('trust', 'anna-laptop', '--key', publicKey, '--person', 'anna', '--role', 'author');
    const again = await keys('trust', 'anna-desk', '--key', publicKey);
    const changed = await keys(
      'trust',
      'anna-laptop',
      '--role',
      'author',
      '--role',
      'approver',
      '--until',
      '2027-12-31',
    );
    const wrong = await keys('trust', 'anna-laptop', '--role', 'king');
    const revoked = await keys('revoke', 'anna-laptop', '--on', '2027-02-01');
    const listed = await keys('list', '--json');

    expect([first, again, changed, wrong, revoked].map(({ code }) => code)).toEqual([0, 2, 0, 2, 0]);
    expect(jsonOf(listed)).toMatchObject({
      keys: [
        {
          name: 'anna-laptop',
          person: 'anna',
          roles: ['author', 'approver'],
          until: '2027-12-31',
          revoked: '2027-02-01',
        },
      ],
    });
    expect(await readFile(join(folder.path, 'penstock.yaml'), 'utf8')).toMatch(/^# Ours\npenstock: 1\n/);
  });
});

/** The exit code and the codes of the problems a call with `--json` came to. */
function codesOf(finished: {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}): readonly unknown[] {
  const said = JSON.parse(finished.stdout);
  return [finished.code, ...(said.problems ?? []).map(({ code }: { readonly code: string }) => code)];
}

async function trustNew(workspace: string, folder: string, person: string, ...roles: string[]): Promise<void> {
  const made = await penstock(['keys', 'new', join(folder, `${person}.pem`), '--json']);
  const { key } = JSON.parse(made.stdout);
  const given = (roles.length === 0 ? ['author', 'approver'] : roles).flatMap((role) => ['--role', role]);
  const trusted = await penstock(['keys', 'trust', person, '--key', key, ...given, '--workspace', workspace]);
  if (trusted.code !== 0) throw new Error(trusted.stderr);
}

/** Ends of lines as a checkout on Windows turns them. */
async function turnLineEnds(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
  }
}

/** The files of a template that proves itself. */
async function templateFiles(): Promise<Readonly<Record<string, string>>> {
  const baseline = shippedTemplates().templates.get('baseline@1');
  const skeleton = parseFlow(await readFile(join(baseline?.folder ?? '', 'skeleton.flow.yaml'), 'utf8'), nodeCatalogue);
  const names = { id: 'order-intake', name: 'Order intake', owner: 'sales' };
  const files = taken(writeBlankTemplate(names, taken(skeleton), nodeCatalogue));
  return Object.fromEntries(
    files.map(({ path, text }) => [
      `templates/order-intake/${path}`,
      text.replace('status: draft', 'status: approved'),
    ]),
  );
}

function signTemplateIn(folder: string, privatePem: string): string {
  const said = { template: 'order-intake', version: '1.0.0', by: 'anna', at: '2026-11-22T09:00:00.000Z' };
  return printSignature(signTemplate({ ...said, digest: digestTemplate(folder) }, taken(readPrivateKey(privatePem))));
}
