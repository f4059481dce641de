import type { FailureFact } from '#flow/node-type/manifest.ts';
import type { ProblemFacts } from '#flow/problem.ts';

/** Failures of steps and runs that the interpreter and the engine name themselves. */
export const engineFailures: readonly FailureFact[] = [
  {
    code: 'effect/timeout',
    kind: 'timeout',
    title: 'A step gave no answer inside its time limit, and did not stop when asked to.',
    help: 'A write may have taken effect: it is sent again only where that is safe, else a person decides. Raise `timeout` if the system needs longer.',
  },
  {
    code: 'effect/request-changed',
    kind: 'validation',
    title: 'The same write was already done with another request.',
    help: 'Two requests share one key. Check `key:` of the step, or replay with `--again` to send it on purpose.',
  },
  {
    code: 'effect/given-up',
    kind: 'permanent',
    title: 'A person gave the step up while its outcome was unclear.',
    help: 'The audit trail holds who and why. Look in the target whether it happened before anything is done again.',
  },
  {
    code: 'engine/node-broke',
    kind: 'transient',
    title: 'A step broke inside Penstock.',
    help: 'This is a defect of the product; the log holds the details, so report it. A step that only computes is not tried again, because it would break the same way.',
  },
  {
    code: 'engine/no-failure',
    kind: 'permanent',
    title: 'An attempt ended without an outcome and without a failure.',
    help: 'This is a defect of the node type. Report it with the type of the step.',
  },
  {
    code: 'flow/failed',
    kind: 'permanent',
    title: 'The flow ended this with a failure of its own.',
    help: 'A Fail step without a code was reached. Give it `code` and `message`, so that operators know what happened.',
  },
  {
    code: 'flow/set-aside',
    kind: 'permanent',
    title: 'The steps inside a scope set the event aside.',
    help: 'Look under what is set aside for the event, its owner and the hint; replay it from there.',
  },
];

/** What the engine refuses: events, and commands of people. */
export const engineProblems: readonly ProblemFacts[] = [
  {
    code: 'approval/unknown',
    title: 'There is no such approval for you.',
    help: 'Look at the list again. Approvals of groups you are not in are not shown.',
  },
  {
    code: 'approval/closed',
    title: 'The approval is not open any more.',
    help: 'It was decided, has expired or was withdrawn with its run. The page of the run shows which.',
  },
  {
    code: 'approval/excluded',
    title: 'You may not decide this approval.',
    help: 'The flow excludes people who take part in what is to be approved. Ask another member of the group.',
  },
  {
    code: 'approval/voted',
    title: 'You have already decided.',
    help: 'The approval waits for further people. Nothing is to be done by you.',
  },
  {
    code: 'approval/shown-changed',
    title: 'What you were shown is not what is to be decided.',
    help: 'Open the approval again, read it, and decide then.',
  },
  {
    code: 'approval/form-invalid',
    title: 'The form of the approval is not filled in as it must be.',
    help: 'The sentence names the field and what it takes. Correct it and decide again.',
  },
  {
    code: 'dead-letter/unknown',
    title: 'There is nothing set aside under this id.',
    help: 'Look at the list again and copy the id from there.',
  },
  {
    code: 'dead-letter/closed',
    title: 'This was already replayed or closed.',
    help: 'Its page shows by whom and when. Replay the run it led to if that failed again.',
  },
  {
    code: 'doubt/none',
    title: 'No write of this step is unclear.',
    help: 'Somebody settled it before, or the path is another one. Look at the list of unclear writes again.',
  },
  {
    code: 'engine/broke',
    title: 'The runtime could not carry a command out.',
    help: 'The log holds the details. Look at the run before trying again: the command may have taken effect.',
  },
  {
    code: 'engine/not-taking-events',
    title: 'The runtime takes no events for this flow now.',
    help: 'It is stopping, or the flow is not live. Send the event again later, or deploy the flow.',
  },
  {
    code: 'ingress/no-key',
    title: 'A key of the trigger gave nothing for this event.',
    help: 'Keys must come out as text or as a whole number. Name a field that every event carries.',
  },
  {
    code: 'lane/not-parked',
    title: 'The run waits for no missing number.',
    help: 'The event arrived meanwhile, or somebody let the lane go on. Look at the run again.',
  },
  {
    code: 'replay/under-way',
    title: 'This is being replayed already.',
    help: 'Wait a moment and look at the list of runs; the new run is linked to the old one.',
  },
  {
    code: 'run/unknown',
    title: 'There is no such run.',
    help: 'Look at the list of runs again and copy the id from there.',
  },
  {
    code: 'run/not-open',
    title: 'The run does not exist or is already over.',
    help: 'Final states never change. Replay the run to work on its event again.',
  },
  {
    code: 'run/still-open',
    title: 'The run is not over yet.',
    help: 'Cancel it first, or wait until it has ended, then replay it.',
  },
];
