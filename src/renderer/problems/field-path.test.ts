import { expect, test } from 'vitest';
import { fieldPathOf } from './field-path.ts';

test.each([
  ['map_order', 'nodes.map_order.config.expression', 'config.expression'],
  ['reserve', 'nodes.each_line.body.reserve.config.connection', 'config.connection'],
  ['map_order', 'nodes.map_order', undefined],
  ['map_order', undefined, undefined],
])('the field of %s at %s is %s', (node, path, field) => {
  expect(fieldPathOf({ node, ...(path === undefined ? {} : { path }) })).toBe(field);
});
