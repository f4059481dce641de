import { isJsonObject } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { StepProperty, View } from '../view.ts';
import { declaredNames, readNames } from './odoo-names.ts';

/** Proofs Odoo's rules can be made to bring along at most: a fixed text in the address or a header. */
const unsigned: ReadonlySet<unknown> = new Set(['none', 'bearer', 'basic', undefined]);

const saysOdoo = /(^|[^a-z])odoo([^a-z]|$)/i;

/** Fields every call of an Odoo rule carries, and hardly anything else. */
const ruleFields = ['_model', '_action'];

/** No unsigned call of an Odoo rule starts the flow: such calls are sent once, and whoever knows the address sends them. */
export const takesNoOdooCalls: StepProperty = {
  name: 'takes-no-odoo-calls',
  says: 'A webhook with a signature, or one whose path, name, agreed shape and readers do not speak of calls from Odoo.',
  ask(step, view) {
    if (step.type !== 'webhook') return true;
    const { auth } = step.node.config;
    if (isJsonObject(auth) && !unsigned.has(auth.scheme)) return true;
    const evidence = evidenceOf(step, view);
    return evidence === undefined || { detail: evidence };
  },
};

/** Why the calls come from Odoo, in a few words; undefined where nothing says so. */
function evidenceOf(step: ExaminedNode, view: View): string | undefined {
  const { path, contract } = step.node.config;
  const { context } = view.examination;
  if (typeof path === 'string') {
    if (isPathOfOdoo(path, view)) return 'the registry gives its path to Odoo';
    if (saysOdoo.test(path)) return 'its path names Odoo';
  }
  if (saysOdoo.test(step.node.name ?? '') || saysOdoo.test(step.id.replaceAll('_', ' '))) return 'its name says Odoo';
  const declared = declaredNames(typeof contract === 'string' ? context.contracts?.get(contract) : undefined);
  if (ruleFields.some((name) => declared.has(name))) return 'its agreed shape is that of an Odoo rule';
  const isRead = view.examination.expressions().some(({ read }) => {
    if (!read.ok) return false;
    const names = readNames(read.tree);
    return ruleFields.some((name) => names.has(name));
  });
  return isRead ? 'its data is read as that of an Odoo rule' : undefined;
}

/** True where a system that is reached as an Odoo claims the path. */
function isPathOfOdoo(path: string, { examination }: View): boolean {
  const { registry, connections } = examination.context;
  const odoos = new Set(
    [...(connections?.values() ?? [])].filter(({ kind }) => kind === 'odoo').map((one) => one.system),
  );
  return (registry?.systems ?? []).some(
    ({ id, webhooks = [] }) =>
      (odoos.has(id) || id === 'odoo') && webhooks.some((start) => `${path}/`.startsWith(`${start}/`)),
  );
}
