import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import { sumUpFlow } from '#flow/check/governance/estate.ts';
import { askPredicates, type EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { applyEdits, readEdits } from '#flow/edit/edit.ts';
import type { Flow } from '#flow/flow.ts';
import { everyOutcome } from '#flow/flow-test/tested-outcomes.ts';
import { type Template, templateReference } from '#flow/template/template.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { checkContextOf, type Workspace } from './workspace.ts';

/** What a template proves: how much was looked at, and every fault as a sentence. */
export type TemplateProof = { readonly rules: number; readonly flows: number; readonly faults: readonly string[] };

/** What a proof stands on. */
export type ProofParts = {
  readonly template: Template;
  readonly folder: string;
  readonly workspace: Workspace;
  /** The templates flows are held against beside it, the baseline among them. */
  readonly templates: ReadonlyMap<string, Template>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly ask: EvaluatePredicate;
};

type Fixture = { readonly file: string; readonly rule: string; readonly flow: Flow };

/**
 * Proves every rule of a template by its flows: `violating/<RULE>.flow.yaml` breaks the rule it is named after,
 * `conforming/*.flow.yaml` and the skeleton break none and have no error, every quick fix removes its finding and
 * adds none, and the README explains every rule. Each flow is judged alone in the workspace, as if it were tested.
 */
export async function proveTemplate(parts: ProofParts): Promise<TemplateProof> {
  const { template, folder } = parts;
  const rules = [...new Set(template.rules.map(({ id }) => id))];
  const faults: string[] = [...judgeReadme(folder, rules)];
  const violating = readFixtures(folder, 'violating', faults);
  const conforming = readFixtures(folder, 'conforming', faults);
  const skeleton = existsSync(join(folder, 'skeleton.flow.yaml'))
    ? readFixture(folder, 'skeleton.flow.yaml', faults)
    : [];
  if (rules.length === 0) faults.push('The template has no rule. Write one, with a flow that breaks it.');
  if (conforming.length === 0)
    faults.push('conforming/ holds no flow. Draw one that follows the template as it should.');
  for (const id of rules) {
    if (violating.some(({ rule }) => rule === id)) continue;
    faults.push(`No flow breaks ${id}. Draw one as violating/${id}.flow.yaml.`);
  }
  for (const fixture of violating) faults.push(...(await judgeViolating(fixture, rules, parts)));
  for (const fixture of [...conforming, ...skeleton]) faults.push(...(await judgeConforming(fixture, rules, parts)));
  return { rules: rules.length, flows: violating.length + conforming.length + skeleton.length, faults };
}

function* judgeReadme(folder: string, rules: readonly string[]): Generator<string> {
  const file = join(folder, 'README.md');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const heading of ['## When to use it', '## When not']) {
    if (!text.split('\n').includes(heading))
      yield `README.md lacks the heading "${heading}". Add it, with a few sentences.`;
  }
  for (const id of rules) if (!text.includes(id)) yield `README.md does not explain ${id}. Say why the rule is there.`;
}

function readFixtures(folder: string, kind: 'violating' | 'conforming', faults: string[]): readonly Fixture[] {
  const place = join(folder, kind);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => name.endsWith('.flow.yaml'))
    .sort()
    .flatMap((name) => readFixture(folder, `${kind}/${name}`, faults));
}

function readFixture(folder: string, file: string, faults: string[]): readonly Fixture[] {
  const read = parseFlow(readFileSync(join(folder, file), 'utf8'), nodeCatalogue);
  if (!read.ok) {
    faults.push(...read.problems.map(({ line = 1, message }) => `${file}:${line}: ${message}`));
    return [];
  }
  const rule = (file.split('/').at(-1) ?? '').replace('.flow.yaml', '').replace(/-part-\d+$/, '');
  return [{ file, rule, flow: read.value }];
}

async function judgeViolating(
  fixture: Fixture,
  rules: readonly string[],
  parts: ProofParts,
): Promise<readonly string[]> {
  const { file, rule, flow } = fixture;
  if (!rules.includes(rule)) return [`${file} names no rule of the template. Name it after one, such as ${rules[0]}.`];
  const findings = await judge(flow, parts);
  const faults = findings.some((finding) => finding.rule === rule)
    ? []
    : [`${file} does not break ${rule}. Change the flow, or the rule, until it does.`];
  return [...faults, ...(await judgeFixes(fixture, findings, parts))];
}

async function judgeConforming(
  { file, flow }: Fixture,
  rules: readonly string[],
  parts: ProofParts,
): Promise<readonly string[]> {
  const findings = await judge(flow, parts);
  return findings
    .filter(({ rule, severity }) => severity === 'error' || rules.includes(rule))
    .map(({ rule, message }) => `${file} should break nothing, and breaks ${rule}: ${message}`);
}

async function judgeFixes(
  { file, rule, flow }: Fixture,
  findings: readonly Finding[],
  parts: ProofParts,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const known = new Set(findings.map(keyOf));
  for (const finding of findings.filter((one) => one.rule === rule && one.fix !== undefined)) {
    const edits = readEdits(finding.fix?.edits ?? []);
    const done = edits.ok ? applyEdits(flow, edits.value, nodeCatalogue) : edits;
    if (!done.ok) {
      faults.push(`${file}: the fix of ${rule} cannot be carried out. ${done.problems[0]?.message ?? ''}`.trim());
      continue;
    }
    const after = await judge(done.value, parts);
    if (after.some((one) => keyOf(one) === keyOf(finding))) faults.push(`${file}: the fix of ${rule} mends nothing.`);
    const added = after.find((one) => !known.has(keyOf(one)));
    if (added !== undefined) faults.push(`${file}: the fix of ${rule} breaks ${added.rule}: ${added.message}`);
  }
  return faults;
}

async function judge(flow: Flow, parts: ProofParts): Promise<readonly Finding[]> {
  const { template, workspace, templates, today, ask } = parts;
  const { registry, topics, connections } = workspace;
  const context: CheckContext = {
    ...checkContextOf(workspace),
    templates: new Map([...templates, [templateReference(template), template]]),
    today,
    ...(registry === undefined ? {} : { registry }),
    ...(topics === undefined ? {} : { topics }),
    flows: new Set([flow.id, ...(flow.onFailure === undefined ? [] : [flow.onFailure])]),
    estate: [sumUpFlow(flow, connections, registry)],
    tested: new Map([[flow.id, everyOutcome(flow)]]),
  };
  const asked = template.rules.some(({ assert }) => assert.predicate !== undefined)
    ? await askPredicates(flow, context, ask)
    : [];
  return [...checkFlow(flow, context), ...asked];
}

function keyOf({ rule, node, path, edge }: Finding): string {
  return JSON.stringify([rule, node, path, edge?.port, edge?.to]);
}
