import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryUrl } from '#runtime/entries.ts';
import { createMachineClock } from '#runtime/machine/clock.ts';
import { createSandboxPool, type SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import { plantedBugs } from './plants.ts';
import { compileVersions, runWorkload, type Versions } from './workload.ts';

// Of the mistakes the checker must find, two are not here: "synchronous=NORMAL" is found by the power-loss rig next
// door, and "a lease gone stale while the process was stopped" needs leases, which a runtime that owns its data
// directory alone does not have.

let pool: SandboxPool;
let versions: Versions;
beforeAll(async () => {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  pool = createSandboxPool({ entry: entryUrl('sandbox-child'), clock: createMachineClock(), log: quiet });
  versions = await compileVersions();
});
afterAll(() => pool.close());

test('the workload passes on the engine as it is', async () => {
  const report = await runWorkload({}, versions, pool);

  expect(report.violations).toEqual([]);
  expect(report.counts).toMatchObject({ events: 15, acknowledged: 15, lost: 0, duplicated: 0 });
});

test.each(plantedBugs)('the checker finds it when $name', async ({ plant, breaks }) => {
  const report = await runWorkload(plant, versions, pool);

  const found = [...new Set(report.violations.map((violation) => violation.invariant))];
  expect(found, JSON.stringify(report.violations, undefined, 1)).toEqual(expect.arrayContaining([...breaks]));
});
