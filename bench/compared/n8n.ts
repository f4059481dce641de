import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import type { Side } from './job.ts';
import { n8nJobs } from './n8n-jobs.ts';
import {
  largeWorkflow,
  ordersWorkflow,
  setAsideWorkflow,
  tableColumn,
  type Workflow,
  webhookPath,
} from './n8n-workflows.ts';
import { orderNumbers, shopOrder } from './orders.ts';

/** How long n8n may take until it serves, in milliseconds; its first start makes its database. */
const startLimitMs = 180_000;

/** How long one thing may take in the page, in milliseconds; 500 steps take most of it on a busy machine. */
const stepLimitMs = 180_000;

const browserId = 'compared';

/** n8n binds its session to an id its page keeps; its panel of logs stands open as it does once somebody opened it. */
function keepInPage(id: string): void {
  localStorage.setItem('n8n-browserId', id);
  localStorage.setItem('N8N_LOGS_PANEL_OPEN', 'true');
  localStorage.setItem('N8N_LOGS_DETAILS_PANEL', 'both');
}

/** Starts the installed n8n on an empty folder, fills it with the workflows and orders, and opens a page of it. */
export async function startN8nSide(browser: Browser, entry: string, calledPort: number): Promise<Side> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-compared-'));
  const url = `http://127.0.0.1:${randomInt(20_000, 32_000)}`;
  const child = startServer(entry, folder, url);
  const end = async (): Promise<void> => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilServing(child, url);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/Brussels',
    });
    await context.addInitScript(keepInPage, browserId);
    await setUpOwner(context, url);
    const orders = await createWorkflow(context, url, ordersWorkflow(calledPort));
    const large = await createWorkflow(context, url, largeWorkflow());
    await createSetAside(context, url);
    await activate(context, url, orders);
    for (const number of orderNumbers) await sendOrder(url, number);
    const page = await context.newPage();
    page.setDefaultTimeout(stepLimitMs);
    const mend = async (): Promise<void> => {
      await restore(context, url, orders, ordersWorkflow(calledPort));
    };
    return {
      name: 'n8n',
      page,
      jobs: n8nJobs({
        url,
        orders: orders.id,
        large: large.id,
        mend,
        read: () => call(context, 'get', `${url}/rest/workflows/${orders.id}`),
      }),
      [Symbol.asyncDispose]: async () => {
        await context.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function startServer(entry: string, folder: string, url: string): ChildProcess {
  const log = openSync(join(tmpdir(), 'penstock-compared-n8n.log'), 'w');
  const { port } = new URL(url);
  const child = spawn(process.execPath, [entry, 'start'], {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      N8N_USER_FOLDER: folder,
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_HOST: '127.0.0.1',
      N8N_PORT: port,
      N8N_SECURE_COOKIE: 'false',
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      N8N_PERSONALIZATION_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_ONBOARDING_FLOW_DISABLED: 'true',
      N8N_RUNNERS_BROKER_PORT: String(Number(port) + 1),
      NODE_ENV: 'production',
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return child;
}

async function untilServing(child: ChildProcess, url: string): Promise<void> {
  const giveUpAt = performance.now() + startLimitMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`n8n ended with ${child.exitCode} before it served.`);
    const ready = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
    const settings = ready?.ok ? await fetch(`${url}/rest/settings`).catch(() => undefined) : undefined;
    if (settings?.ok) return;
    if (performance.now() > giveUpAt) throw new Error('n8n did not serve in time.');
    await pause(250);
  }
}

async function setUpOwner(context: BrowserContext, url: string): Promise<void> {
  await call(context, 'post', `${url}/rest/owner/setup`, {
    email: 'owner@shop.example',
    firstName: 'Olga',
    lastName: 'Owner',
    password: 'Compared-1-flows',
  });
}

type Stored = { readonly id: string; readonly versionId: string };

async function createWorkflow(context: BrowserContext, url: string, workflow: Workflow): Promise<Stored> {
  return await call(context, 'post', `${url}/rest/workflows`, { ...workflow, active: false });
}

/** Makes a table for set-aside orders and a live workflow that writes into it. */
async function createSetAside(context: BrowserContext, url: string): Promise<void> {
  const project = await call<{ readonly id: string }>(context, 'get', `${url}/rest/projects/personal`);
  const table = await call<{ readonly id: string }>(context, 'post', `${url}/rest/projects/${project.id}/data-tables`, {
    name: 'Orders set aside',
    columns: [{ name: tableColumn, type: 'string' }],
  });
  await activate(context, url, await createWorkflow(context, url, setAsideWorkflow(table.id)));
}

/** Puts the workflow back as it was, for the next round. */
async function restore(context: BrowserContext, url: string, stored: Stored, workflow: Workflow): Promise<void> {
  await call(context, 'patch', `${url}/rest/workflows/${stored.id}?forceSave=true`, workflow);
}

async function activate(context: BrowserContext, url: string, { id, versionId }: Stored): Promise<void> {
  await call(context, 'post', `${url}/rest/workflows/${id}/activate`, { versionId });
}

async function call<Answer>(
  context: BrowserContext,
  method: 'get' | 'post' | 'patch',
  url: string,
  data?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const options = { headers: { 'browser-id': browserId }, timeout: stepLimitMs };
  const answer = await context.request[method](url, data === undefined ? options : { ...options, data });
  if (!answer.ok()) throw new Error(`n8n answered ${url} with ${answer.status()}: ${await answer.text()}`);
  // What n8n answers is its own; only the members the caller names are used.
  const body = (await answer.json()) as { readonly data: Answer };
  return body.data;
}

/** Sends an order; just after the workflow is made live, n8n may not know its address yet. */
async function sendOrder(url: string, number: string): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  for (;;) {
    const answer = await fetch(`${url}/webhook/${webhookPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(shopOrder(number)),
    });
    if (answer.ok) return;
    if (answer.status !== 404 || performance.now() > giveUpAt)
      throw new Error(`n8n answered the order ${number} with ${answer.status}: ${await answer.text()}`);
    await pause(250);
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await once(child, 'close');
  clearTimeout(giveUp);
}
