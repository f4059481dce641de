import { allNodes, type Flow, type FlowNode } from '#flow/flow.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import { atEach, led, type Mutation, typeOf, withConfig, without } from '../mutant.ts';

/** Ways to spoil a sound order flow. */
export const mutations: readonly Mutation[] = [
  {
    does: 'turns All or undo into Retry',
    rule: 'OC-01',
    spoil: (flow) => atEach(flow, holdsMoney, (node) => ({ ...without(node, 'compensations'), type: 'retry@1' })),
  },
  {
    does: 'turns All or undo into If something fails',
    rule: 'OC-01',
    spoil: (flow) =>
      atEach(flow, holdsMoney, (node) => ({
        ...without(node, 'compensations'),
        type: 'try@1',
        config: { catch: [{ kind: 'permanent', port: 'compensated' }] },
      })),
  },
  {
    does: 'forgets an undo step',
    rule: 'OC-02',
    spoil: (flow) => atEach(flow, hasUndo, (node) => without(node, 'compensate')),
  },
  {
    does: 'names an undo step that is not there',
    rule: 'OC-02',
    spoil: (flow) => atEach(flow, hasUndo, (node) => ({ ...node, compensate: 'not_there' })),
  },
  {
    does: 'takes the mark for no way back away',
    rule: 'OC-02',
    spoil: (flow) =>
      atEach(
        flow,
        ({ pivot }) => pivot === true,
        (node) => without(node, 'pivot'),
      ),
  },
  {
    does: 'compares with another limit',
    rule: 'OC-03',
    spoil: (flow) => atEach(flow, comparesLimit, (node) => recased(node, 'approvalLimitMinor', 'secondLimitMinor')),
  },
  {
    does: 'turns the comparison round',
    rule: 'OC-03',
    spoil: (flow) =>
      atEach(flow, comparesLimit, (node) =>
        JSON.stringify(node.config).includes('<=') ? recased(node, '<=', '>') : recased(node, '>', '<='),
      ),
  },
  {
    does: 'lets everything through',
    rule: 'OC-03',
    spoil: (flow) =>
      atEach(flow, comparesLimit, (node) => led(led(node, 'large', 'book_order'), 'small', 'book_order')),
  },
  {
    does: 'excludes nobody',
    rule: 'OC-04',
    spoil: (flow) => atEach(flow, excludes, (node) => withConfig(node, { exclude: undefined })),
  },
  {
    does: 'takes silence for consent',
    rule: 'OC-04',
    spoil: (flow) => atEach(flow, excludes, (node) => led(node, 'expired', ...targetsOf(node, 'approved'))),
  },
  {
    does: 'takes a refusal for consent',
    rule: 'OC-04',
    spoil: (flow) => atEach(flow, excludes, (node) => led(node, 'rejected', ...targetsOf(node, 'approved'))),
  },
  {
    does: 'lets one person approve above the second limit',
    rule: 'OC-04',
    spoil: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'two_approve',
        (node) => withConfig(node, { quorum: undefined }),
      ),
  },
  {
    does: 'has no business key',
    rule: 'OC-05',
    *spoil({ correlation: _key, ...flow }) {
      yield flow;
    },
  },
  {
    does: 'takes the run for the case',
    rule: 'OC-05',
    *spoil(flow) {
      for (const correlation of ['$run.id', '$string($millis())', "$trigger.headers.'webhook-id'"])
        yield { ...flow, correlation };
    },
  },
  {
    does: 'marks another stage',
    rule: 'OC-06',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => stagesOf(flow).includes(String(node.config.milestone)),
        (node) => withConfig(node, { milestone: 'somewhere' }),
      ),
  },
  {
    does: 'stands for a stage it never marks',
    rule: 'OC-06',
    *spoil(flow) {
      yield withParameter(flow, 'stages', [...stagesOf(flow), 'delivered-by-hand']);
    },
  },
  {
    does: 'lists the stages the other way round',
    rule: 'OC-06',
    *spoil(flow) {
      if (stagesOf(flow).length > 1) yield withParameter(flow, 'stages', [...stagesOf(flow)].reverse());
    },
  },
  {
    does: 'needs what only people look at',
    rule: 'OC-07',
    *spoil(flow) {
      const isOptional = ({ importance }: FlowNode) => importance === 'optional';
      yield* atEach(flow, isOptional, (node) => without(node, 'importance'));
      yield* atEach(flow, isOptional, (node) => without(node, 'fallback'));
      yield* atEach(
        flow,
        ({ id }) => id === 'look_up_customer',
        (node) => led(node, 'error', 'incomplete'),
      );
    },
  },
  {
    does: 'tells nobody that it is stuck',
    rule: 'OC-08',
    *spoil(flow) {
      yield* atEach(flow, isSaga, (node) => led(node, 'stuck'));
      const last = flow.nodes.find((node) => typeOf(node) === 'milestone' && node.next === undefined);
      if (last !== undefined) yield* atEach(flow, isSaga, (node) => led(node, 'stuck', last.id));
    },
  },
  {
    does: 'posts the invoice before the money is there',
    rule: 'OC-09',
    *spoil(flow) {
      if (flow.id === 'phone-orders') yield withParameter(flow, 'terms', 'prepaid');
    },
  },
  {
    does: 'confirms an order while it is created',
    rule: 'OC-11',
    spoil: (flow) =>
      atEach(
        flow,
        ({ config }) => config.operation === 'order.create' && config.confirm !== true,
        (node) => withConfig(node, { confirm: true }),
      ),
  },
  {
    does: 'trusts totals without saying so',
    rule: 'OC-11',
    *spoil(flow) {
      if (flow.id === 'phone-orders') yield withParameter(flow, 'totals', 'compared');
    },
  },
  {
    does: 'confirms what differs',
    rule: 'OC-11',
    *spoil(flow) {
      yield* atEach(
        flow,
        ({ id }) => id === 'same_totals',
        (node) => led(node, 'different', 'confirm_order'),
      );
      yield* atEach(
        flow,
        ({ id }) => id === 'compare_totals',
        (node) => led(node, 'differences', 'confirm_order'),
      );
      yield* atEach(
        flow,
        ({ id }) => id === 'accept_difference',
        (node) => led(node, 'expired', 'confirm_order'),
      );
    },
  },
  {
    does: 'reads the state instead of the totals',
    rule: 'OC-11',
    spoil: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'read_totals',
        (node) => withConfig(node, { operation: 'order.status', values: '{ "id": quotation.id }' }),
      ),
  },
  {
    does: 'wipes an invoice out',
    rule: 'OC-12',
    *spoil(flow) {
      for (const method of ['unlink', 'button_cancel', 'button_draft']) {
        yield* atEach(
          flow,
          ({ config }) => config.model === 'account.move.reversal',
          (node) => withConfig(node, { model: 'account.move', method, args: undefined, ids: '[result.id]' }),
        );
      }
    },
  },
  {
    does: 'does not say whom it mails',
    rule: 'OC-13',
    *spoil(flow) {
      yield* atEach(
        flow,
        ({ notes }) => notes !== undefined,
        (node) => without(node, 'notes'),
      );
      yield* atEach(
        flow,
        ({ config }) => isJsonObject(config.context),
        (node) => withConfig(node, { context: undefined }),
      );
    },
  },
];

