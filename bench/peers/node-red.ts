import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mapping, stepCount } from '../workloads.ts';

const version = '5.0.7';

/**
 * Installs the pinned Node-RED in the cache folder unless it is there.
 *
 * @returns its start file
 */
export async function installNodeRed(cache: string): Promise<string> {
  const folder = join(cache, `node-red-${version}`);
  const entry = join(folder, 'node_modules', 'node-red', 'red.js');
  if (existsSync(entry)) return entry;
  await mkdir(folder, { recursive: true });
  process.stderr.write(`Installing Node-RED ${version} for the comparison…\n`);
  const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...options, '--prefix', folder, `node-red@${version}`]);
  return entry;
}

/**
 * Writes a user folder with the three workloads, once with JSONata change nodes at `/w1` to `/w3` and once with
 * function nodes at `/f1` to `/f3`.
 *
 * @returns the arguments that start it
 */
export async function prepareNodeRed(entry: string, folder: string, port: number, stubPort: number) {
  await mkdir(folder, { recursive: true });
  const settings = {
    uiPort: port,
    uiHost: '127.0.0.1',
    flowFile: 'flows.json',
    credentialSecret: false,
    httpAdminRoot: false,
    disableEditor: true,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  };
  await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
  await writeFile(join(folder, 'flows.json'), JSON.stringify(nodeRedFlows(stubPort)));
  return [entry, '--settings', join(folder, 'settings.js'), '--userDir', folder];
}

type RedNode = Readonly<Record<string, unknown>>;

function nodeRedFlows(stubPort: number): readonly RedNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'Bench', disabled: false },
    ...orderFlow('w1', changeMap('w1'), stubPort),
    ...orderFlow('w2', changeMap('w2'), undefined),
    ...stepsFlow('w3', (id, next) => change(id, '{ "n": payload.n + 1 }', next)),
    ...orderFlow('f1', functionMap('f1'), stubPort),
    ...orderFlow('f2', functionMap('f2'), undefined),
    ...stepsFlow('f3', (id, next) => fn(id, 'msg.payload = { n: msg.payload.n + 1 };\nreturn msg;', next)),
  ];
}

function node(id: string, type: string, next: readonly (readonly string[])[], more: RedNode): RedNode {
  return { id, type, z: 'tab', name: '', x: 0, y: 0, wires: next, ...more };
}

function httpIn(id: string, path: string, next: string): RedNode {
  return node(id, 'http in', [[next]], { url: `/${path}`, method: 'post', upload: false, swaggerDoc: '' });
}

function change(id: string, expression: string, next: string): RedNode {
  const rules = [{ t: 'set', p: 'payload', pt: 'msg', to: expression, tot: 'jsonata' }];
  return node(id, 'change', [[next]], { rules, action: '', property: '', from: '', to: '', reg: false });
}

function fn(id: string, func: string, next: string): RedNode {
  return node(id, 'function', [[next]], {
    func,
    outputs: 1,
    timeout: 0,
    noerr: 0,
    initialize: '',
    finalize: '',
    libs: [],
  });
}

function changeMap(id: string): RedNode {
  return change(`${id}-shape`, `payload.(${mapping})`, `${id}-keep`);
}

function functionMap(id: string): RedNode {
  const source = `const o = msg.payload;
let total = 0;
for (const item of o.items) total += item.qty * item.price;
msg.payload = {
  reference: o.number, customer: o.customer.name, currency: o.currency,
  lines: o.items.map((item) => ({ sku: item.sku, quantity: item.qty, price: item.price })), total,
};
return msg;`;
  return fn(`${id}-shape`, source, `${id}-keep`);
}

function orderFlow(id: string, shape: RedNode, stubPort: number | undefined): readonly RedNode[] {
  const rules = [{ t: 'gt', v: '500', vt: 'num' }, { t: 'else' }];
  const ports = { rules, property: 'payload.total', propertyType: 'msg', checkall: 'false', repair: false, outputs: 2 };
  const keep = { t: 'set', p: 'mapped', pt: 'msg', to: 'payload', tot: 'msg' };
  const back = { t: 'set', p: 'payload', pt: 'msg', to: 'mapped', tot: 'msg' };
  const call = {
    method: 'POST',
    ret: 'obj',
    paytoqs: 'ignore',
    url: `http://127.0.0.1:${stubPort}/orders`,
    persist: true,
    senderr: false,
    headers: [],
  };
  const steps =
    stubPort === undefined
      ? [node(`${id}-keep`, 'switch', [[`${id}-answer`], [`${id}-small`]], ports)]
      : [
          node(`${id}-keep`, 'change', [[`${id}-big`]], { rules: [keep] }),
          node(`${id}-big`, 'switch', [[`${id}-call`], [`${id}-small`]], ports),
          node(`${id}-call`, 'http request', [[`${id}-back`]], call),
          node(`${id}-back`, 'change', [[`${id}-answer`]], { rules: [back] }),
        ];
  return [
    httpIn(`${id}-in`, id, `${id}-shape`),
    shape,
    ...steps,
    node(`${id}-answer`, 'http response', [], { statusCode: '200', headers: { 'content-type': 'application/json' } }),
    node(`${id}-small`, 'http response', [], { statusCode: '202', headers: {} }),
  ];
}

function stepsFlow(id: string, step: (id: string, next: string) => RedNode): readonly RedNode[] {
  const names = Array.from({ length: stepCount }, (_, at) => `${id}-s${at}`);
  return [
    httpIn(`${id}-in`, id, `${id}-s0`),
    ...names.map((name, at) => step(name, names[at + 1] ?? `${id}-answer`)),
    node(`${id}-answer`, 'http response', [], { statusCode: '200', headers: { 'content-type': 'application/json' } }),
  ];
}
