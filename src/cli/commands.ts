import type { Command } from './command.ts';
import { approvals } from './commands/approvals.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { check } from './commands/check.ts';
import { deadLetters } from './commands/dead-letters.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { doubts } from './commands/doubts.ts';
import { evalCommand } from './commands/eval.ts';
import { fmt } from './commands/fmt.ts';
import { hold, unhold } from './commands/hold.ts';
import { hookInstall } from './commands/hook.ts';
import { init } from './commands/init.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { runs } from './commands/runs.ts';
import { secretsList, secretsSet } from './commands/secrets.ts';
import { send } from './commands/send.ts';
import { serve } from './commands/serve.ts';
import { studio } from './commands/studio.ts';
import {
  keysNew,
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

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  init,
  check,
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
  keysNew,
  hookInstall,
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
  hold,
  unhold,
];
