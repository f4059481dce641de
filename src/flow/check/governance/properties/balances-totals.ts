import { isJsonObject } from '../../../json.ts';
import { readExpression, type SyntaxNode } from '../../read-expression.ts';
import { pathsIn } from '../syntax.ts';
import type { StepProperty } from '../view.ts';

/** A reconcile adds up what became of everything that was read. */
export const balancesTotals: StepProperty = {
  name: 'balances-totals',
  says: 'A reconcile with a total of which one side is a count, and the other a sum of counts.',
  ask({ type, node, path }) {
    if (type !== 'reconcile') return false;
    const { totals } = node.config;
    const isBalanced =
      Array.isArray(totals) && totals.some((one) => isJsonObject(one) && balances(one.left, one.right));
    return isBalanced || { path: `${path}.config.totals` };
  },
};

function balances(left: unknown, right: unknown): boolean {
  if (typeof left !== 'string' || typeof right !== 'string' || left.trim() === right.trim()) return false;
  const [one, other] = [readExpression(left), readExpression(right)];
  if (!one.ok || !other.ok || !readsData(one.tree) || !readsData(other.tree)) return false;
  return isSum(one.tree) || isSum(other.tree);
}

function readsData(tree: SyntaxNode): boolean {
  return pathsIn(tree).some(({ names }) => names.length > 0);
}

function isSum(tree: SyntaxNode): boolean {
  if (tree.type === 'block') return tree.expressions?.some(isSum) === true;
  return (
    (tree.type === 'binary' && tree.value === '+') || (tree.type === 'function' && tree.procedure?.value === 'sum')
  );
}
