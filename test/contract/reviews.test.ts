import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { judgeSignatures } from '#flow/bundle/judge-signatures.ts';
import { parseWorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';
import { openBundle, trustIn } from '#runtime/bundles/bundle-ports.ts';
import { makeSigningKeys } from '#runtime/keys/signing-keys.ts';
import { startRuntime } from '#runtime/runtime.ts';
import { type SignedInPage, signIn } from '#test/rigs/studio.ts';

const run = promisify(execFile);

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const anna = makeSigningKeys();
const ben = makeSigningKeys();

const settings = `penstock: 1
name: Shop
trustedKeys:
  - name: anna
    key: ${anna.publicKey}
    person: anna
    roles: [author, approver]
  - name: ben
    key: ${ben.publicKey}
    person: ben
    roles: [author, approver, architect, emergency]
`;

const around: Readonly<Record<string, string>> = {
  'penstock.yaml': settings,
  'environments/dev.yaml': 'name: dev\npurpose: dev\n',
};

/** A flow that conforms to the baseline. */
function flow(id: string, milestone = 'taken', criticality = 'low'): string {
  return `penstock: 1
id: ${id}
name: Flow ${id}
version: 0.1.0
description: What comes in, and what it becomes.
owner: sales
lifecycle: active
classification:
  criticality: ${criticality}
  mode: event
  data: [internal]
decision:
  impact: low
  staleness: 15m
  volume: 60/h
  recovery: 4h
  mode: event
  control: direct
nodes:
  received:
    type: webhook@1
    name: Received
    config:
      path: /${id}
      auth:
        scheme: standard-webhooks
        secrets: [shop-hook]
      dedupe:
        key: id
        for: 30d
    next: taken
  taken:
    type: milestone@1
    name: Taken
    config:
      milestone: ${milestone}
      businessKey: id
`;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const settled = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return (await run('git', [...settled, ...args], { cwd: folder })).stdout.trim();
}

async function makePlace(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'penstock-reviews-'));
  cleanups.push(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));
  return place;
}

