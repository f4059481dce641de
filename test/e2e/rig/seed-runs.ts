import { createHash } from 'node:crypto';
import { type Failure, permanent, transient } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { admitWorkspace } from '#runtime/deployments/deployments.ts';
import { encodeFrame } from '#runtime/engine/journal.ts';
import type { Change } from '#runtime/store/change.ts';
import type { StoreCommand } from '#runtime/store/command.ts';
import { openStore, type SqliteStore } from '#runtime/store/sqlite/open.ts';
import { readWorkspace } from '#runtime/workspace/workspace.ts';

/** What is written into a data directory before a studio opens it. */
export type Seeding = {
  /** Folder of a workspace that holds the example flow `order-to-cash`. */
  readonly workspace: string;
  readonly data: string;
  /** How many runs; at most 50,000. */
  readonly count: number;
  /** When the newest began, epoch milliseconds; default one minute ago. */
  readonly newestAt?: number;
  /** How many runs beside them wait for a decision; default none. */
  readonly approvals?: number;
};

/** Runs between the beginnings of two neighbours, in milliseconds. */
const apartMs = 7_000;

/** Commits that are under way at the same time. */
const inFlight = 200;

const busy = transient('odoo/busy', 'Odoo is busy and asked to come back later.', { retryAfterMs: 1_000 });
const refusals: readonly Failure[] = [
  permanent('odoo/validation', 'Odoo refused the order: product PMP-200 is not sold any more.'),
  permanent('odoo/access-denied', 'Odoo does not let this user create sales orders.'),
];

/**
 * Writes finished runs of the example into a data directory nobody has open: seven of eight succeeded, every eighth
 * failed at Odoo after a retry and was set aside.
 */
export async function seedRuns({
  workspace,
  data,
  count,
  approvals = 0,
  newestAt = Date.now() - 60_000,
}: Seeding): Promise<void> {
  if (count > 50_000) throw new Error(`${count} runs are more than a test needs.`);
  const plan = await readPlan(workspace);
  await using store = await openStore({ directory: data, now: Date.now, synchronous: 'off', ballastBytes: 0 });
  await commitGood(store, {
    kind: 'deploy',
    environment: 'dev',
    flow: plan.flow,
    version: plan.version,
    plan: plan.hash,
    planText: JSON.stringify(plan),
    by: 'seed',
    at: newestAt - count * apartMs,
  });
  // Oldest first, and before the others: a list of runs is in the order they came.
  for (let number = approvals - 1; number >= 0; number -= 1) {
    await seedApproval(store, { plan, number, at: newestAt - (number + 1) * 3 * apartMs * 60 });
  }
  for (let from = 0; from < count; from += inFlight) {
    const numbers = Array.from({ length: Math.min(inFlight, count - from) }, (_, index) => from + index);
    await Promise.all(
      numbers.map((number) => seedRun(store, { plan, number, at: newestAt - (count - number) * apartMs })),
    );
  }
}

/** What is written for one run that waits for a decision. */
type ApprovalSeed = { readonly plan: Plan; readonly number: number; readonly at: number };

/** Hours after which an approval of the example is due. */
const dueAfterHours = 24;

/** A run that waits for a sales manager. No timer is kept with it, so it waits for as long as the test wants. */
async function seedApproval(store: SqliteStore, { plan, number, at }: ApprovalSeed): Promise<void> {
  const key = `SO-${String(90_000 + number)}`;
  const id = `run_${uuidAt(at, 90_000 + number)}`;
  const order = largeOrder(key, number);
  const shown = toJsonText({ title: `Order ${key} is above the limit`, data: order });
  const dueAt = at + dueAfterHours * 3_600_000;
  const entries = waitingEntries(key, { number, at, dueAt, canonical: toJsonText(order) });
  await commitGood(store, acceptOf(plan, { id, key, at, entries }));
  const approval = {
    id: id.replace('run_', 'apr_'),
    path: 'manager_approval',
    node: 'manager_approval',
    group: 'sales-managers',
    title: `Order ${key} is above the limit`,
    shown,
    shownHash: createHash('sha256').update(shown).digest('hex'),
    openedAt: at + 30,
    dueAt,
  };
  await commitGood(store, {
    kind: 'append',
    run: id,
    expectedSeq: 1,
    frame: encodeFrame(entries.slice(1)),
    changes: [
      { kind: 'approval', approval },
      { kind: 'run', state: 'waiting', waitingFor: 'approval' },
    ],
  });
}

function largeOrder(key: string, number: number): JsonObject {
  const quantity = 40 + number * 12;
  return {
    reference: key,
    customer: {
      name: ['Deco Addict', 'Azure Interior', 'Gemini Furniture'][number % 3] ?? '',
      email: 'buy@shop.example',
    },
    lines: [{ sku: 'PMP-100', quantity, unitPriceMinor: 34_950 }],
    totalMinor: quantity * 34_950,
    currency: 'EUR',
  };
}

type WaitingFacts = {
  readonly number: number;
  readonly at: number;
  readonly dueAt: number;
  readonly canonical: JsonText;
};

function waitingEntries(key: string, { number, at, dueAt, canonical }: WaitingFacts): readonly Entry[] {
  return [
    ...beginning(key, number, at).slice(0, 2),
    settle('canonical_order', 'out', at + 20, canonical),
    settle('above_limit', 'large', at + 24, canonical),
    { kind: 'waiting', path: 'manager_approval', at: at + 30, dueAt, duePort: 'expired' },
  ];
}

