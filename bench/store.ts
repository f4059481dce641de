import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJsonText } from '#flow/json.ts';
import type { AcceptCommand, AppendCommand } from '#runtime/store/command.ts';
import { openStore } from '#runtime/store/sqlite/open.ts';
import type { Store } from '#runtime/store/store.ts';

// Commits a second of the store alone: one accept and one append for each order, frames of about 950 bytes.
// `node bench/store.ts [seconds]`; the directory of TMPDIR decides which disk is measured.

const seconds = Number(process.argv[2] ?? 2);
const order = {
  number: 'PMP-100',
  lines: Array.from({ length: 10 }, (_, n) => ({
    sku: `SKU-${n}`,
    quantity: n,
    price: 1250 + n,
    note: 'as agreed by mail',
  })),
};
const body = JSON.stringify(order);
const result = toJsonText({ number: 'PMP-100', total: 12_345, lines: order.lines.map(({ sku }) => sku) });

function accept(n: number): AcceptCommand {
  const id = runId(n);
  const at = Date.now();
  return {
    kind: 'accept',
    run: {
      id,
      environment: 'live',
      flow: 'orders',
      version: '1.0.0',
      plan: 'p'.repeat(64),
      trigger: 'webhook',
      key: `PMP-${n}`,
      origin: id,
      acceptedAt: at,
      state: 'running',
    },
    claim: { scope: 'live/orders/webhook', key: `evt-${n}`, bodyHash: 'b'.repeat(64), expiresAt: at + 86_400_000 },
    frame: `[{"kind":"started","at":${at},"trigger":"webhook","input":${body}}]`,
    changes: [{ kind: 'audit', entry: { at, actor: 'sender:webhook', action: 'run.accepted', subject: id } }],
  };
}

function finish(n: number): AppendCommand {
  const id = runId(n);
  const at = Date.now();
  return {
    kind: 'append',
    run: id,
    expectedSeq: 1,
    frame: `[{"kind":"settled","path":"map","at":${at},"ports":["out"],"output":${result}},{"kind":"finished","at":${at},"state":"succeeded"}]`,
    changes: [
      { kind: 'run', state: 'succeeded', endedAt: at, output: result },
      { kind: 'audit', entry: { at, actor: 'system', action: 'run.succeeded', subject: id } },
    ],
  };
}

function runId(n: number): string {
  return `run_0199f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

async function measure(store: Store, concurrency: number, next: () => number): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const client = async () => {
    while (performance.now() < until) {
      const n = next();
      const begunAt = performance.now();
      await store.commit(accept(n));
      await store.commit(finish(n));
      latencies.push(performance.now() - begunAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2);
  const runsPerSecond = (latencies.length * 1_000) / elapsedMs;
  const cpuMicros = (user + system) / latencies.length;
  console.log(
    `concurrency ${String(concurrency).padStart(3)}: ${(runsPerSecond * 2).toFixed(0)} commits/s, ${runsPerSecond.toFixed(0)} runs/s, run p50 ${at(0.5)} ms p99 ${at(0.99)} ms, CPU ${cpuMicros.toFixed(0)} us/run`,
  );
}

const directory = mkdtempSync(join(tmpdir(), 'penstock-store-'));
const store = await openStore({ directory, now: Date.now });
let count = 0;
for (const concurrency of [1, 16, 64, 256]) await measure(store, concurrency, () => ++count);
await store[Symbol.asyncDispose]();
rmSync(directory, { recursive: true });
