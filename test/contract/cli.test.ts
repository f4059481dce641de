import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commands } from '#cli/commands.ts';
import { describeCommand, describeProgram } from '#cli/help.ts';
import { startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import {
  buildPenstock,
  checkout,
  endProcess,
  firstLine,
  jsonOf,
  openFolder,
  penstock,
  program,
  startPenstock,
} from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

const example = join(checkout, 'examples', 'order-to-cash');
const flow = join(example, 'flows', 'order-to-cash.flow.yaml');
const sample = (name: string): string => join(example, 'samples', `${name}-order.json`);

describe('the command line', () => {
  test('says in its help what the golden file says', async () => {
    const golden = join(checkout, 'test', 'golden', 'cli-help.txt');
    const help = [describeProgram(commands), ...commands.map(describeCommand)].join(`\n\n${'='.repeat(80)}\n\n`);
    if (process.env.PENSTOCK_GOLDEN === 'write') await writeFile(golden, `${help}\n`);

    const expected = await readFile(golden, 'utf8');

    expect(`${help}\n`).toBe(expected);
  });

  test('shows the same help however it is asked for it', async () => {
    const [long, short, word] = await Promise.all([
      penstock(['audit', 'verify', '--help']),
      penstock(['audit', 'verify', '-h']),
      penstock(['help', 'audit', 'verify']),
    ]);

    expect(long).toMatchObject({ code: 0, stderr: '' });
    expect(long.stdout).toContain('Usage: penstock audit verify [OPTIONS]');
    expect(short.stdout).toBe(long.stdout);
    expect(word.stdout).toBe(long.stdout);
  });

  test('answers a slip of the pen with the nearest name and exit code 2', async () => {
    const [command, option, half, nothing] = await Promise.all([
      penstock(['chekc', 'x']),
      penstock(['check', 'x', '--jsn']),
      penstock(['audit']),
      penstock(['run']),
    ]);

    expect(command).toMatchObject({ code: 2, stdout: '' });
    expect(command.stderr).toContain('Did you mean `check`?');
    expect(option).toMatchObject({ code: 2 });
    expect(option.stderr).toContain('Did you mean `--json`?');
    expect(half.stderr).toContain('penstock audit verify');
    expect(nothing).toMatchObject({ code: 2 });
    expect(nothing.stderr).toContain('penstock run FLOW');
  });

  test('runs through the launcher as well', async () => {
    const launcher = join(checkout, 'bin', 'penstock.mjs');

    const finished = await penstock(['eval', '1 + 1'], { program: launcher, env: { PENSTOCK_FROM_SOURCE: '1' } });

    expect(finished).toEqual({ code: 0, stdout: '2\n', stderr: '' });
  });
});

describe('a workspace', () => {
  test('made by init checks without findings, is in canonical form, and runs', async () => {
    await using folder = await openFolder();
    const workspace = join(folder.path, 'mine');

    const made = await penstock(['init', workspace]);
    const again = await penstock(['init', workspace]);
    const checked = await penstock(['check', workspace, '--json']);
    const formatted = await penstock(['fmt', '--check', workspace, '--json']);
    const input = join(workspace, 'samples', 'order.json');
    const ran = await penstock(['run', join(workspace, 'flows', 'new-order.flow.yaml'), '--input', input, '--json']);

    expect(made.code).toBe(0);
    expect(again).toMatchObject({ code: 2 });
    expect(checked.code).toBe(0);
    expect(jsonOf(checked)).toEqual({ findings: [] });
    expect(jsonOf(formatted)).toEqual({ changed: [], refused: [] });
    expect(ran.code).toBe(0);
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const output = { reference: 'SO-1', email: 'orders@azure.example', totalMinor: 18_900 };
    expect(jsonOf(ran)).toMatchObject({
      run: {
        id: expect.stringMatching(/^run_/),
        flow: 'new-order',
        version: '0.1.0',
        state: 'succeeded',
        startedAt: instant,
        endedAt: instant,
      },
      output,
      steps: [
        { node: 'order_received', state: 'done', attempts: 0, port: 'out', failure: null },
        { node: 'our_order', state: 'done', port: 'done', output, failure: null },
        { node: 'large_order', state: 'done', port: 'usual' },
        { node: 'taken', state: 'done' },
        { node: 'look_at_it', state: 'skipped', port: null, output: null, failure: null },
      ],
    });
  });

  test('with mistakes is told file, line and column of each, and is served by nobody', async () => {
    await using folder = await openFolder();
    const workspace = join(folder.path, 'broken');
    await penstock(['init', workspace]);
    const file = join(workspace, 'flows', 'new-order.flow.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace('$lowercase(customer', '$lowercase($vars.nothing').replace('usual: taken', 'usual: takn'),
    );

    const checked = await penstock(['check', '.', '--json'], { cwd: workspace });
    const said = await penstock(['check', 'flows/new-order.flow.yaml'], { cwd: workspace });
    const served = await penstock(['serve', workspace, '--data', join(folder.path, 'data'), '--port', '0', '--json']);
    await writeFile(file, `${text}bogus: [`);
    const unread = await penstock(['check', '.', '--json'], { cwd: workspace });

    expect(checked.code).toBe(1);
    expect(jsonOf(checked)).toMatchObject({
      findings: [
        {
          rule: 'expression/environment-variable-missing',
          severity: 'error',
          flow: 'new-order',
          node: 'our_order',
          file: join('flows', 'new-order.flow.yaml'),
          line: 40,
          column: 31,
          message: expect.stringContaining('$vars.nothing'),
        },
        { rule: 'G-13', severity: 'warning', node: 'large_order', line: 44, column: 3 },
        { rule: 'flow/edge-to-unknown-node', node: 'large_order', line: 54, column: 7 },
        { rule: 'G-07', node: 'taken', line: 61, column: 3 },
      ],
    });
    expect(said.stdout).toContain(`${join('flows', 'new-order.flow.yaml')}:40:31: error`);
    expect(served.code).toBe(1);
    expect(served.stderr).toMatch(/new-order\.flow\.yaml:40:31: /);
    expect(unread.code).toBe(1);
    expect(jsonOf(unread)).toMatchObject({
      findings: [{ rule: 'flow/syntax', severity: 'error', flow: null, node: null }],
    });
  });

  test('is put in order by fmt, which keeps its meaning', async () => {
    await using folder = await openFolder();
    const workspace = join(folder.path, 'untidy');
    await penstock(['init', workspace]);
    const file = join(workspace, 'flows', 'new-order.flow.yaml');
    const tidy = await readFile(file, 'utf8');
    await writeFile(file, tidy.replace('id: new-order\nname: New order\n', 'name: New order\nid: new-order\n'));

    const asked = await penstock(['fmt', '--check', workspace]);
    const written = await penstock(['fmt', workspace]);

    expect(asked.code).toBe(1);
    expect(asked.stdout).toContain('would change');
    expect(written.code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(tidy);
  });

  test('has its test files put in order by fmt too', async () => {
    await using folder = await openFolder();
    const workspace = join(folder.path, 'workspace');
    await cp(example, workspace, { recursive: true });
    const file = join(workspace, 'flows', 'order-to-cash.tests.yaml');
    const tidy = await readFile(file, 'utf8');
    await writeFile(file, tidy.replace('penstock: 1\nflow: order-to-cash\n', 'flow: order-to-cash\npenstock: 1\n'));

    const asked = await penstock(['fmt', '--check', workspace]);
    await penstock(['fmt', workspace]);

    expect(asked.code).toBe(1);
    expect(await readFile(file, 'utf8')).toBe(tidy);
  });
});

describe('run', () => {
  test('answers effects from samples when they are stubbed, and says so', async () => {
    await using folder = await openFolder();
    const workspace = join(folder.path, 'workspace');
    await cp(example, workspace, { recursive: true });
    const stub = join(workspace, 'samples', 'stubs');
    await mkdir(stub);
    await writeFile(join(stub, 'create_order.json'), '{ "port": "exists", "result": { "id": 7, "name": "S00007" } }');
    const own = join(workspace, 'flows', 'order-to-cash.flow.yaml');

    const ran = await penstock(['run', own, '--input', sample('small'), '--stub', '--json']);

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('create_order');
    expect(jsonOf(ran)).toMatchObject({
      run: { state: 'succeeded' },
      stubbed: ['create_order'],
      output: { odooOrder: { id: 7, name: 'S00007' } },
    });
    expect(ran.stdout).toContain('"port":"exists"');
  });

  test('ends with 3 while the run waits for a person, and with 1 when it failed', async () => {
    const [waiting, failed, unusable] = await Promise.all([
      penstock(['run', flow, '--input', sample('large'), '--stub', '--json']),
      penstock(['run', flow, '--input', '-', '--stub', '--json'], { input: '{ "id": "evt_1" }' }),
      penstock(['run', flow, '--input', '-', '--stub', '--json'], { input: '{ "id": ' }),
    ]);

    expect(waiting.code).toBe(3);
    expect(jsonOf(waiting)).toMatchObject({ run: { state: 'waiting', endedAt: null }, output: null });
    expect(failed.code).toBe(1);
    expect(jsonOf(failed)).toMatchObject({ run: { state: 'failed' } });
    expect(unusable).toMatchObject({ code: 2 });
  });

  test('without stubs makes the effects, and knows the same event again on a kept data directory', async () => {
    await using folder = await openFolder();
    await using odoo = await startFakeOdoo({ version: 19, database: 'demo' });
    for (const product of [
      { name: 'Pump', default_code: 'PMP-100' },
      { name: 'Valve', default_code: 'VLV-020' },
    ]) {
      odoo.insert('product.product', product);
    }
    const workspace = join(folder.path, 'workspace');
    await cp(example, workspace, { recursive: true });
    const environment = join(workspace, 'environments', 'dev.yaml');
    await writeFile(environment, (await readFile(environment, 'utf8')).replace('http://127.0.0.1:8069', odoo.url));
    const data = join(folder.path, 'data');
    const args = [
      'run',
      join(workspace, 'flows', 'order-to-cash.flow.yaml'),
      '--input',
      sample('small'),
      '--data',
      data,
      '--json',
    ];
    const env = { PENSTOCK_SECRET_ODOO_MAIN_KEY: odoo.keys.bot ?? '' };

    const first = await penstock(args, { env });
    const second = await penstock(args, { env });

    expect(first.code).toBe(0);
    expect(second.code).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    expect(second.stderr).toContain('accepted before');
    expect(odoo.records('sale.order').map((order) => [order.client_order_ref, order.state])).toEqual([
      ['SO-1001', 'sale'],
    ]);
  });
});

describe('eval', () => {
  test('gives the value of one expression, or its failure', async () => {
    const [sum, bound, broken] = await Promise.all([
      penstock(['eval', '$sum(items.(qty * price))', '--input', sample('small')]),
      penstock(['eval', '$vars.limit + $x', '--bind', 'vars={"limit":1}', '--bind', 'x=2', '--json']),
      penstock(['eval', '1 +', '--json']),
    ]);

    expect(sum).toMatchObject({ code: 0, stdout: '888\n' });
    expect(bound).toMatchObject({ code: 0, stdout: '{"ok":true,"value":3}\n' });
    expect(broken.code).toBe(1);
    expect(jsonOf(broken)).toMatchObject({
      ok: false,
      failure: { code: 'expression/parse-error', detail: { code: 'S0207' } },
    });
  });

  test('streams lines in their order, each with its value, nothing, or its failure', async () => {
    const lines = [
      { id: 1, expr: 'a + $b', input: { a: 1 }, bindings: { b: 2 } },
      { id: 'two', expr: 'missing', input: {} },
      { id: 3, expr: '$error("no")', input: null },
      { id: 4, expr: '($f := function($x) { $f($x) }; $f(1))' },
      { id: 5, expr: '$steps.first.total', bindings: { steps: { first: { total: 9 } } } },
      { id: 6, expr: '1', bindings: { 'not a name': 1 } },
    ];
    const input = `${lines.map((line) => JSON.stringify(line)).join('\n')}\nno json\n{"id":8,"expr":"2"}`;

    const finished = await penstock(['eval', '--jsonl'], { input });

    expect(finished).toMatchObject({ code: 0, stderr: '' });
    const answers: unknown[] = finished.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([
      { id: 1, ok: true, value: 3 },
      { id: 'two', ok: true },
      {
        id: 3,
        ok: false,
        failure: {
          code: 'expression/raised',
          message: expect.any(String),
          detail: expect.objectContaining({ code: 'D3137' }),
        },
      },
      {
        id: 4,
        ok: false,
        failure: { code: 'expression/timeout', message: expect.any(String), detail: expect.anything() },
      },
      { id: 5, ok: true, value: 9 },
      { id: 6, ok: false, failure: { code: 'eval/bad-line', message: expect.any(String), detail: null } },
      { id: null, ok: false, failure: { code: 'json/syntax', message: expect.any(String), detail: null } },
      { id: 8, ok: true, value: 2 },
    ]);
  });

  test('answers each line before the next one is written, and ends quietly when nobody reads on', async () => {
    const child = startPenstock(['eval', '--jsonl']);
    try {
      child.stdin?.write('{"id":1,"expr":"1"}\n');
      const line = await firstLine(child);
      child.stdout?.destroy();
      const errors: string[] = [];
      child.stderr?.setEncoding('utf8').on('data', (text: string) => void errors.push(text));
      child.stdin?.on('error', () => undefined);
      for (let id = 2; id < 200; id += 1) child.stdin?.write(`{"id":${id},"expr":"${id}"}\n`);
      child.stdin?.end();
      const [code] = await once(child, 'exit');

      expect(JSON.parse(line)).toEqual({ id: 1, ok: true, value: 1 });
      expect(code).toBe(0);
      expect(errors.join('')).toBe('');
    } finally {
      await endProcess(child);
    }
  });
});

const shopSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

type Served = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  readonly folder: string;
  readonly data: string;
  readonly env: Readonly<Record<string, string>>;
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** Serves the example against a fake Odoo, as a process of its own. */
async function serveExample(odooUrl: string, odooKey: string): Promise<Served> {
  const folder = await openFolder();
  const workspace = join(folder.path, 'workspace');
  await cp(example, workspace, { recursive: true });
  const environment = join(workspace, 'environments', 'dev.yaml');
  await writeFile(environment, (await readFile(environment, 'utf8')).replace('http://127.0.0.1:8069', odooUrl));
  const data = join(folder.path, 'data');
  const secrets = { PENSTOCK_SECRET_SHOP_WEBHOOK: shopSecret, PENSTOCK_SECRET_ODOO_MAIN_KEY: odooKey };
  const child = startPenstock(['serve', workspace, '--env', 'dev', '--data', data, '--port', '0', '--json'], {
    env: { ...secrets, PENSTOCK_TOKEN: 'token-of-this-test-0123456789' },
  });
  const ready: unknown = JSON.parse(await firstLine(child));
  expect(ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), pid: child.pid });
  const { url } = ready as { readonly url: string };
  return {
    url,
    pid: child.pid ?? 0,
    folder: folder.path,
    data,
    env: { ...secrets, PENSTOCK_TOKEN: 'token-of-this-test-0123456789', PENSTOCK_URL: url },
    end: (signal) => endProcess(child, signal),
    [Symbol.asyncDispose]: async () => {
      await endProcess(child);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Reads the API of a served runtime. */
async function read<T>(served: Served, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${served.env.PENSTOCK_TOKEN ?? ''}` };
  const response = await fetch(`${served.url}/api/${path}`, { headers });
  // The API's own tests hold its shapes; here each reader names the part it looks at.
  return (await response.json()) as T;
}

/** The run once it is final. */
function untilOver(served: Served, run: string): Promise<{ readonly state: string }> {
  return eventually(
    () => read<{ readonly state: string }>(served, `runs/${run}`),
    ({ state }) => state === 'succeeded' || state === 'failed',
  );
}

/** Asks again until the answer fits; the runtime works on by itself meanwhile. */
async function eventually<T>(ask: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  const untilMs = performance.now() + 20_000;
  for (;;) {
    const value = await ask();
    if (fits(value) || performance.now() > untilMs) return value;
  }
}

describe('serve', () => {
  test('takes a signed order, waits for a person, and is operated from the command line', async () => {
    await using odoo = await startFakeOdoo({ version: 19, database: 'demo' });
    odoo.insert('product.product', { name: 'Pump', default_code: 'PMP-100', list_price: 349.5 });
    await using served = await serveExample(odoo.url, odoo.keys.bot ?? '');
    const { env } = served;
    const ask = (...args: string[]) => penstock([...args, '--json'], { env });
    const hook = `${served.url}/hooks/shop/orders`;
    const signed = ['send', sample('large'), '--to', hook, '--secret-name', 'shop-webhook'];

    const sent = await ask(...signed);
    const repeated = await ask(...signed);
    const forged = await penstock(['send', sample('large'), '--to', hook, '--secret-env', 'OTHER', '--json'], {
      env: { OTHER: `whsec_${Buffer.alloc(32, 8).toString('base64')}` },
    });

    const { run } = (jsonOf(sent) as { readonly answer: { readonly run: string } }).answer;
    expect(jsonOf(sent)).toEqual({ status: 202, answer: { run: expect.stringMatching(/^run_/) } });
    expect(jsonOf(repeated)).toEqual({ status: 200, answer: { run } });
    expect(forged.code).toBe(1);
    expect(jsonOf(forged)).toEqual({ status: 401, answer: '' });

    type Listed = { readonly approvals: readonly { readonly id: string }[] };
    await eventually(
      () => read<Listed>(served, 'approvals?state=open'),
      ({ approvals }) => approvals.length > 0,
    );
    const list = jsonOf(await ask('approvals')) as Listed;
    const approval = list.approvals[0]?.id ?? '';
    const held = await ask('hold', 'connection:odoo-main', '--reason', 'upgrade');
    const approved = await ask('approvals', approval, 'approve', '--reason', 'known customer');
    const decidedTwice = await ask('approvals', approval, 'reject');
    const holds = await ask('hold');
    const ordersWhileHeld = odoo.records('sale.order').length;
    const unheld = await ask('unhold', 'connection:odoo-main', '--reason', 'done');
    const over = await untilOver(served, run);

    expect([held.code, approved.code, unheld.code]).toEqual([0, 0, 0]);
    expect(decidedTwice).toMatchObject({ code: 1 });
    expect(jsonOf(decidedTwice)).toMatchObject({ problems: [{ code: 'approval/closed' }] });
    expect(jsonOf(holds)).toMatchObject({
      holds: [{ target: { kind: 'connection', id: 'odoo-main' }, reason: 'upgrade' }],
    });
    expect(ordersWhileHeld).toBe(0);
    expect(over.state).toBe('succeeded');
    expect(odoo.records('sale.order').map((order) => order.client_order_ref)).toEqual(['SO-1002']);

    const replayed = await ask('replay', run, '--reason', 'once more');
    const withoutReason = await ask('replay', run);
    const verifiedHere = await ask('audit', 'verify');
    const verifiedThere = await ask('audit', 'verify', '--data', served.data);
    const doctor = await ask('doctor', '--data', served.data);
    const lockedOut = await ask('secrets', 'set', 'other-key', '--data', served.data);
    const stranger = await penstock(['runs', '--url', served.url, '--token', 'wrong']);
    const ended = await served.end('SIGTERM');

    expect(jsonOf(replayed)).toEqual({ run: expect.stringMatching(/^run_/) });
    expect(withoutReason.code).toBe(2);
    expect(jsonOf(verifiedHere)).toMatchObject({ ok: true, checkpoint: 'none' });
    expect(jsonOf(verifiedThere)).toMatchObject({ ok: true });
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain('"what":"synchronous","value":"2 (full)"');
    expect(lockedOut.code).toBe(78);
    expect(lockedOut.stderr).toContain(`process ${served.pid}`);
    expect(stranger.code).toBe(78);
    expect(ended).toBe(0);
  });

  test('sets what cannot be used aside, until it is mended and replayed or closed', async () => {
    await using odoo = await startFakeOdoo({ version: 19, database: 'demo' });
    odoo.insert('product.product', { name: 'Pump', default_code: 'PMP-100', list_price: 349.5 });
    await using served = await serveExample(odoo.url, odoo.keys.bot ?? '');
    const ask = (...args: string[]) => penstock([...args, '--json'], { env: served.env });
    const hook = `${served.url}/hooks/shop/orders`;
    const small = ['--set', 'items=[{"sku":"PMP-100","qty":1,"price":349.5}]'];
    const send = (...set: string[]) =>
      ask('send', sample('small'), '--to', hook, '--secret-name', 'shop-webhook', ...small, ...set);
    type Listed = { readonly deadLetters: readonly { readonly id: string }[] };
    const openOnes = () =>
      eventually(
        () => read<Listed>(served, 'dead-letters?state=open'),
        ({ deadLetters }) => deadLetters.length > 0,
      );

    await send('--set', 'customer={}');
    const [first] = (await openOnes()).deadLetters;
    const mended = join(served.folder, 'mended.json');
    const whole = JSON.parse(await readFile(sample('small'), 'utf8')) as object;
    await writeFile(mended, JSON.stringify({ ...whole, items: [{ sku: 'PMP-100', qty: 1, price: 349.5 }] }));
    const replayed = await ask(
      'dead-letters',
      first?.id ?? '',
      'replay',
      '--edit',
      mended,
      '--reason',
      'customer added',
    );
    const { run } = jsonOf(replayed) as { readonly run: string };
    const over = await untilOver(served, run);
    await send('--set', 'customer={}', '--set', 'id=evt_other');
    const [second] = (await openOnes()).deadLetters;
    const closed = await ask('dead-letters', second?.id ?? '', 'close', '--reason', 'a test order');
    const left = await ask('dead-letters');
    const shown = await ask('runs', run);

    expect(over.state).toBe('succeeded');
    expect(odoo.records('sale.order').map((order) => order.client_order_ref)).toEqual(['SO-1001']);
    expect(closed.code).toBe(0);
    expect(jsonOf(shown)).toMatchObject({ id: run, state: 'succeeded', parent: expect.stringMatching(/^run_/) });
    expect(jsonOf(left)).toMatchObject({ deadLetters: [] });
  });

  test('ends when its launcher is killed, and lets the next one in', async () => {
    await using folder = await openFolder();
    const data = join(folder.path, 'data');
    // What bin/penstock.mjs does under a Node that must hand over.
    const script = `
      const { spawn } = require('node:child_process');
      const [main, workspace, data] = process.argv.slice(1);
      spawn(process.execPath, [main, 'serve', workspace, '--data', data, '--port', '0', '--json'], {
        stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
        env: { ...process.env, PENSTOCK_LAUNCHER_FD: '3' },
      });`;
    const launcher = spawn(process.execPath, ['-e', script, program, example, data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ready = JSON.parse(await firstLine(launcher)) as { readonly pid: number; readonly url: string };

    launcher.kill('SIGKILL');
    const isGone = await eventually(
      async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return !isAlive(ready.pid);
      },
      (gone) => gone,
    );

    expect(isGone).toBe(true);
    const next = startPenstock(['serve', example, '--data', data, '--port', '0', '--json']);
    try {
      expect(JSON.parse(await firstLine(next))).toMatchObject({ ready: true, token: expect.any(String) });
      const second = await penstock(['serve', example, '--data', data, '--port', '0']);
      expect(second.code).toBe(78);
      expect(second.stderr).toContain(`process ${next.pid}`);
    } finally {
      await endProcess(next, 'SIGTERM');
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

describe('a data directory', () => {
  test('keeps secrets by name, and is examined without its runtime', async () => {
    await using folder = await openFolder();
    const data = join(folder.path, 'data');

    const stored = await penstock(['secrets', 'set', 'odoo-main-key', '--data', data], {
      input: 'a-long-enough-value\n',
    });
    const short = await penstock(['secrets', 'set', 'other', '--data', data], { input: 'short' });
    const listed = await penstock(['secrets', 'list', '--data', data, '--json']);
    const doctor = await penstock(['doctor', '--data', data, '--json']);
    const nowhere = await penstock(['audit', 'verify', '--data', join(folder.path, 'nothing')]);

    expect(stored.code).toBe(0);
    expect(short.code).toBe(1);
    expect(jsonOf(listed)).toEqual({ secrets: ['odoo-main-key'] });
    expect(`${stored.stdout}${listed.stdout}${doctor.stdout}`).not.toContain('a-long-enough-value');
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain('"what":"key file","value":"mode 0600"');
    expect(nowhere.code).toBe(78);
    expect((await stat(join(data, 'key'))).mode & 0o777).toBe(0o600);
  });
});

describe('demo', () => {
  test('takes an order to the demo Odoo, and does it again on the folder it left', async () => {
    await using folder = await openFolder();
    const args = ['demo', '--once', '--port', '0', '--folder', join(folder.path, 'demo')];

    const first = await penstock(args);
    const second = await penstock(args);

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('stand-ins, not Odoo');
    expect(first.stdout).toContain('confirmed, 888.00');
    expect(first.stdout).toContain('the chain is whole');
    expect(second).toMatchObject({ code: 0, stderr: '' });
    const secrets = await readFile(join(folder.path, 'demo', 'demo.env'), 'utf8');
    const values = secrets.split('\n').map((line) => line.slice(line.indexOf('=') + 1));
    for (const value of values.filter((text) => text !== '' && !text.startsWith('http'))) {
      expect(`${first.stdout}${second.stdout}`).not.toContain(value);
    }
    expect((await stat(join(folder.path, 'demo', 'demo.env'))).mode & 0o777).toBe(0o600);
  });
});
