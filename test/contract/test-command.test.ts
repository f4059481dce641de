import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildPenstock, checkout, jsonOf, openFolder, penstock } from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

async function copyExample(folder: string): Promise<{ readonly workspace: string; readonly tests: string }> {
  const workspace = join(folder, 'workspace');
  await cp(join(checkout, 'examples', 'order-to-cash'), workspace, { recursive: true });
  return { workspace, tests: join(workspace, 'flows', 'order-to-cash.tests.yaml') };
}

test('the tests of the example pass, and no step or edge is left out', async () => {
  await using folder = await openFolder();
  const { workspace } = await copyExample(folder.path);
  const report = join(folder.path, 'junit.xml');

  const said = await penstock(['test', workspace, '--coverage', '--junit', report]);

  expect(said).toMatchObject({ code: 0, stderr: expect.stringMatching(/^11 tests: all passed, in [\d.]+ s\.\n$/) });
  expect(said.stdout).toContain('✓ a small order goes straight to Odoo');
  expect(said.stdout).toContain('order-to-cash: 10 of 10 steps, 12 of 12 edges');
  const xml = await readFile(report, 'utf8');
  expect(xml).toContain('<testsuite name="flows/order-to-cash.tests.yaml" tests="11" failures="0"');
  expect(xml.match(/<testcase /g)).toHaveLength(11);
});

test('a test that fails says what differs, and ends the command with 1', async () => {
  await using folder = await openFolder();
  const { tests } = await copyExample(folder.path);
  const text = await readFile(tests, 'utf8');
  await writeFile(tests, text.replace('totalMinor: 88800', 'totalMinor: 1').replace('attempts: 3', 'attempts: 2'));
  const report = join(folder.path, 'junit.xml');

  const said = await penstock(['test', tests, '--name', 'ODOO', '--junit', report]);
  const json = await penstock(['test', tests, '--name', 'busy twice', '--json']);

  expect(said.code).toBe(1);
  expect(said.stdout).toContain('What "canonical_order" hands on, at totalMinor, was expected to be 1, and is 88800.');
  expect(said.stderr).toMatch(/^\d tests: \d passed, 2 failed/);
  expect(await readFile(report, 'utf8')).toContain('<failure type="flow-test/value-differs"');
  expect(json.code).toBe(1);
  expect(jsonOf(json)).toMatchObject({
    failed: 1,
    files: [
      {
        file: 'flows/order-to-cash.tests.yaml',
        flow: 'order-to-cash',
        results: [
          {
            passed: false,
            effects: { create_order: 1 },
            differences: [
              { code: 'flow-test/step-differs', params: { node: 'create_order', expected: '2', actual: '3' } },
            ],
          },
        ],
      },
    ],
  });
});

test('what cannot be run is refused with its place', async () => {
  await using folder = await openFolder();
  const { workspace, tests } = await copyExample(folder.path);
  const text = await readFile(tests, 'utf8');
  await writeFile(tests, text.replace('state: succeeded', 'state: fine'));

  const misspelt = await penstock(['test', tests]);
  const nowhere = await penstock(['test', join(workspace, 'samples')]);
  const unnamed = await penstock(['test', join(workspace, 'flows'), '--name', 'nothing like it']);

  expect(misspelt.code).toBe(1);
  expect(misspelt.stderr).toMatch(/order-to-cash\.tests\.yaml:13:\d+/);
  expect(nowhere).toMatchObject({ code: 2, stdout: '' });
  expect(unnamed.code).not.toBe(0);
});
