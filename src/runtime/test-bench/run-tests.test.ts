import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseFlowTests } from '#flow/flow-test/parse-tests.ts';
import { startBench } from '../bench-ground.ts';
import { readWorkspace } from '../workspace/workspace.ts';
import { readDraft } from './draft.ts';
import { runTests } from './run-tests.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'examples', 'order-to-cash');
const bench = startBench(folder);

afterAll(() => bench.close());

async function example() {
  const workspace = await readWorkspace(folder);
  const flowText = await readFile(join(folder, 'flows', 'order-to-cash.flow.yaml'), 'utf8');
  const testsText = await readFile(join(folder, 'flows', 'order-to-cash.tests.yaml'), 'utf8');
  const draft = readDraft(flowText);
  const tests = parseFlowTests(testsText);
  if (!draft.ok || !tests.ok) throw new Error('The example cannot be read.');
  return { workspace, draft: draft.value, tests: tests.value, testsText };
}

test('the tests of the example pass and leave no edge untried', async () => {
  const ask = await example();

  const report = await runTests(bench.needs, ask);

  expect(report.results.map(({ name, differences }) => [name, differences])).toEqual(
    ask.tests.tests.map(({ name }) => [name, []]),
  );
  expect(report.coverage.missing).toEqual({ nodes: [], edges: [], errorPaths: [] });
});
