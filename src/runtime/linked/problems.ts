import type { ProblemFacts } from '#flow/problem.ts';

/** What is refused about servers a studio is linked to. What such a server itself refuses keeps its own code. */
export const linkedProblems: readonly ProblemFacts[] = [
  {
    code: 'linked/bad-address',
    title: 'The address is none a token may be sent to.',
    help: 'Write https and the host, such as https://flows.example.com. Without encryption only this computer is reached.',
  },
  {
    code: 'linked/name-taken',
    title: 'Another linked server has this name already.',
    help: 'Choose another name, or remove the other link first.',
  },
  {
    code: 'linked/unknown',
    title: 'There is no such linked server.',
    help: 'It may have been removed meanwhile. Look at the list again.',
  },
  {
    code: 'linked/unreachable',
    title: 'The server cannot be reached.',
    help: 'See whether it runs, and whether this computer may reach it.',
  },
  {
    code: 'linked/signed-out',
    title: 'The server does not know the token.',
    help: 'Remove the link and make it again with the token the server has now.',
  },
  {
    code: 'linked/strange-answer',
    title: 'The server does not answer as a Penstock of this version does.',
    help: 'See whether the address is right, and whether studio and server have the same version.',
  },
  {
    code: 'linked/no-release',
    title: 'The studio keeps no such release.',
    help: 'Choose one of the list, or a bundle from a file.',
  },
];
