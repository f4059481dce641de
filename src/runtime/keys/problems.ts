import type { ProblemFacts } from '#flow/problem.ts';

/** What signing keys can be refused for. */
export const keyProblems: readonly ProblemFacts[] = [
  {
    code: 'keys/no-private-key',
    title: 'This is no private key',
    help: 'Signing takes an Ed25519 private key in PEM form. Make one with "penstock keys new FILE" and keep the file to yourself.',
  },
];
