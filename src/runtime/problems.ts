import type { ProblemFacts } from '#flow/problem.ts';

/** What keeps a runtime, a trial run or a look at a data directory from starting. */
export const runtimeProblems: readonly ProblemFacts[] = [
  {
    code: 'run/no-trigger',
    title: 'The flow has no such trigger.',
    help: 'Name one of the triggers the sentence lists, or give the flow a first step that starts it.',
  },
  {
    code: 'store/no-database',
    title: 'The folder holds no database.',
    help: 'Name the data directory that a runtime was started with.',
  },
  {
    code: 'workspace/no-environment',
    title: 'The workspace has no environment of this name.',
    help: 'Name one of those the sentence lists, or add `environments/<name>.yaml`.',
  },
  {
    code: 'workspace/unsound-flows',
    title: 'Flows of the workspace have errors.',
    help: 'Run `penstock check` on the workspace and mend what it shows.',
  },
  {
    code: 'studio/live-environment',
    title: 'A studio does not serve an environment with `purpose: live`.',
    help: 'Start the studio with an environment for development or tests. For live, use `penstock serve`.',
  },
  {
    code: 'workspace/no-such-connection',
    title: 'There is no such Odoo connection.',
    help: 'Pickers ask the Odoo of a connection in the workspace. Pick one that is there, or connect Odoo first.',
  },
  {
    code: 'workspace/connection-not-bound',
    title: 'The environment does not say where the connection leads.',
    help: 'Give the connection a `url` and a `database` in the environment file.',
  },
];
