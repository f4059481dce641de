import type { FlowProperty } from '../view.ts';
import { answersAlways } from './answers-always.ts';
import { answersInTime } from './answers-in-time.ts';
import { answersOnce } from './answers-once.ts';
import { assistedChangesApproved } from './assisted-changes-approved.ts';
import { caseNamed } from './case-named.ts';
import { credentialsApart } from './credentials-apart.ts';
import { decisionRecorded } from './decision-recorded.ts';
import { enrichmentOptional } from './enrichment-optional.ts';
import { environmentsApart } from './environments-apart.ts';
import { failuresLeadSomewhere } from './failures-lead-somewhere.ts';
import { failuresSetAside } from './failures-set-aside.ts';
import { failuresTested } from './failures-tested.ts';
import { headerKeepsSecretsOut } from './header-keeps-secrets-out.ts';
import { marksStages } from './marks-stages.ts';
import { odooUserApart } from './odoo-user-apart.ts';
import { ownQueueCounted } from './own-queue-counted.ts';
import { referencesPinned } from './references-pinned.ts';
import { replaysWhatWasChecked } from './replays-what-was-checked.ts';
import { retriesBounded } from './retries-bounded.ts';
import { rightsNeeded } from './rights-needed.ts';
import { saysWhatDepends } from './says-what-depends.ts';
import { scoredRealtime } from './scored-realtime.ts';
import { silenceApprovesNothing } from './silence-approves-nothing.ts';
import { sizeReadable } from './size-readable.ts';
import { stagesInOrder } from './stages-in-order.ts';
import { sweepsOdoo } from './sweeps-odoo.ts';
import { totalsCompared } from './totals-compared.ts';
import { waysTested } from './ways-tested.ts';
import { withinDeclaredConcurrency } from './within-declared-concurrency.ts';

/** Every named property of flows, by name. */
export const flowProperties: readonly FlowProperty[] = [
  scoredRealtime,
  answersAlways,
  answersOnce,
  answersInTime,
  ownQueueCounted,
  replaysWhatWasChecked,
  totalsCompared,
  failuresTested,
  enrichmentOptional,
  stagesInOrder,
  marksStages,
  caseNamed,
  silenceApprovesNothing,
  withinDeclaredConcurrency,
  odooUserApart,
  sweepsOdoo,
  failuresSetAside,
  assistedChangesApproved,
  credentialsApart,
  decisionRecorded,
  environmentsApart,
  failuresLeadSomewhere,
  headerKeepsSecretsOut,
  referencesPinned,
  retriesBounded,
  rightsNeeded,
  saysWhatDepends,
  sizeReadable,
  waysTested,
];
