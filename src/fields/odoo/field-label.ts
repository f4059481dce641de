import type { FieldFacts } from '#flow/node-type/system-probe.ts';

/** A field as people read it: `Customer (partner_id)`; the bare name where Odoo was not asked. */
export function printField(name: string, fields: readonly FieldFacts[]): string {
  const fact = fields.find((known) => known.name === name);
  return fact === undefined ? name : `${fact.label} (${name})`;
}
