import type { Edit } from '../../edit/edit.ts';
import type { ExpressionPlace } from '../expressions.ts';
import { fieldsOf } from '../fields.ts';

/**
 * The edit that puts other text in the place of a piece of an expression; none where the expression does not stand
 * in a field of a step, or where the piece is written another way than expected, such as between backticks.
 *
 * @param offset where the piece begins in the expression
 */
export function replaceText(place: ExpressionPlace, offset: number, from: string, to: string): readonly Edit[] {
  const at = place.offset + offset;
  const { node, text } = place;
  if (node === undefined || !text.startsWith(from, at)) return [];
  const value = text.slice(0, at) + to + text.slice(at + from.length);
  if (place.path === `${node.path}.key`) {
    return [{ edit: 'set-node', arguments: { node: node.id, key: 'key', value } }];
  }
  for (const field of fieldsOf(node)) {
    const isComputed = place.path === `${field.path}.$`;
    if (!isComputed && place.path !== field.path) continue;
    const path = isComputed ? [...field.keys, '$'] : [...field.keys];
    return [{ edit: 'set-config', arguments: { node: node.id, path, value } }];
  }
  return [];
}
