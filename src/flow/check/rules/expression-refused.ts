import { ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';
import { quoteSentence } from './list-names.ts';

/** Every expression is JSONata. */
export const expressionRefused: CheckRule = {
  id: 'expression/refused',
  severity: 'error',
  title: 'An expression cannot be read',
  help: 'The text is not JSONata; the finding names the line and column inside the expression where reading stopped. Often a bracket, a quote or a comma is missing just before that place.',
  *check({ expressions }) {
    for (const place of expressions()) {
      if (place.read.ok) continue;
      const where = whereIn(place, place.read.offset);
      const { line, column } = where.position ?? { line: 1, column: 1 };
      const message = `The expression of ${ownerOf(place)} stops at line ${line}, column ${column}: ${quoteSentence(place.read.message)}. Correct it there or just before.`;
      yield { ...where, message };
    }
  },
};
