import type { ProblemFacts } from '../problem.ts';

/** What is wrong with a file of flow tests, and how a run can differ from what a test expects. */
export const flowTestProblems: readonly ProblemFacts[] = [
  {
    code: 'flow-test/name-taken',
    title: 'Two tests of one file have the same name.',
    help: 'Names tell tests apart in reports and on the command line. Rename one of them.',
  },
  {
    code: 'flow-test/answer-or-fail',
    title: 'A stub says neither what is answered nor how it fails, or both.',
    help: 'Give each entry of a stub either `answer` or `fail`.',
  },
  {
    code: 'flow-test/other-flow',
    title: 'The tests belong to another flow.',
    help: 'The key `flow` must name the flow that is tested.',
  },
  {
    code: 'flow-test/unknown-step',
    title: 'A test names a step the flow does not have.',
    help: 'Correct the name, or remove the line. After a rename, old names of a step are still understood.',
  },
  {
    code: 'flow-test/unknown-port',
    title: 'A stub answers on an outcome its step does not have.',
    help: 'Name one of the outcomes the sentence lists.',
  },
  {
    code: 'flow-test/no-sample',
    title: 'The sample a test starts from is not there.',
    help: 'Write the file under `samples/`, or put the value into the test itself.',
  },
  {
    code: 'flow-test/no-such-test',
    title: 'There is no test of this name.',
    help: 'Name one of the tests of the file, or part of a name.',
  },
  {
    code: 'flow-test/no-environment',
    title: 'A test names an environment the workspace does not have.',
    help: 'Correct `env`, or add the environment to the workspace.',
  },
  { code: 'flow-test/state-differs', title: 'The run ended in another state.', help: 'Look at the step that failed.' },
  {
    code: 'flow-test/failure-differs',
    title: 'The run or the step failed in another way, or not at all.',
    help: 'Compare the code of the failure with the one the test names.',
  },
  {
    code: 'flow-test/path-differs',
    title: 'Other steps ran than the test names.',
    help: 'The sentence lists the steps that are missing and those that ran unexpectedly.',
  },
  {
    code: 'flow-test/value-differs',
    title: 'A value is not the expected one.',
    help: 'The sentence names the place; the parameters hold both values.',
  },
  {
    code: 'flow-test/effects-differ',
    title: 'A step acted more or less often than expected.',
    help: 'An effect counts when it happened: an attempt that failed is none, however often it was tried.',
  },
  {
    code: 'flow-test/step-differs',
    title: 'A step ended differently.',
    help: 'The sentence names the step, what was expected and what happened.',
  },
  {
    code: 'flow-test/not-run',
    title: 'A test could not be run at all.',
    help: 'The sentence says what keeps it from running; nothing of the flow was carried out.',
  },
];