/** A bare remote whose main branch holds these files. */
async function makeRemote(files: Readonly<Record<string, string>>): Promise<{ place: string; remote: string }> {
  const place = await makePlace();
  const remote = join(place, 'shared.git');
  await git(place, 'init', '-q', '--bare', '-b', 'main', remote);
  await git(place, 'clone', '-q', remote, 'seed');
  const seed = join(place, 'seed');
  await writeAll(seed, { ...around, ...files });
  await git(seed, 'add', '.');
  await git(seed, 'commit', '-q', '-m', 'Begin');
  await git(seed, 'push', '-q', 'origin', 'HEAD:refs/heads/main');
  return { place, remote };
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

type Studio = { readonly folder: string; readonly data: string; readonly page: SignedInPage };

/** A studio on a folder, with its data beside it. */
async function openStudio(folder: string, who?: { person: string; keys: { privatePem: string } }): Promise<Studio> {
  const data = `${folder}-data`;
  const started = await startRuntime({
    workspace: folder,
    environment: 'dev',
    data,
    port: 0,
    env: {},
    mode: 'studio',
    writeLog: () => undefined,
    onBroken: (cause) => {
      throw new Error('the store broke', { cause });
    },
    synchronous: 'off',
    ballastBytes: 0,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  cleanups.push(() => started.value.stop(1_000));
  const page = await signIn(started.value.mintAddress());
  if (who !== undefined) {
    await taken(page.post('/api/identity', { person: who.person, pem: who.keys.privatePem }));
  }
  return { folder, data, page };
}

async function cloneStudio(
  place: string,
  remote: string,
  person: string,
  keys: { privatePem: string },
): Promise<Studio> {
  const folder = join(place, person);
  await git(place, 'clone', '-q', remote, folder);
  return await openStudio(folder, { person, keys });
}

async function twoStudios(files: Readonly<Record<string, string>>) {
  const { place, remote } = await makeRemote(files);
  const [one, other] = await Promise.all([
    cloneStudio(place, remote, 'anna', anna),
    cloneStudio(place, remote, 'ben', ben),
  ]);
  return { place, remote, anna: one, ben: other };
}

/** A reply the server has held against its schema. */
async function taken<T>(answer: ReturnType<SignedInPage['get']>, status = 200): Promise<T> {
  const got = await answer;
  expect(got.status, JSON.stringify(got.body)).toBe(status);
  // The caller names what it reads; the schema was held before it was sent.
  return got.body as T;
}

type Told = {
  readonly id: string;
  readonly state: string;
  readonly digest: string;
  readonly threads: readonly { id: string; by: string; text: string; resolved: unknown }[];
  readonly decisions: readonly { by: string; decision: string; stands: boolean }[];
};
type Shown = {
  readonly review: Told;
  readonly changes: readonly { sentence: string; flow: string | null }[];
  readonly flows: readonly { id: string; before: { text: string } | null; after: { text: string } | null }[];
  readonly checks: readonly { name: string; state: string; detail: string }[];
  readonly needs: readonly { role: string; count: number; doneBy: string[] }[];
  readonly mine: { canApprove: boolean; canRelease: boolean; whyNot: string | null; isAuthor: boolean };
};
type Listed = {
  reviews: { id: string; state: string; waitsForMe: boolean; comments: number }[];
  shared: string;
  behind: number;
};

async function request(studio: Studio, versions: Record<string, string>, review?: string) {
  const asked = await taken<{ review: Told; draft: unknown }>(
    studio.page.post('/api/reviews', { title: 'A change', versions, ...(review === undefined ? {} : { review }) }),
  );
  return asked.review;
}

const approve = (studio: Studio, review: Told, status = 200) =>
  taken<{ review: Told; code: string }>(
    studio.page.post(`/api/reviews/${review.id}/decide`, { decision: 'approve', digest: review.digest }),
    status,
  );

type Released = { versions: Record<string, string>; digest: string; bundle: string; kept: string; follows: boolean };
const release = (studio: Studio, review: Told, status = 200) =>
  taken<Released & { code: string; detail: string }>(
    studio.page.post(`/api/reviews/${review.id}/release`, undefined),
    status,
  );

/** What a runtime that trusts both would make of the signatures of a bundle. */
const verdictOf = (bytes: string) => {
  const bundle = openBundle(new Uint8Array(Buffer.from(bytes, 'base64')));
  const trusted = parseWorkspaceFile(settings);
  if (!bundle.ok || !trusted.ok) throw new Error(JSON.stringify(bundle));
  return judgeSignatures(bundle.value, trustIn(trusted.value.trustedKeys, new Date().toISOString()));
};

test('a change goes from one studio over the other to a signed release', async () => {
  const rig = await twoStudios({ 'flows/orders.flow.yaml': flow('orders') });
  await writeFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), flow('orders', 'accepted'));

  const proposal = await taken<{ sentence: string; flows: { id: string; proposed: string }[]; unsaved: string[] }>(
    rig.anna.page.get('/api/reviews/proposal'),
  );
  const saved = await taken<{ commit: string; files: string[] }>(
    rig.anna.page.post('/api/reviews/save', { sentence: proposal.sentence }),
  );
  const asked = await request(rig.anna, { orders: proposal.flows[0]?.proposed ?? '' });
  const listed = await taken<Listed>(rig.ben.page.get('/api/reviews'));
  const shown = await taken<Shown>(rig.ben.page.get(`/api/reviews/${asked.id}`));
  const commented = await taken<{ review: Told }>(
    rig.ben.page.post(`/api/reviews/${asked.id}/comments`, { flow: 'orders', node: 'taken', text: 'Why accepted?' }),
  );
  const approved = await approve(rig.ben, shown.review);
  const released = await release(rig.ben, asked);
  const after = await taken<Listed>(rig.anna.page.get('/api/reviews'));
  const followed = await taken<{ files: string[] }>(rig.anna.page.post('/api/reviews/follow', undefined));
  const ended = await taken<Shown>(rig.anna.page.get(`/api/reviews/${asked.id}`));
  const { versions } = await taken<{ versions: { version: string; released: boolean }[] }>(
    rig.anna.page.get('/api/flows/orders/versions'),
  );

  expect(ended.review.state).toBe('released');
  expect(ended.changes.map(({ flow: id }) => id)).toContain('orders');
  expect(ended.flows[0]?.after?.text).toContain('version: 1.0.0');
  expect(versions.map(({ version, released: isReleased }) => [version, isReleased])).toEqual([
    ['1.0.0', true],
    ['0.1.0', false],
    ['0.1.0', false],
  ]);
  expect(proposal).toMatchObject({ unsaved: ['flows/orders.flow.yaml'], flows: [{ id: 'orders', proposed: '1.0.0' }] });
  expect(saved.files).toEqual(['flows/orders.flow.yaml']);
  expect(listed).toMatchObject({ shared: 'fresh', reviews: [{ id: asked.id, state: 'open', waitsForMe: true }] });
  expect(shown.changes.map(({ flow: id }) => id)).toContain('orders');
  expect(shown.flows[0]?.before?.text).toContain('milestone: taken');
  expect(shown.flows[0]?.after?.text).toContain('milestone: accepted');
  expect(shown.checks.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(shown.mine).toMatchObject({ canApprove: true, canRelease: false });
  expect(commented.review.threads).toMatchObject([{ by: 'ben', text: 'Why accepted?', resolved: null }]);
  expect(approved.review.state).toBe('approved');
  expect(released).toMatchObject({ versions: { orders: '1.0.0' }, digest: asked.digest, follows: true });
  expect(verdictOf(released.bundle)).toMatchObject({ ok: true, authors: ['anna'], approvers: ['ben'] });
  expect(existsSync(join(rig.ben.data, released.kept))).toBe(true);
  expect(after).toMatchObject({ behind: 1, reviews: [{ state: 'released' }] });
  expect(followed.files).toContain('flows/orders.flow.yaml');
  expect(await readFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), 'utf8')).toContain('version: 1.0.0');
  expect(await readFile(join(rig.ben.folder, 'flows/orders.flow.yaml'), 'utf8')).toContain('version: 1.0.0');
  for (const { folder } of [rig.anna, rig.ben]) expect(await git(folder, 'status', '--porcelain')).toBe('');
  expect(await git(rig.remote, 'tag', '--list')).toBe('release/orders/1.0.0');
  expect(await git(rig.remote, 'branch', '--list')).toBe('* main');
  const audit = async ({ page }: Studio) => {
    const { entries } = await taken<{ entries: { action: string; subject: string }[] }>(
      page.get('/api/audit?limit=200'),
    );
    return entries.filter(({ action }) => action.startsWith('review.')).map(({ action }) => action);
  };
  expect([await audit(rig.anna), await audit(rig.ben)].map((all) => all.sort())).toEqual([
    ['review.requested'],
    ['review.approved', 'review.released'],
  ]);
});

