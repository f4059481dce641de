import { fieldClasses } from '#flow/contract/field-classes.ts';
import { allNodes, type Flow } from '#flow/flow.ts';
import { createMasker } from '#flow/flow-test/mask.ts';
import type { Json, JsonObject } from '#flow/json.ts';
import { sampleName } from '../data/sample-paths.ts';

/** Where the input of a test came from. Runs, records and calls are real: what is kept of them is masked. */
export type InputSource = 'sample' | 'pasted' | 'run' | 'record' | 'call';

/** What a test starts with. */
export type ChosenInput = {
  readonly source: InputSource;
  /** How it is called on screen. */
  readonly label: string;
  /** The file, for a sample that was not edited. */
  readonly path?: string;
  /** The JSON text; absent for a file, which is read when it is needed. */
  readonly text?: string;
};

/** A sample as the input of a test. */
export function sampleInput(path: string): ChosenInput {
  return { source: 'sample', label: sampleName(path), path };
}

/** True where the data came from a real system or a real person. */
export function isReal({ source }: Pick<ChosenInput, 'source'>): boolean {
  return source === 'run' || source === 'record' || source === 'call';
}

/** A value with personal data replaced, and how many different values were. */
export type Masked = { readonly value: Json; readonly count: number };

/** Hides personal data, by what the agreed shape says of its fields and by what looks like it. */
export function maskValue(value: Json, contract: JsonObject | undefined): Masked {
  const masker = createMasker();
  const masked = masker.mask(value, contract === undefined ? new Map() : fieldClasses(contract));
  return { value: masked, count: masker.count() };
}

/** Name of the agreed shape of what a trigger hands on; undefined where it names none. */
export function contractNameOf(config: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return typeof config?.contract === 'string' ? config.contract : undefined;
}

/** Ids of every step, those inside scopes included. */
export function stepIds(flow: Flow): ReadonlySet<string> {
  return new Set([...allNodes(flow.nodes)].map(({ id }) => id));
}

/** Steps that ask people. */
export function approvalsOf(flow: Flow) {
  return [...allNodes(flow.nodes)].filter(({ type }) => type.startsWith('approval@'));
}

/**
 * What people call this event: the value of the flow's correlation where that is a plain path, such as an order number.
 *
 * @returns undefined where the flow computes it, or the input has none
 */
export function businessKeyIn(flow: Pick<Flow, 'correlation'>, input: unknown): string | undefined {
  const { correlation } = flow;
  if (typeof correlation !== 'string' || !/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(correlation)) return undefined;
  let value = input;
  for (const name of correlation.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    // Checked a line above: an object that has this member.
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : undefined;
}
