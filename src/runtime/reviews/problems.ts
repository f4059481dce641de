import type { ProblemFacts } from '#flow/problem.ts';

/** What deciding about files that were changed on both sides can be refused for. */
export const conflictProblems: readonly ProblemFacts[] = [
  {
    code: 'conflict/settled-already',
    title: 'The file waits for no decision.',
    help: 'Somebody settled it meanwhile, here or with another program. Open it as any other file.',
  },
  {
    code: 'conflict/changed',
    title: 'The file was changed since it was shown.',
    help: 'Nothing was written. Look at it again; what was chosen for places that are still the same can be chosen again.',
  },
  {
    code: 'conflict/not-decided',
    title: 'Not every place was decided.',
    help: 'The sentence names what is missing. Choose yours, theirs, or both where that is offered.',
  },
  {
    code: 'conflict/not-both',
    title: 'Both sides cannot stand at one place.',
    help: 'The sentence names the places. Choose yours or theirs there.',
  },
  {
    code: 'review/save-first',
    title: 'What others released touches work that is not saved.',
    help: 'Save a version, then take in what was released: what both sides changed is then decided place by place.',
  },
  {
    code: 'review/settled-unsaved',
    title: 'What was settled is not saved yet.',
    help: 'Save a version of it, then take in what was released.',
  },
];
