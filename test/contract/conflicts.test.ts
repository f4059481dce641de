import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startRuntime } from '#runtime/runtime.ts';
import { type SignedInPage, signIn } from '#test/rigs/studio.ts';

const run = promisify(execFile);

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const ordersPath = 'flows/orders.flow.yaml';

const base: Readonly<Record<string, string>> = {
  'penstock.yaml': 'penstock: 1\nname: Shop\n',
  'environments/dev.yaml': 'name: dev\npurpose: dev\n',
  'README.md': 'One shop.\n',
  [ordersPath]: orders({}),
};

/** A flow of three steps; what two people may change of it. */
function orders({ milestone = 'taken', name = 'Shape order', partner = 'customer.id', owner = 'sales', without = '' }) {
  const shape = `  shape:
    type: map@1
    name: ${name}
    config:
      expression: |-
        {
          "reference": number,
          "partner": ${partner}
        }
    next: taken
`;
  return `penstock: 1
id: orders
name: Orders
version: 0.1.0
owner: ${owner}
nodes:
  received:
    type: webhook@1
    name: Received
    config:
      path: /orders
      auth:
        scheme: none
    next: ${without === 'shape' ? 'taken' : 'shape'}
${without === 'shape' ? '' : shape}  taken:
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

async function writeAll(folder: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    if (text === null) await rm(join(folder, path));
    else await writeFile(join(folder, path), text);
  }
}

async function commit(folder: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  await writeAll(folder, files);
  await git(folder, 'add', '-A', '.');
  await git(folder, 'commit', '-q', '-m', 'change');
}

type Clones = { readonly mine: string; readonly theirs: string };

/** Two clones of one repository; what the others did is shared, what I did is saved here. */
async function makeClones(
  mine: Readonly<Record<string, string | null>>,
  theirs: Readonly<Record<string, string | null>>,
  start: Readonly<Record<string, string>> = base,
): Promise<Clones> {
  const place = await mkdtemp(join(tmpdir(), 'penstock-conflicts-'));
  cleanups.push(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));
  await git(place, 'init', '-q', '--bare', '-b', 'main', 'shared.git');
  for (const name of ['seed', 'mine', 'theirs']) {
    if (name === 'mine') {
      await commit(join(place, 'seed'), start);
      await git(join(place, 'seed'), 'push', '-q', 'origin', 'HEAD:refs/heads/main');
    }
    await git(place, 'clone', '-q', 'shared.git', name);
  }
  const clones = { mine: join(place, 'mine'), theirs: join(place, 'theirs') };
  await commit(clones.theirs, theirs);
  await git(clones.theirs, 'push', '-q', 'origin', 'HEAD:refs/heads/main');
  if (Object.keys(mine).length > 0) await commit(clones.mine, mine);
  return clones;
}

/** What another program does that knows nothing of flows. */
async function pullBy(folder: string): Promise<void> {
  await git(folder, 'pull', '-q', '--no-rebase', 'origin', 'main').catch(() => undefined);
}

async function openStudio(folder: string): Promise<SignedInPage> {
  const started = await startRuntime({
    workspace: folder,
    environment: 'dev',
    data: `${folder}-data`,
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
  return await signIn(started.value.mintAddress());
}

type Conflict = {
  id: string;
  step: string | null;
  type: string | null;
  field: string | null;
  title: string | null;
  expression: boolean;
  sentence: string;
  base?: unknown;
  ours?: unknown;
  theirs?: unknown;
  canKeepBoth: boolean;
};
type Opened = { stamp: string; sort: string; isEdited: boolean; conflicts: Conflict[] };
type Listed = { path: string; flow: string | null; name: string | null; sort: string; elements: number };

/** The answer of a call that has to be given. */
async function answer<T>(asked: Promise<{ status: number; body: unknown }>, status = 200): Promise<T> {
  const answered = await asked;
  if (answered.status !== status) throw new Error(`${answered.status}: ${JSON.stringify(answered.body)}`);
  // The call's own test is what follows.
  return answered.body as T;
}

const list = async (page: SignedInPage) => (await answer<{ files: Listed[] }>(page.get('/api/conflicts'))).files;

const open = async (page: SignedInPage, path = ordersPath) =>
  await answer<Opened>(page.get(`/api/conflicts/file?path=${encodeURIComponent(path)}`));

async function settle(page: SignedInPage, choices: Record<string, string>, path = ordersPath) {
  const { stamp } = await open(page, path);
  return await answer<{ settled: boolean; left: number }>(page.post('/api/conflicts/settle', { path, stamp, choices }));
}

test('what both sides changed is told place by place, and what is chosen is the flow', async () => {
  const { mine } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted', partner: 'customer.key', owner: 'shop' }) },
    { [ordersPath]: orders({ milestone: 'booked', partner: 'buyer.id', name: 'Shape the order' }) },
  );
  await pullBy(mine);
  const page = await openStudio(mine);

  expect(await list(page)).toEqual([
    { path: ordersPath, flow: 'orders', name: 'Orders', sort: 'elements', elements: 2 },
  ]);
  const { conflicts } = await open(page);
  expect(conflicts).toMatchObject([
    { step: 'Shape order', type: 'map@1', title: 'Mapping', expression: true, canKeepBoth: false },
    { step: 'Taken', title: 'Milestone', ours: 'counted', theirs: 'booked', base: 'taken', canKeepBoth: false },
  ]);
  expect(conflicts.map(({ sentence }) => sentence)).toEqual([
    'Both of you changed “Mapping” of this step.',
    'Both of you changed “Milestone” of this step.',
  ]);
  const [partner, milestone] = conflicts.map(({ id }) => id);

  expect(await settle(page, { [partner ?? '']: 'theirs', [milestone ?? '']: 'ours' })).toEqual({
    settled: true,
    conflicts: [],
    left: 0,
  });
  expect(await readFile(join(mine, ordersPath), 'utf8')).toBe(
    orders({ milestone: 'counted', partner: 'buyer.id', name: 'Shape the order', owner: 'shop' }),
  );
  expect(await git(mine, 'ls-files', '-u')).toBe('');
  expect(await list(page)).toEqual([]);
});

test('nothing is written while a choice is missing, and it is named', async () => {
  const { mine } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted', partner: 'customer.key' }) },
    { [ordersPath]: orders({ milestone: 'booked', partner: 'buyer.id' }) },
  );
  await pullBy(mine);
  const page = await openStudio(mine);
  const before = await readFile(join(mine, ordersPath), 'utf8');
  const { stamp, conflicts } = await open(page);
  const choices = { [conflicts[0]?.id ?? '']: 'ours' };

  const refused = await page.post('/api/conflicts/settle', { path: ordersPath, stamp, choices });

  expect(refused).toMatchObject({ status: 422, body: { code: 'conflict/not-decided' } });
  expect(JSON.stringify(refused.body)).toContain('Taken, Milestone');
  expect(await readFile(join(mine, ordersPath), 'utf8')).toBe(before);
  expect(await list(page)).toHaveLength(1);
});

test('both is refused where only one can stand, and a file that changed meanwhile is not overwritten', async () => {
  const { mine } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted' }) },
    { [ordersPath]: orders({ milestone: 'booked' }) },
  );
  await pullBy(mine);
  const page = await openStudio(mine);
  const { stamp, conflicts } = await open(page);
  const id = conflicts[0]?.id ?? '';

  const both = await page.post('/api/conflicts/settle', { path: ordersPath, stamp, choices: { [id]: 'both' } });
  await writeFile(join(mine, ordersPath), orders({ milestone: 'by-hand' }));
  const late = await page.post('/api/conflicts/settle', { path: ordersPath, stamp, choices: { [id]: 'ours' } });

  expect(both).toMatchObject({ status: 422, body: { code: 'conflict/not-both' } });
  expect(late).toMatchObject({ status: 409, body: { code: 'conflict/changed' } });
  expect(await readFile(join(mine, ordersPath), 'utf8')).toBe(orders({ milestone: 'by-hand' }));
  expect(await open(page)).toMatchObject({ isEdited: true });
});

test('a step one side removed and the other changed goes, or stays as it was changed', async () => {
  const changes = [
    { [ordersPath]: orders({ without: 'shape' }) },
    { [ordersPath]: orders({ partner: 'buyer.id' }) },
  ] as const;
  const results: string[] = [];

  for (const choice of ['ours', 'theirs']) {
    const { mine } = await makeClones(...changes);
    await pullBy(mine);
    const page = await openStudio(mine);
    const { conflicts } = await open(page);
    expect(conflicts[0]?.sentence).toBe('You removed the step "Shape order", they changed its setup.');
    const settled = await settle(page, Object.fromEntries(conflicts.map(({ id }) => [id, choice])));
    expect(settled).toMatchObject({ settled: true });
    results.push(await readFile(join(mine, ordersPath), 'utf8'));
  }

  expect(results[0]).toBe(orders({ without: 'shape' }));
  expect(results[1]).toContain('"partner": buyer.id');
});

test('a file that is gone on one side is kept or removed', async () => {
  const files = { 'waivers/one.yaml': 'x: 1\n', 'samples/orders/a.json': '{ "a": 1 }\n', 'README.md': null };
  const { 'README.md': _readme, ...kept } = files;
  const { mine } = await makeClones(
    { [ordersPath]: null, 'samples/orders/a.json': '{ "a": 2 }\n' },
    { [ordersPath]: orders({ owner: 'shop' }), 'samples/orders/a.json': null },
    { ...base, ...kept },
  );
  await pullBy(mine);
  const page = await openStudio(mine);
  expect(await list(page)).toMatchObject([
    { path: ordersPath, sort: 'removed', elements: 1 },
    { path: 'samples/orders/a.json', sort: 'removed', elements: 1 },
  ]);
  const [sample] = (await open(page, 'samples/orders/a.json')).conflicts;
  expect(sample?.sentence).toBe('They removed samples/orders/a.json; you changed it.');

  await settle(page, { file: 'theirs' });
  await settle(page, { file: 'theirs' }, 'samples/orders/a.json');

  expect(await readFile(join(mine, ordersPath), 'utf8')).toBe(orders({ owner: 'shop' }));
  expect(existsSync(join(mine, 'samples/orders/a.json'))).toBe(false);
  expect(await git(mine, 'status', '--porcelain')).toBe(`A  ${ordersPath}\nD  samples/orders/a.json`);
});

test('a file nobody can merge by what it means is taken as a whole', async () => {
  const { mine } = await makeClones({ 'README.md': 'My shop.\n' }, { 'README.md': 'Our shop.\n' });
  await pullBy(mine);
  const page = await openStudio(mine);
  expect(await list(page)).toMatchObject([{ path: 'README.md', flow: null, sort: 'whole', elements: 1 }]);

  await settle(page, { file: 'theirs' }, 'README.md');

  expect(await readFile(join(mine, 'README.md'), 'utf8')).toBe('Our shop.\n');
});

test('the boxes of a flow follow what is decided about the flow', async () => {
  const layout = (x: number, more = '') => `{ "penstock": 1, "boxes": { "taken": { "x": ${x}, "y": 1 }${more} } }\n`;
  const layoutPath = 'flows/orders.layout.json';
  const { mine } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted' }), [layoutPath]: layout(20) },
    { [ordersPath]: orders({ milestone: 'booked' }), [layoutPath]: layout(30, ', "shape": { "x": 5, "y": 5 }') },
    { ...base, [layoutPath]: layout(10) },
  );
  await pullBy(mine);
  const page = await openStudio(mine);
  expect(await list(page)).toHaveLength(1);
  const { conflicts } = await open(page);

  await settle(page, { [conflicts[0]?.id ?? '']: 'theirs' });

  const boxes = JSON.parse(await readFile(join(mine, layoutPath), 'utf8')).boxes;
  expect(boxes).toMatchObject({ taken: { x: 20 }, shape: { x: 5 } });
  expect(await git(mine, 'ls-files', '-u')).toBe('');
});

test('saving waits until everything is decided, and then holds both sides and where they came from', async () => {
  const { mine, theirs } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted' }) },
    { [ordersPath]: orders({ milestone: 'booked' }), 'README.md': 'Our shop.\n' },
  );
  const page = await openStudio(mine);
  await answer(page.post('/api/identity', { person: 'anna' }));
  const followed = await answer<{ files: string[]; open: string[] }>(page.post('/api/reviews/follow', undefined));
  expect(followed).toMatchObject({ files: ['README.md'], kept: [], open: [ordersPath] });
  expect(await readFile(join(mine, ordersPath), 'utf8')).toBe(orders({ milestone: 'counted' }));

  const early = await page.post('/api/reviews/save', { sentence: 'Both' });
  const again = await page.post('/api/reviews/follow', undefined);
  const { conflicts } = await open(page);
  await settle(page, { [conflicts[0]?.id ?? '']: 'ours' });
  const unsaved = await page.post('/api/reviews/follow', undefined);
  await answer(page.post('/api/reviews/save', { sentence: 'Both' }));

  expect(early).toMatchObject({ status: 409, body: { code: 'git/still-open' } });
  expect(again).toMatchObject({ status: 409, body: { code: 'git/still-open' } });
  expect(unsaved).toMatchObject({ status: 409, body: { code: 'review/settled-unsaved' } });
  expect(await git(mine, 'status', '--porcelain')).toBe('');
  expect(await git(mine, 'rev-parse', 'HEAD^2')).toBe(await git(theirs, 'rev-parse', 'HEAD'));
  expect(await git(mine, 'show', 'HEAD:README.md')).toBe('Our shop.');
  expect(existsSync(join(mine, '.git/MERGE_HEAD'))).toBe(false);
  expect(await answer(page.post('/api/reviews/follow', undefined))).toEqual({ files: [], kept: [], open: [] });
});

test('a merge another program began is saved whole, with what lies beside the workspace', async () => {
  const { mine } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted' }) },
    { [ordersPath]: orders({ milestone: 'booked' }), 'deploy/site.txt': 'theirs\n' },
  );
  await pullBy(mine);
  const page = await openStudio(mine);
  await answer(page.post('/api/identity', { person: 'anna' }));
  const { conflicts } = await open(page);
  await settle(page, { [conflicts[0]?.id ?? '']: 'theirs' });

  await answer(page.post('/api/reviews/save', { sentence: 'Both' }));

  expect(await git(mine, 'show', 'HEAD:deploy/site.txt')).toBe('theirs');
  expect(await git(mine, 'rev-list', '--count', 'HEAD')).toBe('4');
  expect(await git(mine, 'status', '--porcelain')).toBe('');
});

test('work that is not saved is not lost where others released the same: it waits for a decision', async () => {
  const { mine } = await makeClones({}, { [ordersPath]: orders({ milestone: 'booked' }) });
  await writeFile(join(mine, ordersPath), orders({ milestone: 'counted' }));
  const page = await openStudio(mine);
  await answer(page.post('/api/identity', { person: 'anna' }));

  const followed = await answer<{ open: string[] }>(page.post('/api/reviews/follow', undefined));

  expect(followed.open).toEqual([ordersPath]);
  expect(await open(page)).toMatchObject({ conflicts: [{ base: 'taken', ours: 'counted', theirs: 'booked' }] });
  const { conflicts } = await open(page);
  await settle(page, { [conflicts[0]?.id ?? '']: 'theirs' });
  expect(await readFile(join(mine, ordersPath), 'utf8')).toBe(orders({ milestone: 'booked' }));
  expect(await git(mine, 'status', '--porcelain')).toBe('');
});

test('what both saved and one goes on with has to be saved before it is brought together', async () => {
  const { mine } = await makeClones(
    { [ordersPath]: orders({ milestone: 'counted' }) },
    { [ordersPath]: orders({ milestone: 'booked' }) },
  );
  await writeFile(join(mine, ordersPath), orders({ milestone: 'counted', owner: 'shop' }));
  const page = await openStudio(mine);
  await answer(page.post('/api/identity', { person: 'anna' }));

  const refused = await page.post('/api/reviews/follow', undefined);

  expect(refused).toMatchObject({ status: 409, body: { code: 'review/save-first' } });
  expect(await readFile(join(mine, ordersPath), 'utf8')).toContain('owner: shop');
  expect(await list(page)).toEqual([]);
});
