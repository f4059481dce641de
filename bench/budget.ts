// `npm run budget`: what the designer may cost. Counted budgets first, then timed ones; --counted leaves the timed out.
import { startBrowser } from '../test/e2e/rig/browser.ts';
import { startStudio } from '../test/e2e/rig/studio.ts';
import { setup } from '../test/setup/built-product.ts';
import { type Budget, isKept, printBudget } from './budget/budget.ts';
import { countedBudgets } from './budget/counted.ts';
import { writeLargeFlow } from './budget/large-flow.ts';
import { timedBudgets } from './budget/timed.ts';

await setup();
const budgets: Budget[] = [];
{
  await using studio = await startStudio({
    prepare: async (workspace) => {
      for (const steps of [10, 500, 1_000]) await writeLargeFlow(workspace, steps);
    },
  });
  await using browser = await startBrowser();
  budgets.push(...(await countedBudgets(browser, studio, 'large-500')));
  if (!process.argv.includes('--counted')) {
    budgets.push(
      ...(await timedBudgets(browser, studio, { small: 'large-10', of500: 'large-500', of1000: 'large-1000' })),
    );
  }
}
for (const budget of budgets) console.log(printBudget(budget));
const missed = budgets.filter((budget) => !isKept(budget));
console.log(`${budgets.length - missed.length} budgets kept, ${missed.length} missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
