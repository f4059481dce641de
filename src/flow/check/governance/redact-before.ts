import { applyEdits, readEdits } from '../../edit/edit.ts';
import type { Flow } from '../../flow.ts';
import { reachesSome } from '../../graph/reach.ts';
import type { DataShape, Lineage, SentClass } from '../../lineage/lineage.ts';
import { traceData } from '../../lineage/trace-data.ts';
import { type Examination, type ExaminedNode, examineFlow } from '../examination.ts';
import type { FindingFix } from '../finding.ts';
import { scopesOf } from './scopes-of.ts';
import type { View } from './view.ts';

/** Following the data again for every offer is only worth it for the first few of a flow. */
const mostOffers = 8;

const offers = new WeakMap<Examination, number>();

/** Parts of what is sent that may be missing; an address or a key with a hole in it is another one. */
const mayLack = /^(values|args|body|query\.)/;

const fieldName = /^[A-Za-z_$][\w$-]*$/;

/**
 * Offers to take out, right before a step, what its system may not have. Offered only where following the data again
 * shows that nothing of it is sent any more, that everything still fits, and that no other step sends less than before.
 *
 * @param uncleared what the step sends at one place although its system is not cleared for it
 */
export function offerRedaction(
  step: ExaminedNode,
  { place, uncleared }: { readonly place: string; readonly uncleared: readonly SentClass[] },
  view: View,
): FindingFix | undefined {
  const { examination } = view;
  const input = view.lineage().inputOf(step.id);
  const made = offers.get(examination) ?? 0;
  if (input === undefined || step.isUndo || !mayLack.test(place) || made >= mostOffers) return undefined;
  if (!isLastToNeed(step)) return undefined;
  const paths = pathsOf(input, uncleared);
  if (paths === undefined) return undefined;
  offers.set(examination, made + 1);
  const rules = paths.map((path) => ({ path, do: 'drop' }));
  const node = { type: 'redact@1', name: 'Take out what may not travel', config: { rules }, before: { node: step.id } };
  const fix = { title: 'Take it out before this step', edits: [{ edit: 'add-node', arguments: node }] };
  const after = follow(applied(fix, examination), examination);
  return after !== undefined && isMended(view.lineage(), after, { step, place, uncleared }) ? fix : undefined;
}

/** Steps whose need of a field shows in what they send, or that need none. */
const openKinds: ReadonlySet<string> = new Set(['effect', 'end']);

/** True where what arrives at the step goes on only to steps that can be looked at from outside. */
function isLastToNeed(step: ExaminedNode): boolean {
  const goesOn = step.node.into !== undefined || step.manifest?.carries === 'input';
  const levels = goesOn ? [step, ...scopesOf(step)] : [step];
  return levels.every((level) => {
    const { body } = level;
    if (body === undefined) return true;
    const edges = body.graph.outgoing[body.graph.indexOf.get(level.id) ?? -1] ?? [];
    // A failure hands on what came in, whatever the step does with its result.
    const open = edges.filter(({ port }) => goesOn || port === 'error').map(({ to }) => to);
    return !reachesSome(body.graph, open, (index) => {
      const node = body.nodes[index];
      return node !== undefined && (!openKinds.has(node.manifest?.kind ?? '') || node.type === 'respond');
    });
  });
}

/** Where in what arrives the classes stand; undefined where one came another way, or is the whole. */
function pathsOf(input: DataShape, uncleared: readonly SentClass[]): readonly string[] | undefined {
  const left = new Set(uncleared);
  const paths: string[] = [];
  const open: { readonly shape: DataShape; readonly path: string }[] = [{ shape: input, path: '' }];
  for (const { shape, path } of open) {
    const here = uncleared.filter((one) => carries(shape, one));
    if (here.length > 0 && path === '') return undefined;
    for (const one of here) left.delete(one);
    if (here.length > 0) paths.push(path);
    else {
      for (const [name, inner] of shape.fields) {
        if (inner.carried.size > 0 && fieldName.test(name))
          open.push({ shape: inner, path: path === '' ? name : `${path}.${name}` });
      }
    }
  }
  return left.size === 0 && paths.length > 0 ? paths : undefined;
}

function carries({ origin }: DataShape, wanted: SentClass): boolean {
  const places = origin.get(wanted.class) ?? [];
  return places.some(({ node, field }) => node === wanted.origin.node && field === wanted.origin.field);
}

function applied(fix: FindingFix, { flow, context }: Examination): Flow | undefined {
  const edits = readEdits(fix.edits);
  const done = edits.ok ? applyEdits(flow, edits.value, context.catalogue) : undefined;
  return done?.ok === true ? done.value : undefined;
}

function follow(flow: Flow | undefined, { context }: Examination): Lineage | undefined {
  return flow === undefined ? undefined : traceData(examineFlow(flow, context));
}

type Offer = { readonly step: ExaminedNode; readonly place: string; readonly uncleared: readonly SentClass[] };

function isMended(before: Lineage, after: Lineage, { step, place, uncleared }: Offer): boolean {
  const wrong = new Set(uncleared.map((one) => one.class));
  const left = after.sent.filter(({ node }) => node === step.id).filter((one) => one.place === place);
  if (left.some(({ classes }) => classes.some((one) => wrong.has(one.class)))) return false;
  const known = new Set(faultsOf(before));
  if (faultsOf(after).some((fault) => !known.has(fault))) return false;
  return sentElsewhere(before, step.id) === sentElsewhere(after, step.id);
}

function faultsOf({ misfits, unknownFields }: Lineage): readonly string[] {
  return [
    ...misfits.map(({ to, place, field }) => `${to} ${place} ${field}`),
    ...unknownFields.map(({ place, name }) => `${place} ${name}`),
  ];
}

function sentElsewhere({ sent }: Lineage, step: string): string {
  const others = sent.filter(({ node }) => node !== step);
  return JSON.stringify(
    others.map((one) => [one.node, one.place, one.classes.map((part) => [part.class, part.field])]),
  );
}
