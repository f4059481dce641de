import type { FlowProperty } from '../view.ts';
import { assistedChangesApproved } from './assisted-changes-approved.ts';
import { credentialsApart } from './credentials-apart.ts';
import { decisionRecorded } from './decision-recorded.ts';
import { environmentsApart } from './environments-apart.ts';
import { failuresLeadSomewhere } from './failures-lead-somewhere.ts';
import { referencesPinned } from './references-pinned.ts';
import { retriesBounded } from './retries-bounded.ts';
import { rightsNeeded } from './rights-needed.ts';
import { sizeReadable } from './size-readable.ts';
import { waysTested } from './ways-tested.ts';

/** Every named property of flows, by name. */
export const flowProperties: readonly FlowProperty[] = [
  assistedChangesApproved,
  credentialsApart,
  decisionRecorded,
  environmentsApart,
  failuresLeadSomewhere,
  referencesPinned,
  retriesBounded,
  rightsNeeded,
  sizeReadable,
  waysTested,
];
