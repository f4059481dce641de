import { formatInstant } from '#flow/instant.ts';
import type { Clock } from '../engine/ports.ts';
import { type Governance, readGovernance } from './governance.ts';
import type { Workspace } from './workspace.ts';

/** Everything flows are held against, with the day it was told. */
export type GovernanceFacts = {
  readonly governance: Governance;
  readonly workspace: Workspace;
  /** `YYYY-MM-DD`. */
  readonly today: string;
};

/** Tells what flows are held against. */
export type GovernanceDesk = { readonly facts: () => Promise<GovernanceFacts> };

/** Makes the desk; everything is read anew each time, because architects edit files too. */
export function createGovernanceDesk(parts: {
  readonly workspace: () => Promise<Workspace>;
  readonly clock: Pick<Clock, 'now'>;
}): GovernanceDesk {
  return {
    facts: async () => {
      const workspace = await parts.workspace();
      const governance = await readGovernance(workspace);
      return { governance, workspace, today: formatInstant(parts.clock.now()).slice(0, 10) };
    },
  };
}
