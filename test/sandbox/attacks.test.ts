import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import { poolLimits } from '#runtime/sandbox-pool/sandbox-pool.ts';
import { attack, evalRequest, json, keepingLog, openPool, readVectors, type Vector, type Verdict } from './battery.ts';

const vectors = [...readVectors('expressions'), ...readVectors('scripts')];
const neighbour = {
  expression: '$sum(lines.(quantity * price))',
  input: json({ lines: [{ quantity: 2, price: 21 }] }),
};

type Ended = { readonly reason: string; readonly overMs: number };

describe('attacks through a real child', () => {
  let pool: SandboxPool;
  const log = keepingLog();
  const verdicts = new Map<string, Verdict>();
  const neighbours: string[] = [];
  let ended: readonly Ended[] = [];

  beforeAll(async () => {
    pool = openPool(log);
    await pool.evaluate(undefined, evalRequest('1', json(null)));
    pool.started();
    // Two attackers side by side, each with an honest evaluation on its heels.
    const queue = [...vectors];
    await Promise.all([1, 2].map(() => attackAll(queue)));
    // The pool logs these facts with this event.
    ended = log.events.filter(({ event }) => event === 'sandbox.child-ended').map(({ facts }) => facts as Ended);
  }, 110_000);

  afterAll(() => pool.close());

  async function attackAll(queue: Vector[]): Promise<void> {
    for (let vector = queue.shift(); vector !== undefined; vector = queue.shift()) {
      const [verdict, honest] = await Promise.all([
        attack(pool, vector),
        pool.evaluate(undefined, evalRequest(neighbour.expression, neighbour.input)),
      ]);
      verdicts.set(`${vector.kind}: ${vector.name}`, verdict);
      neighbours.push(honest.kind === 'eval' ? (honest.text ?? '') : JSON.stringify(honest));
    }
  }

  test('there are at least a hundred vectors with names of their own', () => {
    const names = new Set(vectors.map(({ kind, name }) => `${kind}: ${name}`));

    expect(names.size).toBe(vectors.length);
    expect(names.size).toBeGreaterThanOrEqual(100);
  });

  test('no attack reaches anything of Node', () => {
    const escapes = [...verdicts].filter(([, { text }]) => text.includes('ESCAPED') || text.includes('admin":true'));

    expect(escapes).toEqual([]);
  });

  test('every attack gets the verdict it must get', () => {
    const wrong = vectors.flatMap((vector) => {
      const name = `${vector.kind}: ${vector.name}`;
      const verdict = verdicts.get(name);
      return verdict !== undefined && fits(vector, verdict) ? [] : [{ name, wanted: vector.verdict, verdict }];
    });

    expect(wrong).toEqual([]);
  });

  test('every honest neighbour succeeds', () => {
    expect(neighbours).toHaveLength(vectors.length);
    expect(new Set(neighbours)).toEqual(new Set(['42']));
  });

  test('every child is ended within twice the wall limit, and every verdict soon after', () => {
    // Where every attack takes a child down, its second try may have to wait for one to start.
    const startMs = 1_000;
    const slow = [...verdicts].filter(
      ([, { tookMs }]) => tookMs > 2 * poolLimits.tries * (poolLimits.wallMs + startMs),
    );
    const late = ended.filter(({ overMs }) => overMs > 2 * poolLimits.wallMs);

    expect({ slow, late }).toEqual({ slow: [], late: [] });
  });

  test('children died for it, this process did not, and nothing ended without a reason', () => {
    const reasons = new Set(ended.map(({ reason }) => reason));

    expect([...reasons].filter((reason) => !['wall', 'memory', 'died'].includes(reason))).toEqual([]);
    expect(reasons).toContain('wall');
    if (process.platform === 'linux') expect(reasons).toContain('memory');
  });
});

function fits(vector: Vector, verdict: Verdict): boolean {
  switch (vector.verdict) {
    case 'contained':
      return true;
    case 'held':
      return verdict.is === 'value' && verdict.text === '"held"';
    case 'value':
      return verdict.is === 'value';
    case 'refused':
      return verdict.is !== 'value';
    case 'stopped':
      return verdict.is === 'stopped';
  }
}
