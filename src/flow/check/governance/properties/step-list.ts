import type { StepProperty } from '../view.ts';
import { asksBeforeRepeat } from './asks-before-repeat.ts';
import { dropsRepeats } from './drops-repeats.ts';
import { financialWrite } from './financial-write.ts';
import { hasRetry } from './has-retry.ts';
import { hasTimeLimit } from './has-time-limit.ts';
import { keepsOrder } from './keeps-order.ts';
import { keepsSecretsOut } from './keeps-secrets-out.ts';
import { lastingInterface } from './lasting-interface.ts';
import { leavesStatesAlone } from './leaves-states-alone.ts';
import { namesCompany } from './names-company.ts';
import { namesLanguage } from './names-language.ts';
import { operationExists } from './operation-exists.ts';
import { reachesDeclaredHost } from './reaches-declared-host.ts';
import { safeToRepeat } from './safe-to-repeat.ts';
import { shortScript } from './short-script.ts';
import { signsTime } from './signs-time.ts';
import { writesMaster } from './writes-master.ts';

/** Every named property of steps, by name. */
export const stepProperties: readonly StepProperty[] = [
  asksBeforeRepeat,
  keepsSecretsOut,
  lastingInterface,
  dropsRepeats,
  financialWrite,
  hasRetry,
  hasTimeLimit,
  keepsOrder,
  namesCompany,
  namesLanguage,
  operationExists,
  reachesDeclaredHost,
  safeToRepeat,
  shortScript,
  signsTime,
  writesMaster,
  leavesStatesAlone,
];
