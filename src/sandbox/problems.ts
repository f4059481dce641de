import type { FailureKind } from '#flow/failure.ts';
import type { FailureFact } from '#flow/node-type/manifest.ts';

type Limit = { readonly what: string; readonly kind: FailureKind; readonly says: string; readonly help: string };

/** Limits and rules that hold for expressions and for scripts alike. */
const limits: readonly Limit[] = [
  {
    what: 'timeout',
    kind: 'timeout',
    says: 'ran longer than it may.',
    help: 'Look for a loop without an end or a costly search pattern, and give it less data at a time.',
  },
  {
    what: 'out-of-memory',
    kind: 'permanent',
    says: 'needed more memory than it may use.',
    help: 'Build smaller values, or split the data with For each.',
  },
  {
    what: 'stopped',
    kind: 'permanent',
    says: 'was stopped by the sandbox without a result.',
    help: 'It met a limit of its isolate. Simplify it, and report it when it stays.',
  },
  {
    what: 'never-ended',
    kind: 'permanent',
    says: 'waits for something that can never happen.',
    help: 'There are no timers and no network inside the sandbox. Compute from the data at hand.',
  },
  {
    what: 'input-too-large',
    kind: 'permanent',
    says: 'reads more than 1 MB at once.',
    help: 'Drop what is not needed in a step before, or split the data with For each.',
  },
  {
    what: 'integer-too-large',
    kind: 'validation',
    says: 'reads a whole number beyond 2^53, which would be rounded.',
    help: 'Ask the sender to send such numbers as text. Nothing is ever rounded in silence.',
  },
  {
    what: 'input-not-json',
    kind: 'validation',
    says: 'reads data that is no JSON.',
    help: 'Check what the step before it passes on.',
  },
  {
    what: 'output-too-large',
    kind: 'permanent',
    says: 'gave more than 1 MB.',
    help: 'Give only what the following steps need.',
  },
  {
    what: 'too-deep',
    kind: 'permanent',
    says: 'nests deeper than it may.',
    help: 'Look for a function that calls itself without an end, and for data inside data.',
  },
  {
    what: 'not-json',
    kind: 'permanent',
    says: 'gave something JSON cannot carry.',
    help: 'Give texts, numbers, true, false, null, lists and objects; no functions.',
  },
  {
    what: 'not-finite',
    kind: 'permanent',
    says: 'gave a number that is not finite.',
    help: 'Look for a division by zero, and say what is wanted in its place.',
  },
  {
    what: 'forbidden-key',
    kind: 'permanent',
    says: 'gave a field named __proto__, constructor or prototype.',
    help: 'Use another name for the field.',
  },
];

function limitsOf(language: 'expression' | 'script', noun: string): readonly FailureFact[] {
  return limits.map(({ what, kind, says, help }) => ({
    code: `${language}/${what}`,
    kind,
    title: `${noun} ${says}`,
    help,
  }));
}

const ofExpressions: readonly FailureFact[] = [
  {
    code: 'expression/parse-error',
    kind: 'permanent',
    title: 'The expression is not valid JSONata.',
    help: 'The detail names the position. Compare quotes, brackets and operators there.',
  },
  {
    code: 'expression/type-error',
    kind: 'permanent',
    title: 'The expression met a value of a type it cannot use.',
    help: 'Look at the data of the run, and convert first: `$number`, `$string`, `[ ]` for a list.',
  },
  {
    code: 'expression/runtime-error',
    kind: 'permanent',
    title: 'The expression could not be evaluated over this data.',
    help: 'Check the function the detail names and the values it gets in this run.',
  },
  {
    code: 'expression/raised',
    kind: 'validation',
    title: 'The expression refused the data with a message of its own.',
    help: 'It called `$error` or `$assert`. The detail holds the message; mend the data or the condition.',
  },
  {
    code: 'expression/eval-refused',
    kind: 'permanent',
    title: 'The expression calls $eval.',
    help: 'Data is never read as an expression. Write the expression itself in the flow.',
  },
  {
    code: 'expression/missing',
    kind: 'permanent',
    title: 'The config has no text where an expression or a script is wanted.',
    help: 'Fill in the field the failure names.',
  },
];

const ofScripts: readonly FailureFact[] = [
  {
    code: 'script/parse-error',
    kind: 'permanent',
    title: 'The script is not valid JavaScript.',
    help: 'Correct it where the detail says. A script is the body of a function: it ends with `return`.',
  },
  {
    code: 'script/threw',
    kind: 'permanent',
    title: 'The script threw an error.',
    help: 'The detail holds its message. Check the data of this run, and what the script does when a field is missing.',
  },
];

const ofSteps: readonly FailureFact[] = [
  {
    code: 'effect/bad-key',
    kind: 'validation',
    title: 'The key of a step came out neither as text nor as a whole number.',
    help: 'Name a field in `key:` that every event carries. The key may have 1 to 1,000 characters.',
  },
  {
    code: 'engine/node-unknown',
    kind: 'permanent',
    title: 'This version cannot evaluate the node type.',
    help: 'Install a version of Penstock that has it, or change the type of the step.',
  },
];

/** Failures of text that users write, and of the steps evaluated in the child. */
export const sandboxFailures: readonly FailureFact[] = [
  ...limitsOf('expression', 'The expression'),
  ...ofExpressions,
  ...limitsOf('script', 'The script'),
  ...ofScripts,
  ...ofSteps,
];
