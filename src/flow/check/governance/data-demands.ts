import type { Assertion } from '../../template/template.ts';
import { splitPath } from '../../text/path.ts';
import type { ExaminedNode } from '../examination.ts';
import { clearanceOf } from './clearance.ts';
import { offerRedaction } from './redact-before.ts';
import type { View, Violation } from './view.ts';

/** Classes mild enough to go to a system nobody described. */
const mild: ReadonlySet<string> = new Set(['public', 'internal']);

/** Data that reaches a system which is not cleared for its class, with the way it took. */
export function* findExposures(
  { classes, systems }: NonNullable<Assertion['flowsTo']>,
  view: View,
): Generator<Violation> {
  const { examination } = view;
  for (const { node: id, connection, place, classes: sent } of view.lineage().sent) {
    const node = examination.byId.get(id);
    if (node === undefined) continue;
    const target = clearanceOf(connection, examination.context);
    if (systems !== 'cleared' && !systems.includes(target.system)) continue;
    const asked = sent.filter((one) => classes === undefined || classes.includes(one.class));
    const values = { system: target.name, place };
    if (systems === 'cleared' && target.classes === undefined) {
      // A connection nobody declared is named by the structural rule about it.
      if (examination.context.connections?.has(connection) !== true) continue;
      const [first] = asked.filter((one) => !mild.has(one.class));
      if (first === undefined) continue;
      yield { node, isUnknown: true, paths: [wayOf(first.path)], values, detail: sayClass(first) };
      continue;
    }
    const cleared: readonly string[] = systems === 'cleared' ? (target.classes ?? []) : [];
    const uncleared = asked.filter((one) => !cleared.includes(one.class));
    const fix = uncleared.length === 0 ? undefined : offerRedaction(node, { place, uncleared }, view);
    const seen = new Set<string>();
    for (const one of uncleared) {
      if (seen.has(one.class)) continue;
      seen.add(one.class);
      yield {
        ...(fix === undefined ? {} : { fix }),
        node,
        path: `${node.path}.config.${place}`,
        detail: sayClass(one),
        values: { ...values, class: one.class, field: one.field },
        paths: [wayOf(one.path)],
        related: one.path.filter((step) => step !== id),
      };
    }
  }
}

/** What arrives and certainly does not fit what a step takes, and fields that nothing before a step declares. */
export function* findMisfits(nodes: ReadonlySet<ExaminedNode>, view: View): Generator<Violation> {
  const { byId } = view.examination;
  for (const { from, port, to, place, field, reason } of view.lineage().misfits) {
    const node = byId.get(to);
    if (node === undefined || !nodes.has(node)) continue;
    const edge = port === '' ? {} : { edge: { from, port, to } };
    yield { node, ...edge, path: `${node.path}.config.${place}`, detail: reason, values: { field } };
  }
  for (const { node: id, place, name, contract, known } of view.lineage().unknownFields) {
    const node = byId.get(id);
    if (node === undefined || !nodes.has(node)) continue;
    const nearest = known[0] === undefined ? '' : `; did you mean "${known[0]}"`;
    yield { node, path: place, detail: `"${name}" is not in ${contract}${nearest}`, values: { field: name } };
  }
}

function sayClass({ class: name, field }: { readonly class: string; readonly field: string }): string {
  return field === '' ? `${name} data` : `${name} field "${splitPath(field).join('.')}"`;
}

function wayOf(path: readonly string[]) {
  return path.map((node) => ({ node }));
}
