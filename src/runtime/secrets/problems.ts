import type { ProblemFacts } from '#flow/problem.ts';

/** Every problem this room raises. */
export const secretsProblems: readonly ProblemFacts[] = [
  {
    code: 'secrets/key-file-shared',
    title: 'Other users may read the key file.',
    help: 'Run chmod 600 on it. If somebody may have read it, make new secrets at their systems and set them again.',
  },
  {
    code: 'secrets/key-file-broken',
    title: 'The key file does not hold a key.',
    help: 'It holds 32 bytes in base64. Put it back from its backup; without it the secrets must be set again.',
  },
  {
    code: 'secrets/key-file-missing',
    title: 'The key file named by PENSTOCK_KEY_FILE is not there.',
    help: 'Put it there, or unset the variable to use the file in the data directory.',
  },
  {
    code: 'secrets/key-does-not-fit',
    title: 'The key does not open the stored secrets.',
    help: 'The data directory and the key file belong together; put back the one that belongs to the other.',
  },
  {
    code: 'secrets/bad-name',
    title: 'A secret cannot be named like this.',
    help: 'Use letters, digits, dots, hyphens and underscores, at most 128 of them, beginning with a letter or digit.',
  },
  {
    code: 'secrets/bad-value',
    title: 'The value cannot be kept as a secret.',
    help: 'It needs 6 to 16,384 characters without blanks around it: a shorter one cannot be kept out of logs.',
  },
];
