import { flowProperties } from './properties/flow-list.ts';
import type { FlowProperty, View, Violation } from './view.ts';

const byName: ReadonlyMap<string, FlowProperty> = new Map(flowProperties.map((property) => [property.name, property]));

/** Asks a named property of a flow: every place that stands against it. */
export function askFlowProperty(name: string, view: View): Iterable<Violation> {
  const property = byName.get(name);
  if (property === undefined)
    throw new Error(`There is no property "${name}"; reading the template should have said so.`);
  return property.ask(view);
}