test('a release that changes nothing in the file is a version of the flow all the same', async () => {
  const rig = await twoStudios({ 'flows/orders.flow.yaml': flow('orders') });
  const text = flow('orders', 'accepted').replace('version: 0.1.0', 'version: 1.0.0');
  await writeFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), text);
  const asked = await request(rig.anna, { orders: '1.0.0' });
  await approve(rig.ben, asked);
  await release(rig.ben, asked);

  const { versions } = await taken<{ versions: { version: string; released: boolean }[] }>(
    rig.ben.page.get('/api/flows/orders/versions'),
  );

  expect(versions.map(({ version, released }) => [version, released])).toEqual([
    ['1.0.0', true],
    ['1.0.0', false],
    ['0.1.0', false],
  ]);
});

test('nobody approves their own, everybody is heard, and what was handed over anew is approved anew', async () => {
  const rig = await twoStudios({ 'flows/orders.flow.yaml': flow('orders') });
  await writeFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), flow('orders', 'accepted'));
  const first = await request(rig.anna, { orders: '1.0.0' });

  const own = await approve(rig.anna, first, 403);
  const early = await release(rig.ben, first, 409);
  const declare = (studio: Studio, status = 200) =>
    taken<{ code: string; bundle: string; until: string }>(
      studio.page.post(`/api/reviews/${first.id}/emergency`, {
        digest: first.digest,
        reason: 'Orders are lost.',
        incident: 'INC-7',
      }),
      status,
    );
  const unfit = await declare(rig.anna, 403);
  const emergency = await declare(rig.ben);
  const say = (studio: Studio, text: string) =>
    taken(studio.page.post(`/api/reviews/${first.id}/comments`, { flow: 'orders', text }));
  await Promise.all([
    say(rig.anna, 'from anna'),
    say(rig.ben, 'from ben'),
    say(rig.anna, 'again'),
    say(rig.ben, 'too'),
  ]);
  await taken(
    rig.ben.page.post(`/api/reviews/${first.id}/decide`, {
      decision: 'request-changes',
      digest: first.digest,
      note: 'Name it better',
    }),
  );
  const sentBack = await taken<Listed>(rig.anna.page.get('/api/reviews'));
  await writeFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), flow('orders', 'noted'));
  const again = await request(rig.anna, { orders: '1.0.0' }, first.id);
  const late = await approve(rig.ben, first, 409);
  const approved = await approve(rig.ben, again);
  const shown = await taken<Shown>(rig.anna.page.get(`/api/reviews/${first.id}`));

  expect([own.code, early.code, late.code]).toEqual(['review/self-approval', 'review/needs-open', 'review/moved']);
  expect(unfit.code).toBe('review/not-for-emergencies');
  expect(verdictOf(emergency.bundle)).toMatchObject({
    ok: true,
    authors: ['anna'],
    approvers: [],
    emergency: { by: 'ben', incident: 'INC-7', until: emergency.until },
  });
  expect(sentBack.reviews).toMatchObject([{ state: 'changes-requested', waitsForMe: true, comments: 5 }]);
  expect(again.id).toBe(first.id);
  expect(shown.review.threads.map(({ text }) => text.replace(/\n.*/, '')).sort()).toEqual([
    'Emergency INC-7: Orders are lost.',
    'again',
    'from anna',
    'from ben',
    'too',
  ]);
  expect(shown.review.decisions.map(({ decision, stands }) => [decision, stands])).toEqual([
    ['request-changes', false],
    ['approve', true],
  ]);
  expect(approved.review.state).toBe('approved');
  expect(shown.mine).toMatchObject({ canApprove: false, canRelease: true, isAuthor: true });

  const branch = `review/${first.id}`;
  const past = join(rig.place, 'past');
  await git(rig.place, 'clone', '-q', '-b', branch, rig.remote, past);
  await writeFile(join(past, 'flows/orders.flow.yaml'), flow('orders', 'sneaked'));
  await git(past, 'commit', '-qam', 'past the review');
  await git(past, 'push', '-q', 'origin', branch);
  const sneaked = await release(rig.ben, again, 409);
  expect(sneaked.code).toBe('review/changed');
});

