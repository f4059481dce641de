import { freeId, takenIds } from '../../../edit/step-id.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import type { FlowProperty, View } from '../view.ts';
import { isOdooTrigger } from './odoo-names.ts';

const modelName = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;

/** The flow looks into Odoo for itself, so that a change nobody announced is found all the same. */
export const sweepsOdoo: FlowProperty = {
  name: 'sweeps-odoo',
  says: 'Some trigger is an Odoo trigger, which looks again and again and misses nothing.',
  *ask(view) {
    const { nodes, root } = view.examination;
    if (nodes.some(isOdooTrigger)) return;
    const starter = root.nodes.find(({ manifest }) => manifest?.kind === 'trigger');
    if (starter === undefined) return;
    const fix = addTrigger(starter, view);
    yield { node: starter, ...(fix === undefined ? {} : { fix }) };
  },
};

/** A trigger beside the one there is, where connection and model are certain. */
function addTrigger(starter: ExaminedNode, view: View): FindingFix | undefined {
  const { flow, nodes } = view.examination;
  const [target] = (starter.node.next?.ports ?? []).flatMap(({ targets }) => targets);
  const connection = odooConnection(view);
  const models = new Set(nodes.flatMap((node) => modelOf(node) ?? []));
  const [model] = models;
  if (target === undefined || connection === undefined || model === undefined || models.size > 1) return undefined;
  const config = { connection, model, fields: ['display_name'] };
  const id = freeId('Changes in Odoo', takenIds(flow));
  const step = { type: 'odoo-trigger@1', id, name: 'Changes in Odoo', config, before: { node: target } };
  return { title: 'Let Odoo be looked into', edits: [{ edit: 'add-node', arguments: step }] };
}

/** The Odoo the flow uses, or the only one there is. */
function odooConnection({ examination }: View): string | undefined {
  const all = [...(examination.context.connections?.values() ?? [])].filter(({ kind }) => kind === 'odoo');
  const used = all.filter(({ id }) => examination.nodes.some(({ node }) => node.config.connection === id));
  const [only, ...others] = used.length > 0 ? used : all;
  return others.length > 0 ? undefined : only?.id;
}

/** The model a step reads, by its settings or the first text after `"model":` of its values. */
function modelOf({ type, node }: ExaminedNode): string | undefined {
  if (type !== 'odoo') return undefined;
  const { model, values } = node.config;
  if (typeof model === 'string') return model;
  const named = typeof values === 'string' ? /"model"\s*:\s*"([^"]+)"/.exec(values)?.[1] : undefined;
  return named !== undefined && modelName.test(named) ? named : undefined;
}
