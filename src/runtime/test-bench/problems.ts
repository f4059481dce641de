import type { ProblemFacts } from '#flow/problem.ts';

/** Why a flow, or a part of it, cannot be tried. */
export const tryProblems: readonly ProblemFacts[] = [
  {
    code: 'try/no-such-step',
    title: 'The flow has no such step.',
    help: 'Look at the flow as it is now; the step may have been renamed or removed.',
  },
  {
    code: 'try/no-such-run',
    title: 'There is no such run, or its flow version is no longer known.',
    help: 'Look at the list of runs again.',
  },
  {
    code: 'try/not-sent-at-all',
    title: 'The step sends nothing by itself.',
    help: 'Only steps that act on a system send something.',
  },
  {
    code: 'try/depends-on-answer',
    title: 'What is sent depends on what the system answers first.',
    help: 'The requests shown so far are certain; the rest can only be seen in a real try.',
  },
  {
    code: 'try/config-refused',
    title: 'The settings of the step cannot be computed for this data.',
    help: 'The sentence says which expression failed and why.',
  },
  ...(['transient', 'permanent', 'validation', 'policy', 'timeout', 'cancelled'] as const).map((kind) => ({
    code: `try/${kind}`,
    title: `A stub that fails with the kind "${kind}" and names no code.`,
    help: 'Give the stub a `code` to have the failure of a real system.',
  })),
];
