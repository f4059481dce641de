import { allNodes, type Flow, type FlowNode, parseTypeReference } from '#flow/flow.ts';
import type { MergeConflict } from '#flow/merge/flow-merging.ts';
import { type FieldMeta, type FieldShape, shapeOf } from '#flow/node-type/field.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';

/** A decision in the words of forms. */
export type ConflictWords = {
  readonly step: string | null;
  /** Kind of the step, such as `map@1`. */
  readonly type: string | null;
  readonly title: string | null;
  readonly expression: boolean;
  readonly sentence: string;
};

/** Fields every step has, as forms call them. */
const stepFields: ReadonlyMap<string, string> = new Map([
  ['name', 'Name'],
  ['type', 'Kind of step'],
  ['note', 'Notes'],
  ['retry', 'Try again'],
  ['timeout', 'Time limit'],
  ['place', 'Place'],
  ['id', 'Id'],
]);

/** Says what both sides did to people who know only their own work and that of others. */
export function tellConflict(conflict: MergeConflict, flows: readonly Flow[]): ConflictWords {
  const node = conflict.node === null ? undefined : findStep(flows, conflict.node);
  const meta = metaOf(node, conflict.field);
  const step = conflict.node === null ? null : (node?.name ?? conflict.node);
  const title = meta?.title ?? sayField(conflict);
  return {
    step,
    type: node?.type ?? null,
    title,
    expression: meta?.field === 'expression' || meta?.field === 'script',
    sentence: sayToPerson(conflict, title),
  };
}

/** `retry.attempts` of a step as `Try again: attempts`, `description` of a flow as `Description`. */
function sayField({ node, field, flow }: MergeConflict): string | null {
  const [area = '', ...rest] = (field ?? '').split('.');
  if (area === '' || area === 'config' || area === 'next' || flow === null) return null;
  const first = (node === null ? undefined : stepFields.get(area)) ?? `${area.charAt(0).toUpperCase()}${area.slice(1)}`;
  return [first, ...rest].join(': ');
}

function findStep(flows: readonly Flow[], id: string): FlowNode | undefined {
  for (const flow of flows) {
    const found = [...allNodes(flow.nodes)].find((node) => node.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function metaOf(node: FlowNode | undefined, field: string | null): Partial<FieldMeta> | undefined {
  const [area, ...keys] = (field ?? '').split('.');
  const type = node === undefined ? undefined : parseTypeReference(node.type);
  const manifest = type === undefined ? undefined : nodeCatalogue.find(type.type, type.major);
  if (manifest === undefined || area !== 'config') return undefined;
  let shape: FieldShape | undefined = shapeOf(manifest.config);
  let named: string | undefined;
  for (const key of keys) {
    if (shape?.shape === 'object') shape = shape.keys.get(key);
    else if (shape?.shape === 'map') {
      shape = shape.value;
      // Of fields people named themselves, that name says more than what all of them are.
      named = key;
    } else if (shape?.shape === 'list') shape = shape.item;
    else return undefined;
  }
  if (shape?.shape !== 'value') return undefined;
  return named === undefined ? shape.meta : { ...shape.meta, title: named };
}

/** The merge speaks of ours and theirs and of what stands there for now; people choose between theirs and their own. */
function sayToPerson({ node, field, sentence, base, ours, theirs }: MergeConflict, title: string | null): string {
  const isValue =
    sentence.startsWith('Both sides changed ') || sentence.startsWith('Both sides added ') || isRemoval(sentence);
  if (isValue && field !== null && field !== 'place') {
    const what = title === null ? field : `“${title}”`;
    const where = node === null ? '' : ' of this step';
    if (ours === undefined) return `You removed ${what}${where}; they changed it.`;
    if (theirs === undefined) return `They removed ${what}${where}; you changed it.`;
    return `Both of you ${base === undefined ? 'added' : 'changed'} ${what}${where}.`;
  }
  return outsideOfQuotes(sentence.replace(/Ours was kept; with both, t/, 'With both, t'), reword)
    .replace(
      / (Ours was kept[^."]*|It was kept|It is left out for now|It stays where ours has it|It keeps its id)\.$/,
      '',
    )
    .replace(/ (It stays where yours has it|The edge is left out for now)\.$/, '');
}

/** `Ours removed config of "A", theirs changed it to …`, which is about a value and not about a step. */
function isRemoval(sentence: string): boolean {
  return /^(Ours|Theirs) removed (?!the step )/.test(sentence);
}

function reword(words: string): string {
  return words
    .replace(/^Theirs (has|leads)\b/, (_all, verb: string) => (verb === 'has' ? 'They have' : 'They lead'))
    .replace(/^Ours (has|leads)\b/, (_all, verb: string) => (verb === 'has' ? 'You have' : 'You lead'))
    .replace(/^Theirs (moved|renamed|removed|changed)\b/, 'They $1')
    .replace(/^Ours (moved|renamed|removed|changed)\b/, 'You $1')
    .replace(/\btheirs (changed|removed|moved)\b/g, 'they $1')
    .replace(/\bours (changed|removed|moved)\b/g, 'you $1')
    .replace(/\bours\b/g, 'yours')
    .replace(/\bconfig\b/g, 'setup')
    .replace(/\bnext\b/g, 'what follows')
    .replace('into another scope', 'into another step');
}

/** Names people gave are left alone, whatever words they are made of. */
function outsideOfQuotes(text: string, change: (words: string) => string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, at) => (at % 2 === 0 ? change(part) : part))
    .join('');
}
