import { connectionOf, type StepProperty } from '../view.ts';

/** A plain request goes to a system for which the workspace has named operations. */
export const operationExists: StepProperty = {
  name: 'operation-exists',
  says: 'Another connection of the same system has named operations (Odoo, or an imported document).',
  ask(step, { examination }) {
    const own = connectionOf(step, examination);
    if (own?.system === undefined || own.kind !== 'http') return false;
    const others = [...(examination.context.connections?.values() ?? [])];
    return others.some(({ kind, system, api }) => system === own.system && (kind === 'odoo' || api !== undefined));
  },
};
