import type { ProblemFacts } from '../problem.ts';

/** Why a file is not merged by what it means. */
export const mergeProblems: readonly ProblemFacts[] = [
  {
    code: 'git/not-ours',
    title: 'A file Penstock does not know how to merge.',
    help: 'Flows, layouts, flow tests, connections, environments, shapes, waivers, reviews, the registry and penstock.yaml are merged by what they mean. Everything else is merged as text, as Git does it.',
  },
];
