import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '#flow/check/finding.ts';
import { judgeFixTitle, judgeSentence } from '#flow/check/fixtures/judge-sentence.ts';
import { applyEdits, readEdits } from '#flow/edit/edit.ts';
import { allNodes, type Flow } from '#flow/flow.ts';
import { parseTemplate } from '#flow/template/parse-template.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { shippedTemplates } from '#runtime/workspace/templates.ts';
import { fixturesOf, judge, judgeFixture, readFlow, templateIds, templatesFolder } from './rig.ts';

const templates = [...shippedTemplates().templates.values()];

describe.each(templates)('$template.id', ({ template, text, folder }) => {
  const ruleIds = [...new Set(template.rules.map(({ id }) => id))];
  const conforming = fixturesOf(template.id, 'conforming');
  const violating = fixturesOf(template.id, 'violating');

  test('is written in its canonical form, and says when to use it and when not', () => {
    expect(parseTemplate(text).ok).toBe(true);
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme).toMatch(/^## When to use it$/m);
    expect(readme).toMatch(/^## When not$/m);
    for (const id of ruleIds) expect(readme, `${id} is explained in the README`).toContain(id);
  });

  test('has a flow for each rule that breaks it', () => {
    expect(
      violating.map(({ name }) => name.replace(/-part-\d$/, '')).filter((name) => !ruleIds.includes(name)),
    ).toEqual([]);
    expect(ruleIds.filter((id) => !violating.some(({ name }) => name.startsWith(id)))).toEqual([]);
  });

  test.each(violating)('$file breaks the rule it is named after', async (fixture) => {
    const findings = await judgeFixture(fixture);

    expect(findings.map(({ rule }) => rule)).toContain(fixture.name.replace(/-part-\d$/, ''));
  });

  test.each(conforming)('conforming/$file has no error and breaks no rule of the template', async (fixture) => {
    const findings = await judgeFixture(fixture);

    expect(findings.filter(({ severity }) => severity === 'error').map(say)).toEqual([]);
    expect(findings.filter(({ rule }) => ruleIds.includes(rule)).map(say)).toEqual([]);
  });

  test.skipIf(!existsSync(join(folder, 'skeleton.flow.yaml')))(
    'its skeleton conforms from the first save',
    async () => {
      const findings = await judge(readFlow(join(folder, 'skeleton.flow.yaml')));

      expect(findings.filter(({ severity }) => severity === 'error').map(say)).toEqual([]);
    },
  );

  test.each([...violating, ...conforming])('sentences about $file say what and what to do', async (fixture) => {
    const findings = await judgeFixture(fixture);

    const faults = findings.flatMap((finding) => faultsOf(finding, fixture.flow));
    expect(faults).toEqual([]);
  });

  test.each(violating)('quick fixes for $file remove their finding and add none', async (fixture) => {
    const before = await judgeFixture(fixture);
    for (const finding of before.filter(({ fix }) => fix !== undefined)) {
      const after = await judgeFixture(fixture, fixed(fixture.flow, finding));

      const left = after.map(keyOf);
      expect(left, say(finding)).not.toContain(keyOf(finding));
      const known = new Set(before.map(keyOf));
      expect(after.filter((one) => !known.has(keyOf(one))).map(say), say(finding)).toEqual([]);
    }
  });
});

test('every shipped template keeps its flows in canonical form', () => {
  const files = templateIds.flatMap((id) =>
    (['conforming', 'violating'] as const).flatMap((kind) =>
      fixturesOf(id, kind).map((fixture) => ({ path: join(templatesFolder, id, kind, fixture.file), fixture })),
    ),
  );

  const changed = files.filter(
    ({ path, fixture }) => readFileSync(path, 'utf8') !== printFlow(fixture.flow, nodeCatalogue),
  );
  expect(changed.map(({ path }) => path)).toEqual([]);
});

function fixed(flow: Flow, finding: Finding): Flow {
  const edits = readEdits(finding.fix?.edits ?? []);
  if (!edits.ok) throw new Error(`${say(finding)}: ${JSON.stringify(edits.problems)}`);
  const done = applyEdits(flow, edits.value, nodeCatalogue);
  if (!done.ok) throw new Error(`${say(finding)}: ${JSON.stringify(done.problems)}`);
  return done.value;
}

/** One finding, whatever its words: a fix may not trade it for the same one in other words. */
function keyOf({ rule, node, path, edge }: Finding): string {
  return `${rule} ${node ?? ''} ${path ?? ''} ${edge === undefined ? '' : `${edge.port} ${edge.to}`}`;
}

function say({ rule, severity, message }: Finding): string {
  return `${severity} ${rule}: ${message}`;
}

function faultsOf(finding: Finding, flow: Flow): readonly string[] {
  const node = [...allNodes(flow.nodes)].find(({ id }) => id === finding.node);
  const labels = node === undefined ? [] : [node.name === undefined ? `"${node.id}"` : `"${node.name}" (${node.id})`];
  const title = finding.fix === undefined ? [] : judgeFixTitle(finding.fix.title);
  return [...judgeSentence(finding.message, labels), ...title].map((fault) => `${say(finding)} — ${fault}`);
}