test('what was released meanwhile in another flow is brought together, in the same flow it is refused', async () => {
  const rig = await twoStudios({ 'flows/orders.flow.yaml': flow('orders'), 'flows/stock.flow.yaml': flow('stock') });
  await writeFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), flow('orders', 'accepted'));
  await writeFile(join(rig.ben.folder, 'flows/stock.flow.yaml'), flow('stock', 'counted'));
  const orders = await request(rig.anna, { orders: '1.0.0' });
  const stock = await request(rig.ben, { stock: '1.0.0' });
  await approve(rig.ben, orders);
  await approve(rig.anna, stock);

  await release(rig.anna, stock);
  await writeFile(join(rig.anna.folder, 'flows/stock.flow.yaml'), flow('stock', 'unsaved'));
  const brought = await release(rig.anna, orders);

  expect(brought).toMatchObject({ digest: orders.digest, follows: true });
  expect(await git(rig.remote, 'show', 'main:flows/stock.flow.yaml')).toContain('milestone: counted');
  expect(await git(rig.remote, 'show', 'main:flows/orders.flow.yaml')).toContain('milestone: accepted');
  expect(await readFile(join(rig.anna.folder, 'flows/stock.flow.yaml'), 'utf8')).toContain('milestone: unsaved');

  await taken(rig.ben.page.post('/api/reviews/follow', undefined));
  const changed = flow('orders', 'sent').replace('version: 0.1.0', 'version: 1.0.0');
  await writeFile(join(rig.ben.folder, 'flows/orders.flow.yaml'), changed);
  const bens = await request(rig.ben, { orders: '1.1.0' });
  await writeFile(
    join(rig.anna.folder, 'flows/stock.flow.yaml'),
    await git(rig.remote, 'show', 'main:flows/stock.flow.yaml'),
  );
  const other = flow('orders', 'accepted')
    .replace('version: 0.1.0', 'version: 1.0.0')
    .replace('owner: sales', 'owner: shop');
  await writeFile(join(rig.anna.folder, 'flows/orders.flow.yaml'), other);
  const annas = await request(rig.anna, { orders: '1.2.0' });
  await approve(rig.ben, annas);
  await approve(rig.anna, bens);
  await release(rig.anna, bens);
  const refused = await release(rig.ben, annas, 409);

  expect(['review/conflicts', 'review/stands-on-other']).toContain(refused.code);
  expect(await git(rig.remote, 'tag', '--list', 'release/orders/*')).toBe('release/orders/1.0.0\nrelease/orders/1.1.0');
  await taken(rig.anna.page.post('/api/reviews/follow', undefined));
  const anew = await request(rig.anna, { orders: '1.2.0' }, annas.id);
  await approve(rig.ben, anew);
  const done = await release(rig.ben, anew);
  expect(done.versions).toEqual({ orders: '1.2.0' });
  const ended = await git(rig.remote, 'show', 'main:flows/orders.flow.yaml');
  expect(ended).toContain('owner: shop');
  expect(ended).toContain('milestone: sent');
});

