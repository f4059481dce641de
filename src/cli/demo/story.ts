import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '#api/client.ts';
import { isJsonObject } from '#flow/json.ts';

/** What the story is told from. */
export type StoryParts = {
  readonly url: string;
  readonly token: string;
  readonly odooUrl: string;
  readonly delivery: {
    readonly order: { readonly number: string; readonly customer: { readonly name: string } };
    readonly total: string;
    readonly status: number;
    readonly answer: string;
    readonly tookMs: number;
  };
  /** The order as the demo Odoo has it now, found by the shop's number. */
  readonly findOrder: (number: string) => OdooOrder | undefined;
};

/** The part of a sales order the story names. */
export type OdooOrder = { readonly name: string; readonly state: string; readonly total: number };

/** A story with its outcome. */
export type Story = { readonly lines: readonly string[]; readonly isGood: boolean };

const patienceMs = 30_000;
const lookEveryMs = 100;

/** Waits until the run of a delivery is over, and tells what happened on the way from the shop to Odoo. */
export async function tellStory(parts: StoryParts): Promise<Story> {
  const { delivery, url, token } = parts;
  const { order } = delivery;
  const came = `1. The shop sent order ${order.number} of ${order.customer.name}, ${delivery.total}, signed. Answer ${delivery.status} after ${delivery.tookMs} ms.`;
  const run = runIn(delivery.answer);
  if (run === undefined) return { lines: [came, `   It was not accepted: ${delivery.answer}`], isGood: false };
  const client = createClient({ url, token, fetch });
  const seen = await awaitRun(client, run);
  const ended =
    seen.endedAt === null
      ? 'is not over yet'
      : `${seen.state} after ${Date.parse(seen.endedAt) - Date.parse(seen.startedAt)} ms`;
  const lines = [
    came,
    `2. Penstock proved the sender, stored the event, and ran ${seen.flow} ${seen.version}: ${ended}.`,
    `   ${run}`,
  ];
  for (const step of seen.steps) {
    if (step.state !== 'skipped')
      lines.push(
        `     ${step.state === 'done' ? '✓' : '·'} ${step.name ?? step.node}${portOf(step.ports)}${step.failure === null ? '' : `: ${step.failure.title}`}`,
      );
  }
  const found = parts.findOrder(order.number);
  lines.push(
    found === undefined
      ? `3. The demo Odoo does not have the order. Look at ${parts.odooUrl}/ and at the run.`
      : `3. In the demo Odoo it is ${found.name}, ${found.state === 'sale' ? 'confirmed' : found.state}, ${found.total.toFixed(2)}: ${parts.odooUrl}/`,
  );
  const audit = await client.send('audit.verify', { body: {} });
  const isWhole = audit.ok && audit.value.ok;
  lines.push(
    isWhole && audit.value.ok
      ? `4. The audit log was walked: ${audit.value.entries} entries, the chain is whole.`
      : '4. The audit log could not be verified.',
  );
  return { lines, isGood: seen.state === 'succeeded' && found?.state === 'sale' && isWhole };
}

function portOf(ports: readonly string[]): string {
  const told = ports.filter((port) => port !== 'out' && port !== 'done');
  return told.length === 0 ? '' : ` → ${told.join(', ')}`;
}

function runIn(answer: string): string | undefined {
  try {
    const value: unknown = JSON.parse(answer);
    return isJsonObject(value) && typeof value.run === 'string' ? value.run : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function awaitRun(client: Client, run: string) {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const seen = await client.send('runs.get', { params: { id: run } });
    if (!seen.ok) throw new Error(`The runtime does not show the run ${run}: ${seen.problem.detail}`);
    if (seen.value.endedAt !== null || performance.now() > untilMs) return seen.value;
    await delay(lookEveryMs);
  }
}
