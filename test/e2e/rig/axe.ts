import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe says against a page, as far as it is serious or critical: rule, and where. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, past the page's own policy, which forbids scripts that are not its own.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: `${axe.source};0` });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'] }).then((found) => JSON.stringify(found.violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | '))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  // The expression above gives a list of texts.
  return JSON.parse(String(result.value)) as readonly string[];
}
