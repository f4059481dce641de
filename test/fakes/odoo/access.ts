import { type Environment, idIn, modelOf } from './environment.ts';
import { accessError } from './errors.ts';
import type { StoredRow } from './store.ts';

/** The four rights of an access list. */
export type Operation = 'read' | 'create' | 'write' | 'unlink';

/** True when the word names one of the four rights. */
export function isOperation(word: unknown): word is Operation {
  return word === 'read' || word === 'create' || word === 'write' || word === 'unlink';
}

const changes: readonly Operation[] = ['create', 'write', 'unlink'];
const everything: readonly Operation[] = ['read', ...changes];

/** What a salesman may not do. Models left out are open to him; real access lists are longer, these are the telling ones. */
const refused: Readonly<Record<string, readonly Operation[]>> = {
  'account.move': changes,
  'account.payment': everything,
  'base.automation': everything,
  'ir.actions.server': everything,
  'ir.config_parameter': everything,
  'ir.model.data': everything,
  'res.company': changes,
  'res.currency': changes,
  'res.users': changes,
  'stock.warehouse': changes,
};

/** The groups Odoo lists when it refuses, old spelling and the one of 19. */
const grantingGroups: Readonly<
  Record<string, { readonly until18: readonly string[]; readonly from19: readonly string[] }>
> = {
  'account.move': {
    until18: ['Invoicing/Billing', 'Purchase/User'],
    from19: ['Accounting/Invoicing', 'Purchase/User'],
  },
};
const administration = { until18: ['Administration/Settings'], from19: ['Role / Administrator'] };

const verbs: Readonly<Record<Operation, string>> = {
  read: 'access',
  create: 'create',
  write: 'modify',
  unlink: 'delete',
};

/** True when the access lists allow the operation. */
export function hasAccess(env: Environment, model: string, operation: Operation): boolean {
  if (env.isSudo || env.role === 'administrator') return true;
  return !(refused[model] ?? []).includes(operation);
}

/** Refuses an operation that the access lists do not allow. */
export function checkAccess(env: Environment, model: string, operation: Operation): void {
  if (hasAccess(env, model, operation)) return;
  const groups = (grantingGroups[model] ?? administration)[env.version === 19 ? 'from19' : 'until18'];
  throw accessError(
    `You are not allowed to ${verbs[operation]} '${modelOf(env, model).label}' (${model}) records.\n\n` +
      `This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}\n`).join('')}\n` +
      'Contact your administrator to request access if necessary.',
  );
}

/** A record rule: a salesman sees his own orders and those of nobody. Searches drop the others without a word. */
export function isVisible(env: Environment, model: string, row: StoredRow): boolean {
  if (env.isSudo || env.role === 'administrator') return true;
  const order = model === 'sale.order.line' ? env.store.get('sale.order', idIn(row.values.order_id) ?? 0) : row;
  if (model !== 'sale.order' && model !== 'sale.order.line') return true;
  const salesperson = idIn(order?.values.user_id);
  return salesperson === undefined || salesperson === env.uid;
}

/** Refuses records that a record rule hides; ids that are gone are not its concern. */
export function checkVisible(
  env: Environment,
  what: { readonly model: string; readonly ids: readonly number[]; readonly operation: Operation },
): void {
  const isHidden = what.ids.some((id) => {
    const row = env.store.get(what.model, id);
    return row !== undefined && !isVisible(env, what.model, row);
  });
  if (!isHidden) return;
  const label = `${modelOf(env, what.model).label}`;
  if (env.version === 16) {
    throw accessError(
      `Due to security restrictions, you are not allowed to access '${label}' (${what.model}) records.\n\n` +
        'Contact your administrator to request access if necessary.',
    );
  }
  const user = env.store.get('res.users', env.uid);
  const partner = env.store.get('res.partner', idIn(user?.values.partner_id) ?? 0);
  throw accessError(
    'Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n' +
      `Sorry, ${partner?.values.name ?? user?.values.login} (id=${env.uid}) doesn't have '${what.operation}' access to:\n` +
      `- ${label} (${what.model})\n\n` +
      'If you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.',
  );
}
