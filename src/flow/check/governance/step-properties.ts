import type { ExaminedNode } from '../examination.ts';
import { stepProperties } from './properties/step-list.ts';
import type { PropertyAnswer, StepProperty, View, Violation } from './view.ts';

const byName: ReadonlyMap<string, StepProperty> = new Map(stepProperties.map((property) => [property.name, property]));

/** Asks a named property of a step; undefined where it is unknown. A name nobody declared is a bug of the reader. */
export function askProperty(name: string, node: ExaminedNode, view: View): boolean | undefined {
  const answer = ask(name, node, view);
  if (typeof answer === 'object') return answer.isUnknown === true ? undefined : false;
  return answer;
}

/** Asks a named property for a finding: true, or what stands against it. */
export function answerOf(name: string, node: ExaminedNode, view: View): true | Omit<Violation, 'node'> {
  const answer = ask(name, node, view);
  if (typeof answer === 'object') return answer;
  if (answer === true) return true;
  return answer === undefined ? { isUnknown: true } : {};
}

function ask(name: string, node: ExaminedNode, view: View): PropertyAnswer {
  const property = byName.get(name);
  if (property === undefined)
    throw new Error(`There is no property "${name}"; reading the template should have said so.`);
  return property.ask(node, view);
}
