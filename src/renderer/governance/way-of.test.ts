import { expect, test } from 'vitest';
import { openFlow } from '#flow/text/parse.ts';
import { catalogue } from '../document/catalogue.ts';
import { wayOf } from './way-of.ts';

const text = `penstock: 1
id: orders
name: Orders
nodes:
  begin:
    type: manual@1
    next: again
  again:
    type: retry@1
    config:
      attempts: 2
    body:
      shape:
        type: map@1
        config:
          expression: $
`;

test('steps and edges of a way are lit, and what a step stands in', () => {
  const { flow, problems } = openFlow(text, catalogue);
  if (flow === undefined) throw new Error(problems[0]?.message);

  const way = wayOf(flow, { paths: [[{ node: 'begin', port: 'success' }, { node: 'again' }], [{ node: 'shape' }]] });

  expect([...(way?.steps ?? [])]).toEqual(['begin', 'again', 'shape']);
  expect([...(way?.edges ?? [])]).toEqual(['begin:success:again']);
  expect(wayOf(flow, {})).toBeUndefined();
});
