import { expect, test } from 'vitest';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { reach } from './reach.ts';

const node = (id: string, ...targets: readonly string[]): FlowNode => ({
  id,
  type: 'map@1',
  config: {},
  ...(targets.length === 0 ? {} : { next: { short: false, ports: [{ port: 'done', targets, list: true }] } }),
});
const flow: Flow = {
  penstock: 1,
  id: 'f',
  name: 'F',
  nodes: [node('start', 'left', 'right'), node('left', 'end'), node('right'), node('end'), node('alone')],
  comments: new Map(),
};

test('everything a step leads to, and everything that leads to it, is found with the step itself', () => {
  expect(reach(flow, ['left'], 'downstream')).toEqual(['left', 'end']);
  expect(reach(flow, ['end'], 'upstream')).toEqual(['end', 'left', 'start']);
  expect(reach(flow, ['alone'], 'upstream')).toEqual(['alone']);
});

test('a circle in a broken flow ends the walk', () => {
  const round: Flow = { ...flow, nodes: [node('one', 'two'), node('two', 'one')] };

  expect(reach(round, ['one'], 'downstream')).toEqual(['one', 'two']);
});
