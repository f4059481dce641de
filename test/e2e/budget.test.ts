import { beforeAll, expect, test } from 'vitest';
import { type Budget, isHeld, printBudget } from '../../bench/budget/budget.ts';
import { countedBudgets, countedNames } from '../../bench/budget/counted.ts';
import { writeLargeFlow } from '../../bench/budget/large-flow.ts';
import { startBrowser } from './rig/browser.ts';
import { startStudio } from './rig/studio.ts';

let budgets: readonly Budget[] = [];

beforeAll(async () => {
  await using studio = await startStudio({
    prepare: async (workspace) => {
      await writeLargeFlow(workspace, 500);
    },
  });
  await using browser = await startBrowser();
  budgets = await countedBudgets(browser, studio, 'large-500');
});

test.for(countedNames)(
  'the counted budget %s is kept, or no further from its limit than it was',
  async (name, { annotate }) => {
    const budget = budgets.find((one) => one.budget === name);

    if (budget === undefined) throw new Error(`Nothing was counted for "${name}".`);
    await annotate(printBudget(budget));
    expect(isHeld(budget), printBudget(budget)).toBe(true);
  },
);
