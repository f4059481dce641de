import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, type CommandCall, exitCodes, Refused } from '../command.ts';
import {
  bindOdoo,
  type DemoFolder,
  type DemoSecrets,
  environmentOf,
  openDemoFolder,
  readDemoSecrets,
  writeEnvFile,
} from '../demo/demo-folder.ts';
import type { OdooOrder, Story } from '../demo/story.ts';
import { designerFolder, packageFolder, shortPath } from '../places.ts';
import { defaultPort, portOf } from './serve.ts';

type Odoo = Awaited<ReturnType<typeof startOdoo>>;

/** Children of a sandbox pool; while they start they take the processor from the first order. */
const sandboxChildren = 2;

/** Longest the story waits for the sandbox before it begins, in milliseconds. */
const warmUpMs = 5_000;

const products = [
  { name: 'Pump', default_code: 'PMP-100', list_price: 349.5 },
  { name: 'Valve', default_code: 'VLV-020', list_price: 18.9 },
];

/** `penstock demo`: the whole product in one minute, with stand-ins for the systems around it. */
export const demo: Command = {
  name: 'demo',
  group: 'processes',
  summary: 'Show a shop order becoming a sales order, with stand-ins for shop and Odoo on this computer.',
  operands: '',
  takes: [0, 0],
  about:
    'Starts a demo Odoo, a demo shop and a runtime on 127.0.0.1, sends one signed order and tells what became of it. Runs until\nCtrl-C. The folder keeps workspace, data and secrets between starts; the demo Odoo forgets everything.',
  options: {
    folder: { kind: 'text', value: 'DIR', help: 'Folder of the demo. Default: .penstock-demo here.' },
    port: {
      kind: 'text',
      value: 'N',
      help: `Port of the runtime. Default: ${defaultPort}, or any free one when that is taken.`,
    },
    once: { kind: 'flag', help: 'End after the story; exits with 0 when the order stands in the demo Odoo.' },
  },
  examples: [
    { command: 'penstock demo', says: 'The same as "npm start".' },
    { command: 'penstock demo --once --port 0', says: 'Try it in a pipeline.' },
  ],
  exits: [0, 1, 78],
  run: async (call) => {
    const place = await openDemoFolder(resolve(call.text('folder') ?? '.penstock-demo'));
    const secrets = await readDemoSecrets(place);
    const odoo = await startOdoo(secrets);
    await bindOdoo(place, odoo.url);
    const sandbox = Promise.withResolvers<void>();
    const runtime = await startRuntime(call, { place, secrets, onSandbox: sandbox.resolve });
    const { url } = runtime;
    await writeEnvFile(place, url, secrets);
    const { startFakeShop, totalOf } = await import('#test/fakes/shop/fake-shop.ts');
    const hookUrl = `${url}/hooks/shop/orders`;
    const shop = await startFakeShop({ hookUrl, secret: secrets.shopSecret, port: await freePort(defaultPort + 2) });
    const designer = runtime.mintAddress();
    await call.terminal.print(describeSystems({ designer, url, odoo: odoo.url, shop: shop.url }));
    if (runtime.admission.refused.length > 0) return await goOnWithout(call, { place, runtime });
    // The first order would tell of the start of the sandbox, not of the work.
    await Promise.race([sandbox.promise, delay(warmUpMs)]);
    const delivery = await shop.placeOrder('small');
    const total = `${totalOf(delivery.order).toFixed(2)} ${delivery.order.currency}`;
    const findOrder = (number: string) => orderIn(odoo, number);
    const { tellStory } = await import('../demo/story.ts');
    const story = await tellStory({
      url,
      token: secrets.token,
      odooUrl: odoo.url,
      delivery: { ...delivery, total },
      findOrder,
    });
    await call.terminal.print(`\n${story.lines.join('\n')}`);
    if (call.flag('once')) return await endOnce(story, [() => runtime.stop(2_000), shop.close, odoo.close]);
    await call.terminal.print(`\n${describeNext(place, hookUrl, shop.url)}`);
    // The runtime ends the process on Ctrl-C, and everything in it ends with it.
    return await new Promise<number>(() => undefined);
  },
};

