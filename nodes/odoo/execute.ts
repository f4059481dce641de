import type { OdooClient } from '#connections/odoo/client.ts';
import { isJsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';

/** Carries out the operation, or calls the one method of the one model the config names. */
export async function execute(context: NodeContext): Promise<EffectResult> {
  const { step, signal } = context;
  const { config } = step;
  const client = context.connection<OdooClient>(String(config.connection));
  const common = {
    ...(typeof config.company === 'number' ? { company: config.company } : {}),
    ...(isJsonObject(config.context) ? { context: config.context } : {}),
    signal,
  };
  if (typeof config.operation === 'string') {
    return client.operate({
      operation: config.operation,
      values: config.values ?? step.input,
      // A business key is readable in Odoo and the same in every run; the effect's own key is only the latter.
      key: step.businessKey ?? step.key,
      flow: step.flow,
      firstId: step.firstId,
      ...(typeof config.confirm === 'boolean' ? { confirm: config.confirm } : {}),
      ...common,
    });
  }
  return client.call({
    model: String(config.model),
    method: String(config.method),
    ...(Array.isArray(config.ids) ? { ids: config.ids.map(Number) } : {}),
    ...(isJsonObject(config.args) ? { args: config.args } : {}),
    ...common,
  });
}