function settle(path: string, port: string, at: number, output: JsonText): Entry {
  return { kind: 'settled', path, at, ports: [port], output };
}

async function readPlan(workspace: string): Promise<Plan> {
  const read = await readWorkspace(workspace);
  const { admitted } = admitWorkspace(read, (text) => createHash('sha256').update(text).digest('hex'));
  const found = admitted.find(({ flow }) => flow === 'order-to-cash');
  if (found === undefined) throw new Error(`${workspace} holds no sound flow "order-to-cash".`);
  return found.plan;
}

type Seed = { readonly plan: Plan; readonly number: number; readonly at: number };

async function seedRun(store: SqliteStore, { plan, number, at }: Seed): Promise<void> {
  const key = `SO-${String(number + 1).padStart(5, '0')}`;
  const id = `run_${uuidAt(at, number)}`;
  const entries = number % 8 === 3 ? failedEntries(key, number, at) : goodEntries(key, number, at);
  await commitGood(store, acceptOf(plan, { id, key, at, entries }));
  await commitGood(store, {
    kind: 'append',
    run: id,
    expectedSeq: 1,
    frame: encodeFrame(entries.slice(1)),
    changes: changesOf(entries, id),
  });
}

type Accepted = { readonly id: string; readonly key: string; readonly at: number; readonly entries: readonly Entry[] };

function acceptOf(plan: Plan, { id, key, at, entries }: Accepted): StoreCommand {
  return {
    kind: 'accept',
    run: {
      id,
      environment: 'dev',
      flow: plan.flow,
      version: plan.version,
      plan: plan.hash,
      trigger: 'order_received',
      key,
      origin: id,
      acceptedAt: at,
      state: 'running',
    },
    frame: encodeFrame(entries.slice(0, 1)),
    changes: [],
  };
}

function changesOf(entries: readonly Entry[], id: string): readonly Change[] {
  const final = entries.at(-1);
  if (final?.kind !== 'finished') throw new Error('A seeded run ends.');
  const { state, at, failure } = final;
  const run: Change = { kind: 'run', state, endedAt: at, ...(failure === undefined ? {} : { failure }) };
  if (state !== 'failed') return [run];
  const deadLetter = {
    id: id.replace('run_', 'dl_'),
    path: 'set_aside',
    node: 'set_aside',
    owner: 'sales-operations',
    hint: 'Odoo did not take the order. The cause tells why.',
    at,
    ...(failure === undefined ? {} : { cause: failure }),
  };
  return [run, { kind: 'dead-letter', deadLetter }];
}

function beginning(key: string, number: number, at: number): readonly Entry[] {
  const order = { id: `evt_${key}`, number: key, currency: 'EUR', customer: { name: 'Azure Interior' }, items: [] };
  const text = toJsonText(order);
  const empty = toJsonText({});
  return [
    {
      kind: 'started',
      at,
      trigger: 'order_received',
      input: text,
      event: empty,
      run: empty,
      vars: empty,
      seed: number,
    },
    settle('order_complete', 'valid', at + 12, text),
    settle('canonical_order', 'out', at + 20, text),
    settle('above_limit', 'small', at + 24, text),
    intent(1, at + 30),
  ];
}

function intent(attempt: number, at: number): Entry {
  return {
    kind: 'intended',
    path: 'create_order',
    attempt,
    at,
    order: 1,
    key: 'seed',
    generation: 0,
    requestHash: 'seed',
  };
}

function goodEntries(key: string, number: number, at: number): readonly Entry[] {
  const tookMs = 200 + ((number * 137) % 2_400);
  const text = toJsonText({ number: key, odooOrder: { id: number } });
  return [
    ...beginning(key, number, at),
    { kind: 'attempted', path: 'create_order', attempt: 1, at: at + tookMs, port: 'done', output: text },
    { kind: 'settled', path: 'order_done', at: at + tookMs + 2, ports: [], output: text },
    { kind: 'finished', at: at + tookMs + 3, state: 'succeeded', output: text },
  ];
}

function failedEntries(key: string, number: number, at: number): readonly Entry[] {
  const refusal = refusals[number % 3 === 0 ? 1 : 0] ?? busy;
  const failure = { ...refusal, node: 'create_order', attempt: 2 };
  return [
    ...beginning(key, number, at),
    { kind: 'attempted', path: 'create_order', attempt: 1, at: at + 480, failure: busy, retryAt: at + 1_500 },
    intent(2, at + 1_500),
    { kind: 'attempted', path: 'create_order', attempt: 2, at: at + 2_100, port: 'error', failure },
    { kind: 'settled', path: 'set_aside', at: at + 2_104, ports: [] },
    { kind: 'finished', at: at + 2_105, state: 'failed', failure },
  ];
}

/** A UUID of version 7: its time, then what tells it apart. */
function uuidAt(at: number, number: number): string {
  const time = at.toString(16).padStart(12, '0');
  const rest = number.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}

async function commitGood(store: SqliteStore, command: StoreCommand): Promise<void> {
  const { kind } = await store.commit(command);
  if (kind === 'refused' || kind === 'stale')
    throw new Error(`The store answered "${kind}" to a seeded "${command.kind}".`);
}
