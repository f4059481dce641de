import type { Command } from './command.ts';
import { approvals } from './commands/approvals.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { check } from './commands/check.ts';
import { deadLetters } from './commands/dead-letters.ts';
import { demo } from './commands/demo.ts';
import { deploy } from './commands/deploy.ts';
import { deployments } from './commands/deployments.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { doubts } from './commands/doubts.ts';
import { environmentsCheck, environmentsCompare } from './commands/environments.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { fmt } from './commands/fmt.ts';
import { gitInstall, gitTextconv } from './commands/git-install.ts';
import { hold, unhold } from './commands/hold.ts';
import { hookInstall } from './commands/hook.ts';
import { init } from './commands/init.ts';
import { inspect } from './commands/inspect.ts';
import { keysList, keysNew, keysRevoke, keysTrust } from './commands/keys.ts';
import { merge } from './commands/merge.ts';
import { replay } from './commands/replay.ts';
import { rollback } from './commands/rollback.ts';
import { run } from './commands/run.ts';
import { runs } from './commands/runs.ts';
import { secretsList, secretsSet } from './commands/secrets.ts';
import { send } from './commands/send.ts';
import { serve } from './commands/serve.ts';
import { shadow } from './commands/shadow.ts';
import { sign } from './commands/sign.ts';
import { studio } from './commands/studio.ts';
import {
  templatesBind,
  templatesList,
  templatesNew,
  templatesPublish,
  templatesShow,
  templatesTest,
  templatesUpgrade,
  waive,
} from './commands/templates.ts';
import { test } from './commands/test.ts';
import { verify } from './commands/verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  init,
  check,
  diff,
  fmt,
  evalCommand,
  run,
  test,
  templatesList,
  templatesShow,
  templatesNew,
  templatesTest,
  templatesPublish,
  templatesBind,
  templatesUpgrade,
  waive,
  environmentsCompare,
  environmentsCheck,
  keysNew,
  keysList,
  keysTrust,
  keysRevoke,
  exportCommand,
  inspect,
  sign,
  verify,
  hookInstall,
  gitInstall,
  gitTextconv,
  merge,
  studio,
  serve,
  demo,
  secretsSet,
  secretsList,
  auditVerify,
  doctor,
  send,
  runs,
  approvals,
  deadLetters,
  replay,
  doubts,
  deploy,
  shadow,
  deployments,
  rollback,
  hold,
  unhold,
];
