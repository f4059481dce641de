import type { ExaminedNode } from '../../examination.ts';
import type { StepProperty, View } from '../view.ts';

/** Ways to take an entry away as if it had never been. */
const erasing: ReadonlySet<string> = new Set(['unlink', 'button_cancel', 'action_cancel', 'button_draft']);

/** What makes a record final, by model: from then on only a counter entry takes it back. */
const sealing: Readonly<Record<string, readonly string[]>> = {
  'account.move': ['action_post', 'invoice.post', 'invoice.create'],
  'stock.picking': ['button_validate', '_action_done', 'delivery.done', 'delivery.validate', 'stock.deliver'],
};

/** What is in the books or out of the door is taken back by an entry of its own. */
export const counterEntriesOnly: StepProperty = {
  name: 'counter-entries-only',
  says: 'A posted invoice or a done delivery is neither cancelled nor deleted. Drafts and plans may be, where no step of the flow makes them final.',
  ask({ type, node: { config } }, view) {
    const name = String(config.operation ?? config.method ?? '');
    if (type === 'odoo' && typeof config.model === 'string') {
      const makers = sealing[config.model];
      return !(makers !== undefined && erasing.has(name) && isSealed(makers, config.model, view));
    }
    if (type === 'http') {
      const isErased = config.method === 'DELETE' || /(cancel|delete|unlink)/i.test(String(config.path));
      return !(isErased && config.method !== 'GET' && /(invoice|credit|deliver|shipment)/i.test(String(config.path)));
    }
    return !/(invoice|deliver|shipment).*(cancel|delete|unlink)|(cancel|delete|unlink).*(invoice|deliver|shipment)/i.test(
      name,
    );
  },
};

function isSealed(makers: readonly string[], model: string, { examination }: View): boolean {
  const isMaker = ({ node: { config } }: ExaminedNode) =>
    makers.includes(String(config.operation)) || (config.model === model && makers.includes(String(config.method)));
  return examination.nodes.some(isMaker);
}
