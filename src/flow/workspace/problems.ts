import type { ProblemFacts } from '../problem.ts';

/** What is refused about environments. */
export const environmentProblems: readonly ProblemFacts[] = [
  {
    code: 'environment/must-be-typed',
    title: 'An address or a database is not taken over into a live environment.',
    help: 'Type the address and the database live has. They are never copied from an environment for development or tests.',
  },
  {
    code: 'environment/nothing-there',
    title: 'The environment has no such entry to take over.',
    help: 'It may have been changed meanwhile. Compare the environments again.',
  },
  {
    code: 'environment/reaches-live',
    title: 'An environment that is not live would reach a live system.',
    help: 'Give the connection another address, or another database at the same address: a test that reaches live is not a test.',
  },
];
