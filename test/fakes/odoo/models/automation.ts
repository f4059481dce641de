import { randomUUID } from 'node:crypto';
import { type Environment, idIn, type ModelBehaviour, textIn } from '../environment.ts';
import type { Values } from '../store.ts';

/** What Odoo proposes for finding the record a webhook is about: the sender names model and id. */
export const defaultRecordGetter = "model.env[payload.get('_model')].browse(int(payload.get('_id')))";

/** Automation rules. What they do is decided outside the transaction: see `webhooks-out.ts` and `webhook-in.ts`. */
export const automationBehaviour: ModelBehaviour = {
  defaults: (env, given) => ({
    active: true,
    filter_domain: false,
    ...(given.trigger === 'on_state_set' ? watchState(env, given) : {}),
    ...(env.version === 16
      ? {}
      : { webhook_uuid: randomUUID(), record_getter: defaultRecordGetter, log_webhook_calls: false }),
  }),
  computed: {
    url: (env, row) =>
      row.values.trigger === 'on_webhook' ? `${baseUrl(env)}/web/hook/${textIn(row.values.webhook_uuid)}` : '',
  },
  methods: {
    action_rotate_webhook_uuid: {
      on: 'records',
      parameters: [],
      versions: [18, 19],
      run: ({ env, ids }) => {
        for (const id of ids) {
          const row = env.store.get('base.automation', id);
          if (row !== undefined)
            env.tx.put('base.automation', { id, values: { ...row.values, webhook_uuid: randomUUID() } });
        }
        return undefined;
      },
    },
  },
};

/** A rule on a state watches the state's field and keeps the wanted value as its filter. */
function watchState(env: Environment, given: Values): Values {
  const option = env.store.get('ir.model.fields.selection', idIn(given.trg_selection_field_id) ?? 0);
  const field = env.store.get('ir.model.fields', idIn(option?.values.field_id) ?? 0);
  if (option === undefined || field === undefined) return {};
  const filter = `[('${textIn(field.values.name)}', '=', '${textIn(option.values.value)}')]`;
  return { filter_domain: filter, trigger_field_ids: [field.id] };
}

function baseUrl(env: Environment): string {
  const parameter = env.store.all('ir.config_parameter').find((row) => row.values.key === 'web.base.url');
  return textIn(parameter?.values.value);
}

/** Tells the database what it consists of: `ir.model` and `ir.model.fields`, which rules refer to by id. */
export function describeSchema(env: Environment): void {
  const stamps = { create_uid: 1, create_date: env.tx.stamp, write_uid: 1, write_date: env.tx.stamp };
  for (const model of env.schema.values()) {
    const modelId = env.store.nextId('ir.model');
    const facts = { name: model.label, model: model.name, transient: false, state: 'base' };
    env.store.put('ir.model', { id: modelId, values: { ...facts, ...stamps } });
    for (const field of model.fields.values()) {
      const id = env.store.nextId('ir.model.fields');
      const { name, type, required, readonly, store } = field;
      const values = {
        ...{ name, model: model.name, model_id: modelId, field_description: field.string, ttype: type },
        ...{ relation: field.relation ?? false, required, readonly, store, ...stamps },
      };
      env.store.put('ir.model.fields', { id, values });
      for (const [sequence, [value, label]] of (field.selection ?? []).entries()) {
        const option = env.store.nextId('ir.model.fields.selection');
        env.store.put('ir.model.fields.selection', {
          id: option,
          values: { field_id: id, value, name: label, sequence, ...stamps },
        });
      }
    }
  }
}
