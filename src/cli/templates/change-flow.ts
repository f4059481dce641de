import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdit } from '#flow/edit/edit.ts';
import type { Flow } from '#flow/flow.ts';
import type { Json, JsonObject } from '#flow/json.ts';
import { bindFlow, followAs, unbindFlow } from '#flow/template/bind.ts';
import { readFollows } from '#flow/template/follows.ts';
import { sayUpgradeChange, sayUpgradeConflict, upgradeFlow } from '#flow/template/upgrade.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { exitCodes, Refused } from '../command.ts';
import { type Governed, openGoverned } from '../governed.ts';
import { diffLines } from '../line-diff.ts';
import { readNamed, shortPath } from '../places.ts';
import { findTemplate } from './tell-templates.ts';

/** What became of a flow that was bound. */
export type BoundFile = {
  readonly flow: string;
  readonly changed: boolean;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
};

/** Makes the flow of a file follow a template, or stop where `parameters` is null. */
export async function bindFile(
  file: string,
  { reference, parameters }: { readonly reference: string; readonly parameters: JsonObject | null },
): Promise<BoundFile> {
  const flow = await readFlowFile(file);
  const governed = await openGoverned(file);
  const bound =
    parameters === null
      ? unbindFlow(flow, reference, nodeCatalogue)
      : bindFlow(flow, { template: findTemplate(governed, reference).template, parameters }, nodeCatalogue);
  if (!bound.ok) throw new Refused(exitCodes.findings, ...bound.problems);
  await writeFile(file, printFlow(bound.value, nodeCatalogue));
  const changed = JSON.stringify(flow.follows ?? null) !== JSON.stringify(bound.value.follows ?? null);
  return { flow: flow.id, changed, before: flow.follows, after: bound.value.follows };
}

/** What became of a flow that was brought to a new skeleton, in sentences. */
export type UpgradedFile = {
  readonly reference: string;
  readonly changes: readonly string[];
  readonly conflicts: readonly string[];
  /** Line by line; empty where nothing changes. */
  readonly difference: string;
};

type UpgradeAsk = { readonly to: string | undefined; readonly from: string | undefined; readonly isDry: boolean };

/** Brings the flow of a file from the skeleton it came from to the new one of its template. */
export async function upgradeFile(file: string, ask: UpgradeAsk): Promise<UpgradedFile> {
  const flow = await readFlowFile(file);
  const governed = await openGoverned(file);
  const { old, next, parameters } = chooseVersions(flow, ask, governed);
  const before = ask.from === undefined ? await readSkeleton(governed, old) : await readFlowFile(ask.from);
  const upgraded = upgradeFlow(flow, before, await readSkeleton(governed, next));
  const follows = followAs(flow.follows, next, parameters);
  const bound = applyEdit(
    upgraded.flow,
    { edit: 'set-flow', arguments: { key: 'follows', value: follows } },
    nodeCatalogue,
  );
  if (!bound.ok) throw new Refused(exitCodes.findings, ...bound.problems);
  const text = printFlow(bound.value, nodeCatalogue);
  const difference = diffLines(shortPath(file), await readFile(file, 'utf8'), text);
  if (!ask.isDry) await writeFile(file, text);
  return {
    reference: next,
    changes: upgraded.changes.map(sayUpgradeChange),
    conflicts: upgraded.conflicts.map(sayUpgradeConflict),
    difference,
  };
}

function chooseVersions(flow: Flow, { to, from }: UpgradeAsk, { governance }: Governed) {
  const followed = readFollows(flow.follows);
  const wanted = followed.filter(({ template }) => to === undefined || idOf(template) === idOf(to));
  const steps = wanted.map((one) => ({ ...one, next: to ?? nextOf(one.template, [...governance.templates.keys()]) }));
  const ready = steps.filter((one) => from !== undefined || one.next !== one.template);
  const [only] = ready;
  if (only !== undefined && ready.length === 1) {
    return { old: only.template, next: only.next, parameters: only.parameters };
  }
  const named = followed.map(({ template }) => template).join(', ');
  const why =
    ready.length > 1
      ? 'Several of the templates it follows have a later version; name one with --to.'
      : `It follows ${named === '' ? 'no template' : named}, and there is no later version. Name the old skeleton with --from, or another version with --to.`;
  throw new Refused(exitCodes.usage, `The flow "${flow.name}" is not brought anywhere. ${why}`);
}

function nextOf(reference: string, known: readonly string[]): string {
  const majorOf = (one: string) => Number(one.split('@')[1] ?? 0);
  const later = known
    .filter((one) => idOf(one) === idOf(reference) && majorOf(one) > majorOf(reference))
    .sort((one, other) => majorOf(one) - majorOf(other));
  return later[0] ?? reference;
}

function idOf(reference: string): string {
  return reference.split('@')[0] ?? reference;
}

async function readSkeleton(governed: Governed, reference: string): Promise<Flow> {
  return await readFlowFile(join(findTemplate(governed, reference).folder, 'skeleton.flow.yaml'));
}

async function readFlowFile(file: string): Promise<Flow> {
  const read = parseFlow(await readNamed(file), nodeCatalogue);
  if (read.ok) return read.value;
  throw new Refused(exitCodes.findings, ...read.problems.map((problem) => ({ ...problem, file })));
}
