import type { JsonText } from '#flow/json.ts';
import type { Clock } from '#runtime/engine/ports.ts';
import { entryUrl } from '#runtime/entries.ts';
import { createSandboxPool, type SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';

// Prints what the sandbox does alone, without store and network: a small order mapping through two real children.

const mapping = `{
  "reference": number,
  "customer": customer.{ "name": name, "email": $lowercase(email) },
  "lines": [items.{ "sku": sku, "quantity": qty, "unitPriceMinor": $round(price * 100) }],
  "totalMinor": $sum([items.(qty * $round(price * 100))])
}`;
const order = JSON.stringify({
  number: 'S-1001',
  customer: { name: 'Ada', email: 'ADA@example.org' },
  items: [
    { sku: 'a', qty: 2, price: 3.5 },
    { sku: 'b', qty: 1, price: 10 },
    { sku: 'c', qty: 4, price: 0.25 },
  ],
});

const clock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const pool = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log: quiet });
await evaluate(pool, mapping, order);
pool.started();
for (const [name, expression, input] of [
  ['order mapping', mapping, order],
  ['tiny condition', 'total > 500', '{"total":501}'],
] as const) {
  await measure(name, expression, input, 64, 2_000);
  for (const inFlight of [1, 16, 64]) await measure(name, expression, input, inFlight, inFlight === 1 ? 2_000 : 8_000);
}
await pool.close();

async function measure(
  name: string,
  expression: string,
  input: string,
  inFlight: number,
  count: number,
): Promise<void> {
  let left = count;
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await evaluate(pool, expression, input);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const tookMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  const facts = {
    name,
    inFlight,
    evaluationsPerSecond: Math.round((count / tookMs) * 1_000),
    parentMicrosEach: Math.round((user + system) / count),
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

async function evaluate(sandbox: SandboxPool, expression: string, input: string): Promise<void> {
  // The benchmark wrote the text with a serialiser.
  const text = input as JsonText;
  const result = await sandbox.evaluate(undefined, {
    kind: 'eval',
    expression,
    input: text,
    bindings: {},
    now: 0,
    seed: 1,
  });
  if (result.kind !== 'eval' || result.text === undefined) throw new Error(`No value: ${JSON.stringify(result)}`);
}
