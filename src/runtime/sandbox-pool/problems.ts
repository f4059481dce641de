import type { FailureFact } from '#flow/node-type/manifest.ts';

/** Failures of evaluations whose child was ended, missing, or never asked. */
export const sandboxPoolFailures: readonly FailureFact[] = [
  {
    code: 'sandbox/killed',
    kind: 'permanent',
    title: 'An evaluation went over the limits of the sandbox and was stopped, twice.',
    help: 'The detail names the limit. Look for a loop, a costly search pattern or a huge value in the step.',
  },
  {
    code: 'sandbox/unavailable',
    kind: 'transient',
    title: 'The sandbox cannot be started, so nothing is evaluated.',
    help: 'Run `penstock doctor` on the machine of the runtime; it says what is missing. Work goes on by itself afterwards.',
  },
  {
    code: 'sandbox/closed',
    kind: 'transient',
    title: 'The runtime is stopping and evaluates nothing any more.',
    help: 'Nothing is lost: the step is evaluated after the next start. Calls from outside are to be sent again.',
  },
  {
    code: 'sandbox/request-too-large',
    kind: 'permanent',
    title: 'The data of a step is too large to evaluate.',
    help: 'Pass less data on in the steps before, or split it with For each.',
  },
];
