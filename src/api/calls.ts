import { conflictCalls } from './conflicts.ts';
import { connectingCalls } from './connecting.ts';
import { contractCalls } from './contracts.ts';
import { deploymentCalls } from './deployments.ts';
import { environmentCalls } from './environments.ts';
import { governanceCalls } from './governance.ts';
import { hookCalls } from './hooks.ts';
import { linkedCalls } from './linked.ts';
import { operationCalls } from './operations.ts';
import { registryCalls } from './registry.ts';
import { reviewCalls } from './reviews.ts';
import { runCalls } from './runs.ts';
import { testingCalls } from './testing.ts';
import { versionCalls } from './versions.ts';
import { workCalls } from './work.ts';
import { workspaceCalls } from './workspace.ts';

/** The whole API: one row per call. Server, client, API document and the role test are derived from this table. */
export const calls = [
  ...operationCalls,
  ...deploymentCalls,
  ...runCalls,
  ...workCalls,
  ...workspaceCalls,
  ...registryCalls,
  ...testingCalls,
  ...hookCalls,
  ...connectingCalls,
  ...contractCalls,
  ...governanceCalls,
  ...reviewCalls,
  ...conflictCalls,
  ...versionCalls,
  ...environmentCalls,
  ...linkedCalls,
] as const;

/** One row of the API, as a union. */
export type ApiCall = (typeof calls)[number];

/** The row with this id. */
export type ApiCallOf<Id extends ApiCall['id']> = Extract<ApiCall, { readonly id: Id }>;
