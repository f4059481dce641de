import type { ProblemFacts } from '#flow/problem.ts';

/** What is wrong with a workspace folder as a whole. */
export const workspaceProblems: readonly ProblemFacts[] = [
  {
    code: 'workspace/file-missing',
    title: 'The folder lacks a file every workspace has.',
    help: 'Make a workspace with `penstock init`, or name the folder that holds `penstock.yaml`.',
  },
];
