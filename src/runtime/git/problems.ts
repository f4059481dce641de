import type { ProblemFacts } from '#flow/problem.ts';

/** What the history of a workspace can be refused for. */
export const gitProblems: readonly ProblemFacts[] = [
  {
    code: 'git/no-revision',
    title: 'The commit cannot be read.',
    help: 'Name a commit, branch or tag of the repository the workspace stands in.',
  },
  {
    code: 'git/not-in-conflict',
    title: 'There is nothing to settle in this file.',
    help: 'Somebody settled it meanwhile, or the merge was given up. Look at the list of conflicts again.',
  },
  {
    code: 'git/still-open',
    title: 'Files were changed on both sides, and nobody decided yet.',
    help: 'The sentence names them. Open each, choose what stands, and do it again: nothing is saved or taken in before.',
  },
  {
    code: 'git/not-settled',
    title: 'Git did not take the settled file.',
    help: 'The file was written; the sentence says what Git answered. Mend that, and add the file by hand with `git add`.',
  },
];
