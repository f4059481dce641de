import type { ExaminedNode } from '../check/examination.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { DataShape, Misfit } from './lineage.ts';
import { findMisfits, type Taken } from './misfits.ts';
import type { Around } from './read-places.ts';
import { inputStandsFor, operationInput } from './step-result.ts';
import type { Trace } from './trace.ts';

type Handed = { readonly input: DataShape; readonly given: ReadonlyMap<string, DataShape> };

/** Notes what a step hands to its connection, place by place. */
export function noteSent(trace: Trace, node: ExaminedNode, { input, given }: Handed): void {
  const { config } = node.node;
  const used = connectionIn(config);
  if (used === undefined) return;
  const { connection, under } = used;
  const base = `${node.path}.config.`;
  const instead = inputStandsFor(node, trace.examination.context);
  const note = (place: string, shape: DataShape) => trace.handings.push({ node: node.id, connection, place, shape });
  if (instead !== undefined) note(instead, input);
  for (const [path, shape] of given) {
    if (path.startsWith(`${base}${under}`)) note(path.slice(base.length), shape);
  }
  // Odoo keeps the business key as the external id of the record.
  const key = given.get(`${node.path}.key`);
  if (key !== undefined && node.type === 'odoo') note('key', key);
}

/** The connection of a step, or of the source a scope reads its items from. */
function connectionIn(config: Readonly<Record<string, Json>>) {
  if (typeof config.connection === 'string') return { connection: config.connection, under: '' };
  for (const [key, value] of Object.entries(config)) {
    if (isJsonObject(value) && typeof value.connection === 'string') {
      return { connection: value.connection, under: `${key}.` };
    }
  }
  return undefined;
}

/** Notes where what arrives, or what a mapping makes, certainly does not fit. */
export function noteMisfits(
  trace: Trace,
  node: ExaminedNode,
  { input, at, visit }: Around & { readonly at: (key: string) => DataShape | undefined },
): void {
  const from = { from: visit.arrivals[0]?.from.id ?? node.scope?.id ?? '', port: visit.arrivals[0]?.port ?? '' };
  const { output } = node.node.config;
  const contract = typeof output === 'string' ? trace.examination.context.contracts?.get(output) : undefined;
  if (node.type === 'map' && contract !== undefined) {
    const made = at('expression');
    const judging = { ...from, to: node.id, place: 'expression', taken: { schema: contract, root: contract } };
    if (made !== undefined) noteFaults(trace, made, judging);
  }
  const takes = operationInput(node, trace.examination.context);
  if (takes === undefined) return;
  const { place } = takes;
  const explicit = at(place);
  if (explicit !== undefined) noteFaults(trace, explicit, { ...from, to: node.id, place, taken: takes });
  if (inputStandsFor(node, trace.examination.context) !== place) return;
  if (visit.arrivals.length === 0) noteFaults(trace, input, { ...from, to: node.id, place, taken: takes });
  for (const { from: source, port, shape } of visit.arrivals) {
    noteFaults(trace, shape, { from: source.id, port, to: node.id, place, taken: takes });
  }
}

type Faulting = Omit<Misfit, 'field' | 'reason'> & { readonly taken: Taken };

function noteFaults(trace: Trace, shape: DataShape, { taken, ...where }: Faulting): void {
  for (const { field, reason } of findMisfits(shape, taken)) trace.misfits.push({ ...where, field, reason });
}
