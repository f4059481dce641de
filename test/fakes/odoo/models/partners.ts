import { type Environment, idIn, type ModelBehaviour, textIn } from '../environment.ts';
import { constraintError, userError } from '../errors.ts';
import { checkUnique, existing, touch } from '../orm.ts';
import { displayName } from '../read.ts';
import type { StoredRow } from '../store.ts';

/** Contacts. The name is only required of contacts proper, and a check constraint says so, not the field. */
export const partnerBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    active: true,
    type: 'contact',
    lang: 'en_US',
    is_company: false,
    ...(env.version === 16 ? {} : { autopost_bills: 'ask' }),
  }),
  searchedFields: ['display_name', 'ref', 'email', 'vat'],
  displayName: partnerName,
  computed: {
    complete_name: partnerName,
    company_type: (_env, row) => (row.values.is_company === true ? 'company' : 'person'),
    country_code: (env, row) => env.store.get('res.country', idIn(row.values.country_id) ?? 0)?.values.code ?? false,
    commercial_partner_id: (env, row) => commercialPartner(env, row),
    currency_id: () => 1,
    sale_order_count: (env, row) =>
      env.store.idsWith({ model: 'sale.order', field: 'partner_id', value: row.id }).length,
  },
  check: (_env, row) => {
    if ((row.values.type ?? 'contact') === 'contact' && (row.values.name ?? false) === false) {
      throw constraintError('Contacts require a name');
    }
  },
  afterChange: (env, id, changed) => {
    const row = existing(env, 'res.partner', id);
    if (!changed.includes('company_type')) return;
    touch(env, { model: 'res.partner', row, changes: { is_company: row.values.company_type === 'company' } });
  },
};

/** A contact below a company is named after it, as in "Acme, Jane". */
function partnerName(env: Environment, row: StoredRow): string {
  const parent = idIn(row.values.parent_id);
  const own = textIn(row.values.name);
  if (parent === undefined || row.values.is_company === true) return own;
  return `${displayName(env, 'res.partner', parent)}, ${own || textIn(row.values.type)}`;
}

/** The company a contact belongs to, itself when there is none above it. */
function commercialPartner(env: Environment, row: StoredRow): number {
  const parent = env.store.get('res.partner', idIn(row.values.parent_id) ?? 0);
  if (parent === undefined || row.values.is_company === true) return row.id;
  return commercialPartner(env, parent);
}

/** Users. Name, mail and language live in the partner behind them. */
export const userBehaviour: ModelBehaviour = {
  delegates: { field: 'partner_id', model: 'res.partner' },
  defaults: () => ({ active: true, company_id: 1, company_ids: [1], share: false, notification_type: 'email' }),
  searchedFields: ['login', 'display_name'],
  displayName: (env, row) => displayName(env, 'res.partner', idIn(row.values.partner_id) ?? 0),
  computed: { password: () => '', state: () => 'active' },
  check: (env, row) => {
    const end = env.version === 16 ? ' !' : '!';
    checkUnique(env, {
      model: 'res.users',
      row,
      field: 'login',
      message: `You can not have two users with the same login${end}`,
    });
  },
  beforeUnlink: (_env, row) => {
    if (row.id !== 2) return;
    throw userError(
      'You cannot delete the admin user because it is utilized in various places (such as security configurations,...). Instead, archive it.',
    );
  },
  methods: {
    context_get: {
      on: 'model',
      parameters: [],
      run: ({ env }) => {
        const partner = env.store.get('res.partner', idIn(env.store.get('res.users', env.uid)?.values.partner_id) ?? 0);
        return { lang: textIn(partner?.values.lang) || 'en_US', tz: textIn(partner?.values.tz) || 'UTC', uid: env.uid };
      },
    },
    has_group: {
      on: 'model',
      parameters: [{ name: 'group_ext_id' }],
      run: ({ env, args }) => env.role === 'administrator' || args.group_ext_id === 'base.group_user',
    },
  },
};
