import type { StepProperty } from '../view.ts';
import { answersAtOnce } from './answers-at-once.ts';
import { asksBeforeRepeat } from './asks-before-repeat.ts';
import { balancesTotals } from './balances-totals.ts';
import { beforeAnswer } from './before-answer.ts';
import { callsNamedOperation } from './calls-named-operation.ts';
import { canBeUndone } from './can-be-undone.ts';
import { confirmsPayment } from './confirms-payment.ts';
import { counterEntriesOnly } from './counter-entries-only.ts';
import { decidesByStatus } from './decides-by-status.ts';
import { dropsRepeats } from './drops-repeats.ts';
import { failureHasWay } from './failure-has-way.ts';
import { financialWrite } from './financial-write.ts';
import { flowChecksShape } from './flow-checks-shape.ts';
import { flowDropsRepeats } from './flow-drops-repeats.ts';
import { givesUpInTime } from './gives-up-in-time.ts';
import { hasCutoff } from './has-cutoff.ts';
import { hasRetry } from './has-retry.ts';
import { hasStartWindow } from './has-start-window.ts';
import { hasTimeLimit } from './has-time-limit.ts';
import { keepsOrder } from './keeps-order.ts';
import { keepsOriginalKey } from './keeps-original-key.ts';
import { keepsSecretsOut } from './keeps-secrets-out.ts';
import { keyNamesPeriod } from './key-names-period.ts';
import { keyOutlivesRun } from './key-outlives-run.ts';
import { lastingInterface } from './lasting-interface.ts';
import { leavesOdooNames } from './leaves-odoo-names.ts';
import { leavesStatesAlone } from './leaves-states-alone.ts';
import { letsMoneyMove } from './lets-money-move.ts';
import { namesCompany } from './names-company.ts';
import { namesLanguage } from './names-language.ts';
import { operationExists } from './operation-exists.ts';
import { postsInvoice } from './posts-invoice.ts';
import { provesSender } from './proves-sender.ts';
import { reachesDeclaredHost } from './reaches-declared-host.ts';
import { readsByOperation } from './reads-by-operation.ts';
import { remembersDeliveries } from './remembers-deliveries.ts';
import { repeatsByName } from './repeats-by-name.ts';
import { repeatsKnownBySender } from './repeats-known-by-sender.ts';
import { safeToRepeat } from './safe-to-repeat.ts';
import { saysWhomItMails } from './says-whom-it-mails.ts';
import { shapeWithoutOdooNames } from './shape-without-odoo-names.ts';
import { shortScript } from './short-script.ts';
import { signsTime } from './signs-time.ts';
import { startsSometime } from './starts-sometime.ts';
import { takesNoOdooCalls } from './takes-no-odoo-calls.ts';
import { translatesFirst } from './translates-first.ts';
import { undoStep } from './undo-step.ts';
import { watchesChildren } from './watches-children.ts';
import { withinHalfVendorLimit } from './within-half-vendor-limit.ts';
import { withinVendorLimit } from './within-vendor-limit.ts';
import { writesMaster } from './writes-master.ts';

/** Every named property of steps, by name. */
export const stepProperties: readonly StepProperty[] = [
  failureHasWay,
  givesUpInTime,
  beforeAnswer,
  keepsOriginalKey,
  saysWhomItMails,
  postsInvoice,
  confirmsPayment,
  counterEntriesOnly,
  letsMoneyMove,
  canBeUndone,
  undoStep,
  watchesChildren,
  readsByOperation,
  shapeWithoutOdooNames,
  leavesOdooNames,
  translatesFirst,
  takesNoOdooCalls,
  flowChecksShape,
  flowDropsRepeats,
  repeatsKnownBySender,
  answersAtOnce,
  remembersDeliveries,
  provesSender,
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
  balancesTotals,
  callsNamedOperation,
  decidesByStatus,
  hasCutoff,
  hasStartWindow,
  keyNamesPeriod,
  keyOutlivesRun,
  withinHalfVendorLimit,
  withinVendorLimit,
  repeatsByName,
  startsSometime,
];
