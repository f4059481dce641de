import { type Environment, numberIn } from '../environment.ts';

/** Rounds to cents the way totals are shown; half a cent goes up. */
export function roundMoney(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100;
}

/** The sum of percentage taxes as a factor: 15 % is 0.15. */
export function taxRate(env: Environment, taxes: readonly number[]): number {
  return taxes.reduce((sum, id) => sum + numberIn(env.store.get('account.tax', id)?.values.amount) / 100, 0);
}
