import { freeId, takenIds } from '../../../edit/step-id.ts';
import type { Json } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import type { StepProperty, View } from '../view.ts';
import { type ChildField, childFields } from './odoo-children.ts';
import { readNames } from './odoo-names.ts';

/** What changes in other records is watched there. */
export const watchesChildren: StepProperty = {
  name: 'watches-children',
  says: 'Where an Odoo trigger asks for a field whose content stands in other records, another trigger watches those.',
  ask(step, view) {
    const { model, fields, events } = step.node.config;
    if (step.type !== 'odoo-trigger' || typeof model !== 'string' || !Array.isArray(fields)) return true;
    // Who only hears of new records asks for them as they are born, with everything in them.
    if (Array.isArray(events) && !events.includes('updated')) return true;
    const table = Object.hasOwn(childFields, model) ? (childFields[model] ?? {}) : {};
    for (const [index, field] of fields.entries()) {
      const child = typeof field === 'string' && Object.hasOwn(table, field) ? table[field] : undefined;
      if (child === undefined || typeof field !== 'string' || isWatched(child, step, view)) continue;
      const fix = leaveOut(step, { field, fields }, view) ?? watchAsWell(step, child, view);
      return {
        path: `${step.path}.config.fields.${index}`,
        detail: `"${field}"`,
        values: { child: child.child },
        ...(fix === undefined ? {} : { fix }),
      };
    }
    return true;
  },
};

function isWatched({ child }: ChildField, self: ExaminedNode, { examination }: View): boolean {
  const { model } = self.node.config;
  return examination.nodes.some(
    ({ type, node }) =>
      type === 'odoo-trigger' && (node.config.model === child || (child === model && node.id === self.id)),
  );
}

/** A field nobody reads need not be asked for. */
function leaveOut(
  { id }: ExaminedNode,
  { field, fields }: { readonly field: string; readonly fields: readonly Json[] },
  { examination }: View,
): FindingFix | undefined {
  const left = fields.filter((one) => one !== field);
  const isRead = examination.expressions().some(({ read }) => read.ok && readNames(read.tree).has(field));
  const isScripted = examination.nodes.some(({ type }) => type === 'script');
  if (isRead || isScripted || left.length === 0) return undefined;
  const edit = { edit: 'set-config', arguments: { node: id, path: 'fields', value: left } };
  return { title: 'Do not ask for it', edits: [edit] };
}

/**
 * One more trigger on the children, which reads the parent anew and goes on as the first one does. What it hands on
 * has the same form, so nothing behind it need know.
 */
function watchAsWell(step: ExaminedNode, { child, parent }: ChildField, view: View): FindingFix | undefined {
  const { connection, model, fields = [] } = step.node.config;
  const targets = (step.node.next?.ports ?? []).flatMap(({ targets: steps }) => steps);
  const { flow, context } = view.examination;
  const allowed = typeof connection === 'string' ? context.connections?.get(connection)?.allow?.operations : undefined;
  const [target] = targets;
  if (target === undefined || targets.length > 1 || child === model || parent.endsWith('_ids')) return undefined;
  if (allowed !== undefined && !allowed.includes('record.read')) return undefined;
  const taken = takenIds(flow);
  const [watch, read, shape] = [`Changes in ${child}`, 'Read the record', 'Form of the first trigger'].map((name) => {
    const id = freeId(name, taken);
    taken.add(id);
    return id;
  });
  if (watch === undefined || read === undefined || shape === undefined) return undefined;
  const values = `{ "model": ${JSON.stringify(model)}, "ids": [record.${parent}[0]], "fields": ${JSON.stringify(fields)} }`;
  const code = `return { ...input, model: ${JSON.stringify(model)}, id: input.record.${parent}[0], record: input.found.records[0] };`;
  // As often as the first one, and as far back: the same jobs write both.
  const pace = Object.fromEntries(
    ['every', 'overlap'].flatMap((key) =>
      step.node.config[key] === undefined ? [] : [[key, step.node.config[key] ?? null]],
    ),
  );
  const add = (given: Readonly<Record<string, Json>>) => ({ edit: 'add-node', arguments: given });
  return {
    title: `Watch ${child} as well`.split(' ').slice(0, 7).join(' '),
    edits: [
      add({
        type: 'odoo-trigger@1',
        id: watch,
        name: `Changes in ${child}`,
        config: { connection: connection ?? '', model: child, fields: [parent], ...pace },
      }),
      add({
        type: 'odoo@1',
        id: read,
        name: 'Read the record they belong to',
        config: { connection: connection ?? '', operation: 'record.read', values },
        after: { node: watch },
      }),
      { edit: 'set-node', arguments: { node: read, key: 'into', value: 'found' } },
      add({
        type: 'script@1',
        id: shape,
        name: 'As the first trigger says it',
        config: { code },
        after: { node: read },
      }),
      { edit: 'connect', arguments: { from: shape, port: 'done', to: target } },
    ],
  };
}