test('a folder without versions begins to keep them, and hands over by a file', async () => {
  const folder = join(await makePlace(), 'alone');
  await mkdir(folder);
  await writeAll(folder, {
    ...around,
    'flows/orders.flow.yaml': flow('orders'),
    'notes.txt': 'mine',
    'samples/big.json': '{}',
  });
  const studio = await openStudio(folder);

  const nobody = await taken<{ code: string }>(studio.page.post('/api/reviews/save', { sentence: 'First' }), 422);
  const before = await taken<{ person: string | null }>(studio.page.get('/api/identity'));
  const who = await taken<Record<string, unknown>>(
    studio.page.post('/api/identity', { person: 'anna', pem: anna.privatePem }),
  );
  const unasked = await taken<{ code: string }>(studio.page.post('/api/reviews/save', { sentence: 'First' }), 409);
  const saved = await taken<{ commit: string; files: string[] }>(
    studio.page.post('/api/reviews/save', { sentence: 'First', begin: true }),
  );
  await writeFile(join(folder, '.gitignore'), 'samples/\n');
  await writeFile(join(folder, 'samples/new.json'), '{}');
  await writeFile(join(folder, 'flows/orders.flow.yaml'), flow('orders', 'accepted'));
  const asked = await taken<{ review: Told; draft: { bytes: string; fileName: string } }>(
    studio.page.post('/api/reviews', { title: 'Accept orders', versions: { orders: '1.0.0' } }),
  );
  const { versions } = await taken<{ versions: { commit: string; sentence: string; by: string }[] }>(
    studio.page.get('/api/flows/orders/versions'),
  );
  const compared = await taken<{ changes: unknown[]; flow: { before: { text: string } } }>(
    studio.page.get(`/api/flows/orders/compare?from=${saved.commit}&to=working`),
  );
  const restored = await taken<{ files: string[] }>(
    studio.page.post('/api/flows/orders/restore', { commit: saved.commit }),
  );

  expect([nobody.code, unasked.code]).toEqual(['review/no-identity', 'review/no-versions']);
  expect(before.person).toBeNull();
  expect(who).toMatchObject({
    person: 'anna',
    publicKey: anna.publicKey,
    roles: ['author', 'approver'],
    trusted: true,
  });
  expect(await taken(studio.page.get('/api/secrets'))).toEqual({ secrets: [] });
  expect(await taken(studio.page.get('/api/workspace/facts'))).toMatchObject({ secrets: [] });
  expect(saved.files).toEqual(['environments/dev.yaml', 'flows/orders.flow.yaml', 'penstock.yaml', 'samples/big.json']);
  expect(await git(folder, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe(saved.files.join('\n'));
  expect(versions.map(({ sentence, by }) => [sentence, by])).toEqual([
    ['Accept orders', 'anna'],
    ['First', 'anna'],
  ]);
  expect(compared.changes.length).toBeGreaterThan(0);
  expect(compared.flow.before.text).toBe(flow('orders'));
  expect(restored.files).toEqual(['flows/orders.flow.yaml']);
  expect(await readFile(join(folder, 'flows/orders.flow.yaml'), 'utf8')).toBe(flow('orders'));
  const draft = openBundle(new Uint8Array(Buffer.from(asked.draft.bytes, 'base64')));
  expect(draft.ok && draft.value.digest).toBe(asked.review.digest);
  expect(draft.ok && draft.value.signatures.map(({ role, by }) => [role, by])).toEqual([['author', 'anna']]);

  const elsewhere = join(await makePlace(), 'elsewhere');
  await mkdir(elsewhere);
  await writeAll(elsewhere, { ...around, 'flows/orders.flow.yaml': flow('orders') });
  const other = await openStudio(elsewhere, { person: 'ben', keys: ben });
  await taken(other.page.post('/api/reviews/save', { sentence: 'First', begin: true }));
  const imported = await taken<{ review: Told }>(other.page.post('/api/reviews/import', { bytes: asked.draft.bytes }));
  const shown = await taken<Shown>(other.page.get(`/api/reviews/${imported.review.id}`));
  await approve(other, imported.review);
  const released = await release(other, imported.review);

  expect(shown.flows[0]?.before?.text).toContain('milestone: taken');
  expect(shown.flows[0]?.after?.text).toContain('milestone: accepted');
  expect(released).toMatchObject({ digest: asked.review.digest, follows: true });
  expect(await readFile(join(elsewhere, 'flows/orders.flow.yaml'), 'utf8')).toContain('milestone: accepted');
  expect(await git(elsewhere, 'status', '--porcelain')).toBe('');
  expect(await git(elsewhere, 'branch', '--list')).toBe('* main');
});

test('saving and handing over run none of the programs a repository names', async () => {
  const { place, remote } = await makeRemote({
    'flows/orders.flow.yaml': flow('orders'),
    '.gitattributes': '* filter=evil\n',
  });
  const studio = await cloneStudio(place, remote, 'anna', anna);
  const proof = join(place, 'proof');
  const evil = join(place, 'evil.sh');
  await writeFile(evil, `#!/bin/sh\ntouch ${proof}\ncat\n`, { mode: 0o755 });
  for (const hook of [
    'pre-commit',
    'pre-push',
    'reference-transaction',
    'post-checkout',
    'post-index-change',
    'post-merge',
  ])
    await writeFile(join(studio.folder, '.git/hooks', hook), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
  const named: Readonly<Record<string, string>> = {
    'filter.evil.clean': evil,
    'filter.evil.smudge': evil,
    'filter.evil.process': evil,
    'core.fsmonitor': evil,
    'core.hooksPath': join(studio.folder, '.git/hooks'),
    'core.sshCommand': evil,
    'core.askPass': evil,
    'core.alternateRefsCommand': evil,
    'credential.helper': `!${evil}`,
    'gpg.program': evil,
    'commit.gpgSign': 'true',
    'push.gpgSign': 'if-asked',
    'log.showSignature': 'true',
    'diff.external': evil,
    'remote.origin.uploadpack': evil,
    'remote.origin.receivepack': evil,
    [`remote.${remote}.uploadpack`]: evil,
    [`remote.${remote}.receivepack`]: evil,
  };
  for (const [key, value] of Object.entries(named)) await git(studio.folder, 'config', key, value);
  await rm(proof, { force: true });
  await writeFile(join(studio.folder, 'flows/orders.flow.yaml'), flow('orders', 'accepted'));

  await taken(studio.page.get('/api/reviews/proposal'));
  await request(studio, { orders: '1.0.0' });
  const listed = await taken<Listed>(studio.page.get('/api/reviews'));
  const { versions } = await taken<{ versions: unknown[] }>(studio.page.get('/api/flows/orders/versions'));
  await git(
    place,
    '--git-dir',
    remote,
    'update-ref',
    'refs/heads/main',
    `refs/heads/review/${listed.reviews[0]?.id ?? ''}`,
  );
  const followed = await taken<{ files: string[] }>(studio.page.post('/api/reviews/follow', undefined));
  await run('git', ['config', 'remote.origin.url', `ext::${evil}`], { cwd: studio.folder });
  const away = await taken<Listed>(studio.page.get('/api/reviews'));

  expect(listed).toMatchObject({ shared: 'fresh', reviews: [{ state: 'open' }] });
  expect(versions).toHaveLength(2);
  expect(followed.files).toHaveLength(1);
  expect(away.shared).toBe('unreachable');
  expect(existsSync(proof)).toBe(false);
});
