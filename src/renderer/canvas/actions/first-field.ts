import type { FlowNode } from '#flow/flow.ts';
import { manifestOf } from '../../document/catalogue.ts';

/** Path of the field a person must fill in first: the first required one without a value, else the first of all. */
export function firstFieldOf(node: FlowNode): string | undefined {
  // A new branch begins with a case that is always true: what it should ask is what a person fills in.
  if (node.type.startsWith('branch@')) return 'config.cases.0.when';
  const fields = Object.entries(manifestOf(node)?.config.shape ?? {});
  const missing = fields.find(([key, schema]) => node.config[key] === undefined && !acceptsNothing(schema));
  const key = (missing ?? fields[0])?.[0];
  return key === undefined ? undefined : `config.${key}`;
}

function acceptsNothing(schema: unknown): boolean {
  const judge = typeof schema === 'object' && schema !== null && 'safeParse' in schema ? schema.safeParse : undefined;
  if (typeof judge !== 'function') return true;
  const judged: unknown = judge.call(schema, undefined);
  return typeof judged === 'object' && judged !== null && 'success' in judged && judged.success === true;
}
