import type { Flow } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { Change } from './change.ts';
import { type Noted, noteChange } from './note-change.ts';
import { nameSteps, type Pairing, pairSteps } from './pair-steps.ts';

/** What differences are told with. */
export type DiffFacts = { readonly catalogue: NodeCatalogue };

/** Two versions of one flow, laid out to be compared. */
export type FlowPair = {
  readonly before: Flow;
  readonly after: Flow;
  readonly pairing: Pairing;
  readonly catalogue: NodeCatalogue;
  /** The flow in quotes, by its later name. */
  readonly name: string;
  /** A step of the earlier side in quotes. */
  readonly sayBefore: (id: string) => string;
  /** A step of the later side in quotes. */
  readonly sayAfter: (id: string) => string;
  readonly note: (noted: Noted) => Change;
};

/** Lays two versions of a flow out. */
export function pairFlow(before: Flow, after: Flow, file: string, { catalogue }: DiffFacts): FlowPair {
  const pairing = pairSteps(before, after);
  return {
    before,
    after,
    pairing,
    catalogue,
    name: `"${after.name}"`,
    sayBefore: nameSteps(pairing.stepsBefore),
    sayAfter: nameSteps(pairing.stepsAfter),
    note: (noted) => {
      const id = noted.node ?? '';
      const stepType = (pairing.stepsAfter.get(id) ?? pairing.stepsBefore.get(id))?.node.type;
      return noteChange({ flow: after.id, file, stepType, ...noted });
    },
  };
}
