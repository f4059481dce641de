/**
 * Orders both sides get, oldest first, in no order of their numbers: where one came in does not tell where another is.
 * The wanted one is the tenth from the newest, as far as one is on average.
 */
export const orderNumbers: readonly string[] = Array.from(
  { length: 20 },
  (_, at) => `SO-${1001 + ((at * 7 + 16) % 20)}`,
);

/** The order somebody looks for. */
export const wantedOrder = 'SO-1007';

/** What the shop sends. */
export function shopOrder(number: string): Readonly<Record<string, unknown>> {
  return { id: `evt-${number}`, number, currency: 'EUR', lines: 3, total: 120 };
}

/** Names of the steps, the same on both sides; the fifth is the one that acts on another system. */
export const stepNames = [
  'Shop order received',
  'Build canonical order',
  'Count the lines',
  'Add the tax',
  'Create the order',
  'Summary',
] as const;

/** The step that is renamed; the summary refers to it. */
export const renamedStep = stepNames[1];

/** The name it gets. */
export const newName = 'Map to our order';

/** The fifth step. */
export const actionStep = stepNames[4];

/** What n8n calls when an order is set aside; in Penstock this is a step of its own. */
export const setAsideName = 'Set aside';

/** Steps of the large flow, the first included. */
export const largeSteps = 500;
