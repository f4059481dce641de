import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';

/** `$item` and `$index` exist inside the body of an each. */
export const itemOutsideEach: CheckRule = {
  id: 'expression/item-outside-each',
  severity: 'error',
  title: '$item or $index is used outside an each',
  help: '`$item` and `$index` are the item and its place while the body of an each works on it. Elsewhere they give nothing. The key of an each is read from the item itself, so write its fields without `$item`.',
  *check({ expressions }) {
    for (const { place, variable } of findUses(expressions())) {
      if (variable.name !== 'item' && variable.name !== 'index') continue;
      if (place.node !== undefined && nearestScope(place.node, 'each') !== undefined) continue;
      const message = `The expression of ${ownerOf(place)} uses "$${variable.name}", which exists only inside the body of an each. Read the data that comes in instead.`;
      yield { ...whereIn(place, variable.offset), message };
    }
  },
};