function isSaga(node: FlowNode): boolean {
  return typeOf(node) === 'saga';
}

function holdsMoney(node: FlowNode): boolean {
  return isSaga(node) && [...allNodes(node.body ?? [])].some((inner) => typeOf(inner) === 'odoo');
}

function hasUndo({ compensate }: FlowNode): boolean {
  return compensate !== undefined;
}

function excludes({ config }: FlowNode): boolean {
  return config.exclude !== undefined;
}

function comparesLimit({ config }: FlowNode): boolean {
  return JSON.stringify(config.cases ?? '').includes('approvalLimitMinor');
}

function recased(node: FlowNode, old: string, wanted: string): FlowNode {
  const cases: Json = JSON.parse(JSON.stringify(node.config.cases).replace(old, wanted));
  return withConfig(node, { cases });
}

function targetsOf({ next }: FlowNode, wanted: string): readonly string[] {
  return (next?.ports ?? []).find(({ port }) => port === wanted)?.targets ?? [];
}

function parametersOf({ follows }: Flow) {
  const [first] = Array.isArray(follows) ? follows : [follows ?? null];
  return isJsonObject(first) && isJsonObject(first.parameters) ? first.parameters : {};
}

function stagesOf(flow: Flow): readonly string[] {
  const { stages } = parametersOf(flow);
  return Array.isArray(stages) ? stages.map(String) : ['confirmed', 'shipped', 'invoiced', 'paid'];
}

function withParameter(flow: Flow, name: string, value: Json): Flow {
  return {
    ...flow,
    follows: [{ template: 'order-to-cash@1', parameters: { ...parametersOf(flow), [name]: value } }],
  };
}
