import type { ProblemFacts } from '#flow/problem.ts';

/** What the command line refuses under a code of its own. */
export const cliProblems: readonly ProblemFacts[] = [
  {
    code: 'eval/bad-line',
    title: 'A line of `penstock eval --jsonl` is no request.',
    help: 'Each line is one JSON object with `id`, `expr` and, where wanted, `input` and `bindings`.',
  },
];
