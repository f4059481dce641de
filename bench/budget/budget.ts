/** One figure that may not grow beyond a limit. */
export type Budget = {
  readonly budget: string;
  readonly figure: number;
  readonly limit: number;
  readonly unit: 'ms' | 'MB' | 'kB' | 'elements' | 'count' | '%';
};

/** True when the figure is within its limit. */
export function isKept({ figure, limit }: Budget): boolean {
  return figure <= limit;
}

/** The line of one budget: JSON, so that a pipeline can read it. */
export function printBudget(budget: Budget): string {
  return JSON.stringify({ ...budget, figure: Math.round(budget.figure * 10) / 10, kept: isKept(budget) });
}
