import { flowProperties } from './properties/flow-list.ts';
import { stepProperties } from './properties/step-list.ts';

/** Names that `is` and `isNot` of a rule may use. */
export const stepPropertyNames: ReadonlySet<string> = new Set(stepProperties.map(({ name }) => name));

/** Names that `flow` of a rule may use. */
export const flowPropertyNames: ReadonlySet<string> = new Set(flowProperties.map(({ name }) => name));
