import jsonata from 'jsonata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import { evalRequest, json, openPool } from './battery.ts';
import { expressionsOfEveryFamily } from './families.ts';

const line = { sku: 'A-1', quantity: 2, price: 10.5, tags: ['new', 'blue'], ship: { city: 'Graz' } };
const other = { sku: 'B-2', quantity: 1, price: 3.25, tags: [], ship: { city: 'Linz' } };
/** The lengths at which JSONata behaves differently. */
const samples = [[], [line], [line, other]].map((lines) => ({
  number: 'S 100',
  customer: { name: 'Ada Öst', email: 'ADA@Example.org', since: '2020-02-29T12:30:00Z', vip: true, note: null },
  lines,
}));

let pool: SandboxPool;
beforeAll(async () => {
  pool = openPool();
  await pool.evaluate(undefined, evalRequest('1'));
});
afterAll(() => pool.close());

test('an expression of every built-in family comes out in the sandbox as it does natively', async () => {
  const different: unknown[] = [];

  for (const expression of expressionsOfEveryFamily) {
    for (const sample of samples) {
      const native = await evaluateNatively(expression, sample);
      const result = await pool.evaluate(undefined, evalRequest(expression, json(sample)));
      const inside = result.kind === 'eval' ? { text: result.text } : 'refused';
      if (JSON.stringify(native) !== JSON.stringify(inside)) {
        different.push({ expression, lines: sample.lines.length, native, inside: result });
      }
    }
  }

  expect(expressionsOfEveryFamily.length).toBeGreaterThanOrEqual(150);
  expect(different).toEqual([]);
}, 60_000);

async function evaluateNatively(
  expression: string,
  sample: unknown,
): Promise<{ text: string | undefined } | 'refused'> {
  try {
    const value: unknown = await jsonata(expression).evaluate(structuredClone(sample));
    return { text: JSON.stringify(value) };
  } catch {
    // JSONata throws plain objects of many codes; here only counts that it refused.
    return 'refused';
  }
}
