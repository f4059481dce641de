import type { TriedFlow, TriedStep } from '../data/tries.ts';
import type { EdgeId } from '../document/view.ts';

/** One side of what is looked at. `has` tells an absent value from null. */
export type Side = { readonly value: unknown; readonly has: boolean };

/** A side that holds nothing. */
export const nothing: Side = { value: undefined, has: false };

/** Every time a step ran in a run, those that were reached first. */
export function timesOf({ steps }: TriedFlow, node: string): readonly TriedStep[] {
  const own = steps.filter((step) => step.node === node);
  return own.toSorted((one, other) => Number(isReached(other)) - Number(isReached(one)));
}

/** True for a step that began. */
export function isReached({ state }: Pick<TriedStep, 'state'>): boolean {
  return state !== 'skipped' && state !== 'ready';
}

/** The step that began last in a run. */
export function lastReached({ steps }: TriedFlow): TriedStep | undefined {
  return steps.findLast(isReached);
}

/** What came into a step. */
export function inputOf(step: TriedStep | undefined): Side {
  return step?.input === undefined ? nothing : { value: step.input, has: true };
}

/** What a step handed on. */
export function outputOf(step: TriedStep | undefined): Side {
  return step?.output === undefined ? nothing : { value: step.output, has: true };
}

/** What went along an edge: what its step handed on each time it took that outcome, one value or a list of them. */
export function alongEdge(tried: TriedFlow, { from, port }: EdgeId): Side {
  const values = timesOf(tried, from)
    .filter(({ ports, output }) => ports.includes(port) && output !== undefined)
    .map(({ output }) => output);
  if (values.length === 0) return nothing;
  return { value: values.length === 1 ? values[0] : values, has: true };
}

/** How often an edge delivered in a run. */
export function countAlong({ edges }: TriedFlow, { from, port, to }: EdgeId): number {
  return edges
    .filter((edge) => edge.from === from && edge.port === port && edge.to === to)
    .reduce((sum, { count }) => sum + count, 0);
}

/** How long a time took, in words a person reads: `0.4 s`, `12 min`, `8 h`. */
export function printDuration(ms: number, language: string): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
  ] as const;
  const [unit, size] = units.find(([, least]) => ms >= least) ?? units[3];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(ms / size);
}
