import { expect, test } from 'vitest';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { nodeManifests } from '#nodes/manifests.ts';
import { type FactsAtHand, settingsAtHand } from './settings-at-hand.ts';

const nothing: FactsAtHand = { connections: [], approvalGroups: [] };

function manifest(type: string) {
  const found = nodeManifests.find((one) => one.type === type);
  if (found === undefined) throw new Error(type);
  return found;
}

function flowOf(...nodes: readonly FlowNode[]): Flow {
  return { penstock: 1, id: 'f', name: 'F', nodes, comments: new Map() };
}

function odoo(id: string, operations: readonly string[]): FactsAtHand['connections'][number] {
  return { value: { id, kind: 'odoo', allow: { operations } } };
}

const hook: FlowNode = {
  id: 'hook',
  type: 'webhook@1',
  config: { contract: 'order@1' },
  next: { short: true, ports: [{ port: 'out', targets: ['limit'], list: false }] },
};
const limit: FlowNode = { id: 'limit', type: 'branch@1', config: {} };

test('a call gets the only connection of its kind, and the only operation that one allows', () => {
  const facts = { ...nothing, connections: [odoo('main', ['order.create', 'model.call'])] };

  const settings = settingsAtHand(flowOf(), manifest('odoo'), {}, facts);

  expect(settings).toEqual([
    { key: 'connection', value: 'main' },
    { key: 'operation', value: 'order.create' },
  ]);
});

test('of several connections the one the flow uses is taken, and of several operations none', () => {
  const facts = { ...nothing, connections: [odoo('main', ['order.create', 'order.cancel']), odoo('other', [])] };
  const step: FlowNode = { id: 'a', type: 'odoo@1', config: { connection: 'main' } };

  expect(settingsAtHand(flowOf(step), manifest('odoo'), {}, facts)).toEqual([{ key: 'connection', value: 'main' }]);
  expect(settingsAtHand(flowOf(), manifest('odoo'), {}, facts)).toEqual([]);
});

test('a check gets the agreed shape of what arrives, through steps that hand on what came in', () => {
  const place = { after: { node: 'limit', port: 'yes' } };

  const settings = settingsAtHand(flowOf(hook, limit), manifest('validate'), place, nothing);

  expect(settings).toEqual([{ key: 'contract', value: 'order@1' }]);
});

test('what is set aside goes to the group that looks after the rest, unless the flow has an owner', () => {
  const aside: FlowNode = { id: 'aside', type: 'dead-letter@1', config: { owner: 'sales' } };

  const settings = settingsAtHand(flowOf(aside), manifest('dead-letter'), {}, nothing);
  const owned = settingsAtHand({ ...flowOf(aside), owner: 'ops' }, manifest('dead-letter'), {}, nothing);

  expect(settings).toEqual([{ key: 'owner', value: 'sales' }]);
  expect(owned).toEqual([]);
});

test('the only group of people that can decide is asked', () => {
  const facts = { ...nothing, approvalGroups: ['sales-managers'] };

  expect(settingsAtHand(flowOf(), manifest('approval'), {}, facts)).toEqual([
    { key: 'group', value: 'sales-managers' },
  ]);
});