async function startOdoo({ odooKey }: DemoSecrets) {
  const { startFakeOdoo } = await import('#test/fakes/odoo/fake-odoo.ts');
  const users = [
    { login: 'admin', uid: 2, name: 'Mitchell Admin', key: `${odooKey}-admin` },
    { login: 'penstock', uid: 10, name: 'Penstock', key: odooKey },
  ];
  const odoo = await startFakeOdoo({
    version: 19,
    database: 'demo',
    users,
    port: await freePort(defaultPort + 1),
    ledgerLimit: 1_000,
  });
  for (const product of products) odoo.insert('product.product', product);
  return odoo;
}

type RuntimeParts = { readonly place: DemoFolder; readonly secrets: DemoSecrets; readonly onSandbox: () => void };

async function startRuntime(call: CommandCall, { place, secrets, onSandbox }: RuntimeParts) {
  const { startProcess } = await import('#runtime/main.ts');
  let children = 0;
  const started = await startProcess({
    workspace: place.workspace,
    environment: 'dev',
    data: place.data,
    mode: 'studio',
    designer: designerFolder(call.env),
    port: call.text('port') === undefined ? await freePort(defaultPort) : portOf(call),
    env: { ...call.env, ...environmentOf(secrets) },
    ballastBytes: 0,
    writeLog: (line) => {
      appendFileSync(place.log, `${line}\n`);
      if (line.includes('"sandbox.child-ready"')) children += 1;
      if (children === sandboxChildren) onSandbox();
    },
  });
  if (!started.ok) throw new Refused(exitCodes.environment, ...started.problems);
  return started.runtime;
}

type Runtime = Awaited<ReturnType<typeof startRuntime>>;

/** Somebody is in the middle of changing the flow: the story has to wait, the designer is what mends it. */
async function goOnWithout(
  call: CommandCall,
  { place, runtime }: { readonly place: DemoFolder; readonly runtime: Runtime },
): Promise<number> {
  const files = runtime.admission.refused.map(({ file }) => file).join(', ');
  const what = `No order is sent, because flows of the demo have errors: ${files}. Mend them in the designer, or remove ${shortPath(place.workspace)} to get a fresh one.`;
  if (call.flag('once')) {
    await runtime.stop(0);
    throw new Refused(exitCodes.findings, what);
  }
  await call.terminal.print(`\n${what}`);
  return await new Promise<number>(() => undefined);
}

/** The port itself where it is free, else 0, which takes any. */
async function freePort(port: number): Promise<number> {
  const probe = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return 0;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function orderIn(odoo: Odoo, number: string): OdooOrder | undefined {
  const found = odoo.records('sale.order').find((order) => order.client_order_ref === number);
  return found && { name: String(found.name), state: String(found.state), total: Number(found.amount_total) };
}

async function endOnce(story: Story, ends: readonly (() => Promise<void>)[]): Promise<number> {
  for (const end of ends) await end();
  return story.isGood ? exitCodes.fine : exitCodes.findings;
}

type Addresses = Readonly<Record<'designer' | 'url' | 'odoo' | 'shop', string>>;

function describeSystems({ designer, url, odoo, shop }: Addresses): string {
  return [
    `Open the designer: ${designer}`,
    'The address works once, within ten minutes.',
    '',
    'Penstock demo. The systems around it are demo systems: stand-ins, not Odoo. Nothing leaves this computer.',
    '',
    `  Demo shop  ${shop}/   sends signed orders`,
    `  Penstock   ${url}    receives them and runs the flow`,
    `  Demo Odoo  ${odoo}/   speaks the protocol of Odoo 19, and shows what it holds`,
  ].join('\n');
}

function describeNext(place: DemoFolder, hookUrl: string, shopUrl: string): string {
  const program = `node ${relative(process.cwd(), join(packageFolder(), 'bin', 'penstock.mjs'))}`;
  const env = `--env-file ${shortPath(place.envFile)}`;
  const sample = shortPath(join(place.workspace, 'samples', 'large-order.json'));
  return [
    'Go on:',
    `  Place orders at ${shopUrl}/ . A large one waits for a sales manager.`,
    '  Or from another terminal, here:',
    `    ${program} send ${sample} --to ${hookUrl} --secret-name shop-webhook --scheme standard-webhooks ${env}`,
    `    ${program} approvals ${env}`,
    `    ${program} approvals APPROVAL approve --reason "checked" ${env}`,
    `    ${program} runs ${env}`,
    `  The flow is ${shortPath(place.workspace)}/flows/order-to-cash.flow.yaml; change it there or in the designer, and it is live at once.`,
    `  The log is ${shortPath(place.log)}. Ctrl-C ends everything.`,
  ].join('\n');
}
