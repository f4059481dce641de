import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';
import { offerFix } from './offer-fix.ts';
import { replaceText } from './replace-text.ts';

/** `$item` and `$index` exist inside the body of an each. */
export const itemOutsideEach: CheckRule = {
  id: 'expression/item-outside-each',
  severity: 'error',
  title: '$item or $index is used outside For each',
  help: '`$item` and `$index` are the item and its place while For each works on it. Elsewhere they give nothing. The key of For each is read from the item itself, so write its fields without `$item`.',
  *check({ expressions }) {
    for (const { place, variable } of findUses(expressions())) {
      if (variable.name !== 'item' && variable.name !== 'index') continue;
      if (place.node !== undefined && nearestScope(place.node, 'each') !== undefined) continue;
      const isOwnKey = place.node?.type === 'each' && place.path === `${place.node.path}.config.key`;
      const advice = isOwnKey ? 'Write its fields without it.' : 'Read what comes in instead.';
      const message = `The expression of ${ownerOf(place)} uses "$${variable.name}", which exists only inside For each. ${advice}`;
      const isBare = isOwnKey && variable.name === 'item' && variable.field !== undefined;
      const edits = isBare ? replaceText(place, variable.offset, '$item.', '') : [];
      yield { ...whereIn(place, variable.offset), message, ...offerFix('Write it without $item', edits) };
    }
  },
};
